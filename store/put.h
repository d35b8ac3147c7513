#pragma once

#include "base/random.h"
#include "base/time.h"
#include "store/audit_prune.h"
#include "store/chain.h"
#include "store/connection.h"
#include "store/facts.h"

namespace xueshi::store {

/// Writes all facts of one commit, those first that others refer to. Throws SQLite::Exception and Failure.
AuditPruned put_facts(Connection& connection, Chain& chain, Random& random, const Facts& facts, UtcMillis now);

}  // namespace xueshi::store
