#include "store/audit_prune.h"

#include <charconv>
#include <string>
#include <vector>

#include "store/audit.h"
#include "store/audit_runs.h"
#include "store/personal.h"

namespace xueshi::store {
namespace {

constexpr std::size_t kMostAtOnce = 1'000;

struct Removable {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::size_t entries = 0;
  bool more = false;
};

/// The oldest entries up to the last one that is known to be old. Entries are in the order in which they were written:
/// one before an old one is old too, whatever its own clock said.
Removable find_removable(Connection& connection, UtcMillis before) {
  Query rows(connection, "SELECT id, at_utc, clock FROM audit ORDER BY id");
  Removable found;
  std::int64_t last_of_batch = 0;  // the newest of the first 1 000
  std::int64_t last_old = 0;
  std::size_t seen = 0;
  while (rows.step()) {
    const std::int64_t id = rows.integer(0);
    const bool believed = static_cast<ClockState>(rows.integer(2)) != ClockState::kUnproven;
    if (believed && rows.utc(1) >= before) break;
    if (seen == 0) found.first = id;
    ++seen;
    if (seen <= kMostAtOnce) last_of_batch = id;
    if (!believed) continue;
    last_old = id;
    if (seen > kMostAtOnce) break;
    found.entries = seen;
  }
  if (last_old == 0) return {};
  found.last = last_old;
  if (last_old > last_of_batch) {
    found.last = last_of_batch;
    found.entries = kMostAtOnce;
    found.more = true;
  }
  return found;
}

}  // namespace

AuditPruned prune_audit(Connection& connection, Chain& chain, Random& random, const AuditPrune& prune) {
  if (prune.at.state == ClockState::kUnproven) return {};
  const Removable found = find_removable(connection, prune.before);
  if (found.last == 0) return {};
  AuditEntry entry;
  entry.at = prune.at;
  entry.boot = prune.boot;
  entry.actor = prune.actor;
  entry.action = AuditAction::kLogPrune;
  entry.object = "audit:" + std::to_string(found.first) + "-" + std::to_string(found.last);
  entry.detail = "before " + to_rfc3339(prune.before);
  put_prune_entry(connection, chain, random, entry);
  Query(connection, "DELETE FROM audit WHERE id <= ?", found.last).run();
  prune_runs(connection, found.last);
  // Addresses that no entry is left for; one that a later entry has stays.
  Query(connection, "DELETE FROM personal WHERE digest IN (SELECT digest FROM audit_address WHERE last_entry <= ?)",
        found.last)
      .run();
  Query(connection, "DELETE FROM audit_address WHERE last_entry <= ?", found.last).run();
  return {found.entries, found.more};
}

std::int64_t pruned_up_to(Connection& connection) {
  Query row(connection, "SELECT object FROM audit WHERE action = ? ORDER BY id DESC LIMIT 1", AuditAction::kLogPrune);
  if (!row.step()) return 0;
  const std::string object = row.text(0);
  const std::size_t dash = object.rfind('-');
  std::int64_t last = 0;
  if (dash == std::string::npos) return 0;
  std::from_chars(object.data() + dash + 1, object.data() + object.size(), last);
  return last;
}

}  // namespace xueshi::store
