#pragma once
/// Removes audit entries that are beyond their time, from the beginning of the log, and records it. Throws
/// SQLite::Exception and Failure.

#include <cstddef>
#include <cstdint>

#include "base/random.h"
#include "store/chain.h"
#include "store/connection.h"
#include "store/facts.h"

namespace xueshi::store {

/// What one commit removed.
struct AuditPruned {
  std::size_t entries = 0;
  bool more = false;  ///< entries are left that may go: ask again
};

/// See AuditPrune. The entry about it goes in first: numbers go on from it when everything before is removed.
AuditPruned prune_audit(Connection& connection, Chain& chain, Random& random, const AuditPrune& prune);

/// Up to which entry the log was removed on record; 0: none was.
std::int64_t pruned_up_to(Connection& connection);

}  // namespace xueshi::store
