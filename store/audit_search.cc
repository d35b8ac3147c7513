#include "store/audit_search.h"

#include <algorithm>
#include <functional>
#include <string>

#include "store/accounts.h"
#include "store/audit.h"
#include "store/audit_runs.h"

namespace xueshi::store {
namespace {

constexpr std::size_t kMostRows = 200;
// As many of the newest entries are looked through one by one before an index is asked: what is frequent is found
// there.
constexpr std::int64_t kLookedThrough = 5'000;
// Up to as many different objects with the same beginning are asked for one by one.
constexpr std::size_t kMostObjects = 3'000;

/// What the statements below are given, as their parameters ?1 to ?11.
struct Wanted {
  std::int64_t before = 0;
  std::int64_t limit = 0;
  std::optional<UtcMillis> from;
  std::optional<UtcMillis> to;
  std::optional<std::int64_t> account;
  std::optional<std::string> name;
  std::optional<AuditAction> action;
  std::optional<std::string> object;
  std::string object_end;
  std::optional<AuditResult> result;
  std::int64_t not_before = 0;  // the oldest entry that may be given
};

#define XUESHI_IDS(where)                                                                       \
  "SELECT i.id FROM audit i " where                                                             \
  " AND i.id < ?1 AND i.id >= ?11"                                                              \
  " AND (?3 IS NULL OR (i.at_utc >= ?3 AND i.at_utc < ?4)) AND (?5 IS NULL OR i.account = ?5)"  \
  " AND (?6 IS NULL OR i.name = ?6) AND (?7 IS NULL OR i.action = ?7)"                          \
  " AND (?8 IS NULL OR (i.object >= ?8 AND i.object < ?9)) AND (?10 IS NULL OR i.result = ?10)" \
  " ORDER BY i.id DESC LIMIT ?2"

constexpr const char* kWalk = XUESHI_IDS("NOT INDEXED WHERE 1");
constexpr const char* kByAccount = XUESHI_IDS("INDEXED BY audit_by_account WHERE i.account = ?5");
constexpr const char* kByName = XUESHI_IDS("INDEXED BY audit_by_name WHERE i.name = ?6");
constexpr const char* kByObject = XUESHI_IDS("INDEXED BY audit_by_object WHERE i.object = ?8");
constexpr const char* kByObjects = XUESHI_IDS("INDEXED BY audit_by_object WHERE i.object >= ?8 AND i.object < ?9");
constexpr const char* kByResult = XUESHI_IDS("INDEXED BY audit_by_result WHERE i.result <> 0 AND i.result = ?10");
constexpr const char* kByAction = XUESHI_IDS("INDEXED BY audit_by_action WHERE i.action = ?7");

#undef XUESHI_IDS

/// The least text that is greater than all that begin with `prefix`.
std::string end_of_prefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  // No object is as long as this.
  if (prefix.empty()) return std::string(1'000, '\xff');
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

std::int64_t newest_row(Connection& connection) {
  Query row(connection, "SELECT coalesce(max(id), 0) FROM audit");
  row.step();
  return row.integer(0);
}

/// The index that leaves least to look at, by what is usual.
const char* best_way(const Wanted& wanted) {
  if (wanted.name) return kByName;
  if (wanted.object) return kByObjects;
  if (wanted.result && *wanted.result != AuditResult::kDone) return kByResult;
  if (wanted.account) return kByAccount;
  if (wanted.action) return kByAction;
  return kWalk;
}

using Ids = std::vector<std::int64_t>;

Ids ids(Connection& connection, const char* way, const Wanted& w) {
  Query rows(connection, way, w.before, w.limit, w.from, w.to, w.account, w.name, w.action, w.object, w.object_end,
             w.result, w.not_before);
  Ids found;
  while (rows.step()) found.push_back(rows.integer(0));
  return found;
}

/// The different objects that are asked for; nothing when they are too many.
std::optional<std::vector<std::string>> objects(Connection& connection, const Wanted& wanted) {
  std::vector<std::string> all;
  std::string from = *wanted.object;
  for (;;) {
    Query row(connection, "SELECT object FROM audit WHERE object >= ? AND object < ? ORDER BY object LIMIT 1", from,
              wanted.object_end);
    if (!row.step()) return all;
    if (all.size() == kMostObjects) return std::nullopt;
    all.push_back(row.text(0));
    from = all.back() + '\0';
  }
}

/// Each object's entries lie in order in the index, those of several do not: they are put together here, and of each
/// object only those are read that may still be among the newest.
Ids ids_by_objects(Connection& connection, const Wanted& wanted) {
  const auto all = objects(connection, wanted);
  if (!all) return ids(connection, kByObjects, wanted);
  Wanted one = wanted;
  Ids found;
  for (const std::string& object : *all) {
    one.object = object;
    const Ids more = ids(connection, kByObject, one);
    if (more.empty()) continue;
    found.insert(found.end(), more.begin(), more.end());
    std::sort(found.begin(), found.end(), std::greater<>());
    if (found.size() < static_cast<std::size_t>(wanted.limit)) continue;
    found.resize(static_cast<std::size_t>(wanted.limit));
    one.not_before = found.back();
  }
  return found;
}

/// Of one range of entries.
Ids ids_in_range(Connection& connection, const Wanted& wanted) {
  const char* const way = best_way(wanted);
  if (way == kWalk) return ids(connection, kWalk, wanted);
  Wanted newest = wanted;
  newest.not_before = std::max(wanted.not_before, wanted.before - kLookedThrough);
  const Ids found = ids(connection, kWalk, newest);
  const bool is_all = newest.not_before == wanted.not_before;
  if (is_all || found.size() == static_cast<std::size_t>(wanted.limit)) return found;
  return way == kByObjects ? ids_by_objects(connection, wanted) : ids(connection, way, wanted);
}

AuditEntry entry_in_row(Connection& connection, std::int64_t id) {
  Query row(connection, XUESHI_AUDIT "WHERE a.id = ?", id);
  if (!row.step()) {
    throw Failure{Error{ErrorCode::kCorrupt, "an index of the audit log has an entry that the log has not", nullptr}};
  }
  return audit_from(row);
}

Wanted wanted_by(Connection& connection, const AuditQuery& query) {
  Wanted wanted;
  if (query.span) {
    wanted.from = query.span->from;
    wanted.to = query.span->to;
  }
  if (!query.account.empty()) {
    wanted.account = row_of_account(connection, query.account);
    if (!wanted.account) wanted.name = query.account;
  }
  wanted.action = query.action;
  wanted.result = query.result;
  if (!query.object.empty()) {
    wanted.object = query.object;
    wanted.object_end = end_of_prefix(query.object);
  }
  return wanted;
}

}  // namespace

std::vector<AuditEntry> audit(Connection& connection, const AuditQuery& query) {
  Wanted wanted = wanted_by(connection, query);
  const std::size_t limit = std::min(query.limit, kMostRows);
  const std::int64_t behind_newest = newest_row(connection) + 1;
  const auto before =
      query.before == 0
          ? behind_newest
          : static_cast<std::int64_t>(std::min<std::uint64_t>(query.before, static_cast<std::uint64_t>(behind_newest)));
  std::vector<EntryRange> ranges{{0, before}};
  if (query.span) ranges = entry_ranges(connection, *query.span);
  std::vector<AuditEntry> entries;
  for (const EntryRange& range : ranges) {
    wanted.not_before = range.from;
    wanted.before = std::min(range.to, before);
    wanted.limit = static_cast<std::int64_t>(limit - entries.size());
    if (wanted.limit == 0) break;
    if (wanted.not_before >= wanted.before) continue;
    for (const std::int64_t id : ids_in_range(connection, wanted)) entries.push_back(entry_in_row(connection, id));
  }
  return entries;
}

}  // namespace xueshi::store
