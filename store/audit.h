#pragma once
/// The audit log in the database (I16): appended, chained, removed only from its beginning (store/audit_prune.h).
/// Throw SQLite::Exception and Failure.

#include <cstdint>
#include <optional>

#include "base/random.h"
#include "facts/audit.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// As the next entry, whatever `entry.id` says. kBadInput: kLogPrune (put_prune_entry has that).
void put_audit(Connection& connection, Chain& chain, Random& random, const AuditEntry& entry);
/// The entry about entries that were removed.
void put_prune_entry(Connection& connection, Chain& chain, Random& random, const AuditEntry& entry);

std::optional<AuditEntry> last_audit(Connection& connection);
std::uint64_t audit_count(Connection& connection);

// Columns of an entry, for `audit_from`; the table goes by the name `a`.
#define XUESHI_AUDIT                                                                                            \
  "SELECT a.id, a.at_utc, b.bytes, a.at_boot, a.clock, a.error, a.actor, coalesce(n.name, a.name, ''), a.role," \
  " coalesce(p.value, ''), a.action, a.object, a.detail, a.result, n.id, d.digest"                              \
  " FROM audit a JOIN boot b ON b.id = a.boot LEFT JOIN account n ON n.id = a.account"                          \
  " LEFT JOIN audit_address d ON d.id = a.address LEFT JOIN personal p ON p.digest = d.digest "
AuditEntry audit_from(const Query& row);

/// What the chain holds, from the stored row; nothing when the row is gone.
std::optional<Bytes> encode_audit_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
