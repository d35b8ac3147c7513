#include "store/audit_search.h"

#include <algorithm>
#include <limits>

#include "store/accounts.h"
#include "store/audit.h"

namespace xueshi::store {
namespace {

constexpr std::size_t kMostRows = 200;
// As many of the newest entries are looked through one by one before an index is asked: what is frequent is found
// there, and what is not there is so rare that all the index has of it can be put in order.
constexpr std::int64_t kLookedThrough = 20'000;

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
  std::int64_t not_before = 0;
};

#define XUESHI_FOUND(where)                                                                     \
  XUESHI_AUDIT                                                                                  \
  "WHERE a.id IN (SELECT i.id FROM audit i " where                                              \
  " AND i.id < ?1 AND i.id >= ?11"                                                              \
  " AND (?3 IS NULL OR (i.at_utc >= ?3 AND i.at_utc < ?4)) AND (?5 IS NULL OR i.account = ?5)"  \
  " AND (?6 IS NULL OR i.name = ?6) AND (?7 IS NULL OR i.action = ?7)"                          \
  " AND (?8 IS NULL OR (i.object >= ?8 AND i.object < ?9)) AND (?10 IS NULL OR i.result = ?10)" \
  " ORDER BY i.id DESC LIMIT ?2) ORDER BY a.id DESC"

constexpr const char* kWalk = XUESHI_FOUND("NOT INDEXED WHERE 1");
constexpr const char* kByAccount = XUESHI_FOUND("INDEXED BY audit_by_account WHERE i.account = ?5");
constexpr const char* kByName = XUESHI_FOUND("INDEXED BY audit_by_name WHERE i.name = ?6");
constexpr const char* kByObject = XUESHI_FOUND("INDEXED BY audit_by_object WHERE i.object >= ?8 AND i.object < ?9");
constexpr const char* kByResult = XUESHI_FOUND("INDEXED BY audit_by_result WHERE i.result <> 0 AND i.result = ?10");
constexpr const char* kByAction = XUESHI_FOUND("INDEXED BY audit_by_action WHERE i.action = ?7");
constexpr const char* kByTime = XUESHI_FOUND("INDEXED BY audit_by_time WHERE i.at_utc >= ?3 AND i.at_utc < ?4");

#undef XUESHI_FOUND

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
  if (wanted.object) return kByObject;
  if (wanted.result && *wanted.result != AuditResult::kDone) return kByResult;
  if (wanted.account) return kByAccount;
  if (wanted.action) return kByAction;
  if (wanted.from) return kByTime;
  return kWalk;
}

std::vector<AuditEntry> found(Connection& connection, const char* way, const Wanted& w) {
  Query rows(connection, way, w.before, w.limit, w.from, w.to, w.account, w.name, w.action, w.object, w.object_end,
             w.result, w.not_before);
  std::vector<AuditEntry> all;
  while (rows.step()) all.push_back(audit_from(rows));
  return all;
}

}  // namespace

std::vector<AuditEntry> audit(Connection& connection, const AuditQuery& query) {
  Wanted wanted;
  constexpr std::uint64_t kLast = std::numeric_limits<std::int64_t>::max();
  wanted.before = static_cast<std::int64_t>(query.before == 0 ? kLast : std::min(query.before, kLast));
  wanted.limit = static_cast<std::int64_t>(std::min(query.limit, kMostRows));
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
  const char* const way = best_way(wanted);
  if (way == kWalk) return found(connection, kWalk, wanted);
  Wanted newest = wanted;
  newest.not_before = std::min(wanted.before, newest_row(connection)) - kLookedThrough;
  std::vector<AuditEntry> entries = found(connection, kWalk, newest);
  if (entries.size() == static_cast<std::size_t>(wanted.limit) || newest.not_before <= 0) return entries;
  return found(connection, way, wanted);
}

}  // namespace xueshi::store
