/// The audit log goes in and comes out the same, page by page, by each filter (I16).
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

void commit(Store& store, std::vector<AuditEntry> entries) {
  Facts facts;
  facts.audit = std::move(entries);
  (void)value(store.commit(facts, {}));
}

std::vector<AuditEntry> search(Store& store, const AuditQuery& query) {
  return value(value(store.reader()).audit(query));
}

std::int64_t ask(const StoreBench& bench, const std::string& sql) {
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  return database.execAndGet(sql).getInt64();
}

/// As the log has them: with their numbers, newest first.
std::vector<AuditEntry> numbered(std::vector<AuditEntry> entries, std::uint64_t first = 1) {
  for (AuditEntry& entry : entries) entry.id = first++;
  std::reverse(entries.begin(), entries.end());
  return entries;
}

/// A log with many kinds of entries; `wang` and `li` have accounts.
std::vector<AuditEntry> mixed(const BootId& boot, int count) {
  std::vector<AuditEntry> entries;
  for (int n = 0; n < count; ++n) {
    AuditEntry entry = sample_audit(boot, n);
    if (n % 3 == 1) entry.actor = {Actor::Kind::kUser, "li", Role::kAuditor, "192.0.2.18"};
    if (n % 7 == 2) entry.actor = {Actor::Kind::kShell, "uid 1000"};
    if (n % 7 == 3) entry.actor = Actor::box();
    if (n % 11 == 4) entry.actor = {Actor::Kind::kUser, "nobody", {}, "198.51.100.9"};
    entry.action = kAuditActions.rows[static_cast<std::size_t>(n * n % 17)].first;
    entry.result = kAuditResults.rows[static_cast<std::size_t>(n % 13 == 5 ? 1 + n % 2 : 0)].first;
    if (n % 5 == 1) entry.object = "camera:back";
    if (n % 5 == 2) entry.object = "account:wang";
    if (n % 5 == 3) entry.object = "";
    entries.push_back(entry);
  }
  return entries;
}

std::unique_ptr<Store> open_with_accounts(StoreBench& bench) {
  auto store = bench.open();
  Facts facts;
  facts.accounts = {sample_account("wang"), sample_account("li", Role::kAuditor)};
  (void)value(store->commit(facts, {}));
  return store;
}

TEST_CASE("I16: audit entries come back whole, newest first, with numbers that grow") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  CHECK_FALSE(value(value(store->reader()).last_audit()));
  CHECK(value(value(store->reader()).audit_count()) == 0);
  CHECK(search(*store, {}).empty());
  const auto entries = mixed(bench.clock.boot_id(), 40);
  commit(*store, entries);
  CHECK(search(*store, {}) == numbered(entries));
  CHECK(value(value(store->reader()).last_audit()) == numbered(entries).front());
  CHECK(value(value(store->reader()).audit_count()) == 40);
  const ChainReport report = value(value(store->reader()).verify_chain());
  CHECK(report.whole());
  CHECK(report.entries == 40);
}

TEST_CASE("every action, result, role and kind of actor keeps its number in the database") {
  // Rows hold these as numbers: one that gets another number would be read as something else.
  const std::vector<std::string> actions{
      "start",           "stop",        "clock_step",     "sign_in",          "sign_out",         "session_end",
      "password_change", "account_add", "account_change", "password_reset",   "account_unlock",   "view_live",
      "view_recording",  "export",      "view_log",       "camera_test",      "plan_import",      "repair",
      "log_prune",       "refused",     "class_change",   "roster_import",    "timetable_import", "attendance_entry",
      "correction",      "leave_entry", "view_check_ins", "export_check_ins", "trainee_search",   "objection_answer",
      "board_link",      "view_photo"};
  REQUIRE(actions.size() == kAuditActions.rows.size());
  for (std::size_t n = 0; n < actions.size(); ++n) {
    CHECK(kAuditActions.name(static_cast<AuditAction>(n)) == actions[n]);
  }
  const std::vector<std::string> roles{"teacher", "inspector", "administrator", "auditor", "installer"};
  REQUIRE(roles.size() == kRoles.rows.size());
  for (std::size_t n = 0; n < roles.size(); ++n) CHECK(kRoles.name(static_cast<Role>(n)) == roles[n]);
  const std::vector<std::string> results{"done", "refused", "failed"};
  REQUIRE(results.size() == kAuditResults.rows.size());
  for (std::size_t n = 0; n < results.size(); ++n) CHECK(kAuditResults.name(static_cast<AuditResult>(n)) == results[n]);
  CHECK(static_cast<int>(Actor::Kind::kBox) == 0);
  CHECK(static_cast<int>(Actor::Kind::kUser) == 1);
  CHECK(static_cast<int>(Actor::Kind::kShell) == 2);
}

TEST_CASE("an entry goes in with what it is about, or neither does (I9, I16)") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  facts.accounts = {sample_account("wang")};
  facts.audit = {sample_audit(bench.clock.boot_id(), 1)};
  facts.hours = {sample_hour(1)};  // of a class that is not known
  CHECK_FALSE(store->commit(facts, {}));
  CHECK(search(*store, {}).empty());
  CHECK(value(value(store->reader()).accounts()).empty());
  facts.hours.clear();
  (void)value(store->commit(facts, {}));
  CHECK(search(*store, {}) == numbered(facts.audit));
  CHECK(ask(bench, "SELECT count(*) FROM audit WHERE account = 1 AND name IS NULL") == 1);
}

TEST_CASE("pages follow one another without a hole or a repeat while new entries arrive") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  const auto entries = mixed(bench.clock.boot_id(), 95);
  commit(*store, entries);
  std::vector<AuditEntry> read;
  AuditQuery query;
  query.limit = 10;
  for (int page = 0; page < 20; ++page) {
    const auto rows = search(*store, query);
    if (rows.empty()) break;
    read.insert(read.end(), rows.begin(), rows.end());
    query.before = rows.back().id;
    commit(*store, {sample_audit(bench.clock.boot_id(), 1'000 + page)});
  }
  CHECK(read == numbered(entries));
  query = {};
  query.limit = 100'000;
  commit(*store, mixed(bench.clock.boot_id(), 300));
  CHECK(search(*store, query).size() == 200);
  query.limit = 0;
  CHECK(search(*store, query).empty());
}

TEST_CASE("each filter, and all together, give what going through the log one by one gives") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  const auto entries = mixed(bench.clock.boot_id(), 150);
  commit(*store, entries);
  const auto all = numbered(entries);
  const auto check = [&](const char* what, const AuditQuery& query,
                         const std::function<bool(const AuditEntry&)>& fits) {
    CAPTURE(what);
    std::vector<AuditEntry> expected;
    for (const AuditEntry& entry : all) {
      if (fits(entry) && (query.before == 0 || entry.id < query.before) && expected.size() < query.limit) {
        expected.push_back(entry);
      }
    }
    CHECK_FALSE(expected.empty());
    CHECK(search(*store, query) == expected);
  };
  AuditQuery query;
  query.account = "li";
  check("account", query, [](const AuditEntry& e) { return e.actor.name == "li"; });
  query.limit = 3;
  query.before = 100;
  check("account, a page", query, [](const AuditEntry& e) { return e.actor.name == "li"; });
  query = {};
  query.account = "nobody";
  check("no account of that name", query, [](const AuditEntry& e) { return e.actor.name == "nobody"; });
  query.account = "uid 1000";
  check("somebody at the shell", query, [](const AuditEntry& e) { return e.actor.name == "uid 1000"; });
  query = {};
  for (const auto& [action, name] : kAuditActions.rows) {
    const bool there = std::any_of(all.begin(), all.end(), [&](const AuditEntry& e) { return e.action == action; });
    query.action = action;
    if (there) check(name.data(), query, [&](const AuditEntry& e) { return e.action == action; });
    if (!there) CHECK(search(*store, query).empty());
  }
  query = {};
  for (const auto& [result, name] : kAuditResults.rows) {
    query.result = result;
    check(name.data(), query, [&](const AuditEntry& e) { return e.result == result; });
  }
  query = {};
  for (const char* prefix : {"c", "camera:", "camera:b", "camera:back", "account:wang"}) {
    query.object = prefix;
    check(prefix, query, [&](const AuditEntry& e) { return e.object.starts_with(prefix); });
  }
  for (const char* prefix : {"camera:%", "Camera", "camera:backs", "\xff", "camera:\xff", "zz"}) {
    query.object = prefix;
    CHECK(search(*store, query).empty());
  }
  query = {};
  query.span = UtcSpan{entries[20].at.utc, entries[60].at.utc};
  const auto in_span = [&](const AuditEntry& e) { return query.span->contains(e.at.utc); };
  check("span", query, in_span);
  query.account = "wang";
  query.object = "camera:";
  query.result = AuditResult::kDone;
  query.before = 55;
  check("everything but the action", query, [&](const AuditEntry& e) {
    return in_span(e) && e.actor.name == "wang" && e.object.starts_with("camera:") && e.result == AuditResult::kDone;
  });
  query.action = entries[30].action;
  check("everything", query, [&](const AuditEntry& e) {
    return in_span(e) && e.actor.name == "wang" && e.object.starts_with("camera:") && e.result == AuditResult::kDone &&
           e.action == entries[30].action;
  });
}

TEST_CASE("after a step of the wall clock entries stay in the order in which they were written") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  std::vector<AuditEntry> entries;
  for (int n = 0; n < 20; ++n) entries.push_back(sample_audit(bench.clock.boot_id(), n));
  for (int n = 10; n < 15; ++n) entries[static_cast<std::size_t>(n)].at.utc = utc_ms(n);
  commit(*store, entries);
  CHECK(search(*store, {}) == numbered(entries));
  AuditQuery query;
  query.span = UtcSpan{utc_ms(0), utc_ms(1'000)};
  const auto all = numbered(entries);
  CHECK(search(*store, query) == std::vector<AuditEntry>(all.begin() + 5, all.begin() + 10));
}

TEST_CASE("a long log over steps of the wall clock gives by each filter what going through it one by one gives") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  std::mt19937_64 dice(20'261'123);
  std::vector<AuditEntry> entries;
  // What is rare is at the beginning: farther back than is looked through before an index is asked.
  for (const AuditEntry& entry : mixed(bench.clock.boot_id(), 400)) entries.push_back(entry);
  for (int n = 0; n < 400; ++n) entries[static_cast<std::size_t>(n)].object += std::to_string(n % 40);
  for (int n = 0; n < 6'000; ++n) {
    entries.push_back(sample_audit(bench.clock.boot_id(), n));
    entries.back().action = AuditAction::kSignIn;
  }
  std::int64_t now = kStartUtc;
  for (AuditEntry& entry : entries) {
    now += static_cast<std::int64_t>(dice() % 20'000) - 5'000;  // threads write a little out of order
    if (dice() % 500 == 0) now += static_cast<std::int64_t>(dice() % 40'000'000) - 20'000'000;
    entry.at.utc = utc_ms(now);
  }
  entries[3'000].at.utc = utc_ms(now + 90'000'000'000);  // one from the far future
  commit(*store, entries);
  CHECK(ask(bench, "SELECT count(*) FROM audit_run") > 3);
  const auto all = numbered(entries);
  int with_rows = 0;
  for (int question = 0; question < 400; ++question) {
    AuditQuery query;
    const AuditEntry& some = entries[dice() % (dice() % 2 == 0 ? 400 : entries.size())];
    if (dice() % 3 == 0) query.account = some.actor.name;
    if (dice() % 3 == 0) query.action = some.action;
    if (dice() % 3 == 0) query.result = some.result;
    if (dice() % 3 == 0) query.object = some.object.substr(0, 1 + dice() % 12);
    if (dice() % 2 == 0) query.before = 1 + dice() % entries.size();
    if (dice() % 2 == 0) {
      const UtcMillis from = some.at.utc - Millis{static_cast<std::int64_t>(dice() % 3'000'000)};
      query.span = UtcSpan{from, from + Millis{static_cast<std::int64_t>(dice() % 9'000'000)}};
    }
    query.limit = 1 + dice() % 60;
    std::vector<AuditEntry> expected;
    for (const AuditEntry& entry : all) {
      const bool fits = (query.account.empty() || entry.actor.name == query.account) &&
                        (!query.action || entry.action == *query.action) &&
                        (!query.result || entry.result == *query.result) && entry.object.starts_with(query.object) &&
                        (query.before == 0 || entry.id < query.before) &&
                        (!query.span || query.span->contains(entry.at.utc));
      if (fits && expected.size() < query.limit) expected.push_back(entry);
    }
    if (!expected.empty()) ++with_rows;
    CAPTURE(question);
    CHECK(search(*store, query) == expected);
  }
  CHECK(with_rows > 150);
  CHECK(value(value(store->reader()).verify_chain()).whole());
}

TEST_CASE("more objects with one beginning than are asked for one by one") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  std::vector<AuditEntry> entries;
  for (int n = 0; n < 9'000; ++n) {
    entries.push_back(sample_audit(bench.clock.boot_id(), n));
    if (n < 3'500) entries.back().object = "export:" + std::to_string(n * 7'919 % 3'500);
  }
  commit(*store, entries);
  AuditQuery query;
  query.object = "export:";
  const auto rows = search(*store, query);
  REQUIRE(rows.size() == 50);
  for (std::size_t n = 0; n < rows.size(); ++n) CHECK(rows[n].id == 3'500 - n);
}

TEST_CASE("hostile values come back as they are, or cut; none is refused, so that nothing goes unwritten") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  AuditEntry entry = sample_audit(bench.clock.boot_id(), 1);
  entry.actor = {Actor::Kind::kUser, "'; DROP TABLE audit; --", {}, std::string("::1\0%n", 6)};
  entry.object = std::string("a\0b\r\n\xff\xfe\"'%_", 12);
  entry.detail = "<script>alert(1)</script>\u202e";
  AuditEntry longer = entry;
  longer.actor.name = std::string(100'000, 'n');
  longer.actor.from = std::string(100'000, '1');
  longer.object.clear();
  for (int n = 0; n < 40'000; ++n) longer.object += "学";
  longer.detail = std::string(1'000'000, 'd');
  commit(*store, {entry, longer});
  const auto rows = search(*store, {});
  REQUIRE(rows.size() == 2);
  entry.id = 1;
  CHECK(rows[1] == entry);
  CHECK(rows[0].actor.name == std::string(64, 'n'));
  CHECK(rows[0].actor.from == std::string(64, '1'));
  CHECK(rows[0].object.size() == 198);  // whole characters of three bytes
  CHECK(rows[0].detail == std::string(500, 'd'));
  AuditQuery query;
  query.account = entry.actor.name;
  CHECK(search(*store, query) == std::vector{entry});
  query = {};
  query.object = std::string("a\0b\r\n\xff", 6);
  CHECK(search(*store, query) == std::vector{entry});
  query.object = std::string(100'000, 'x');
  CHECK(search(*store, query).empty());
  query = {};
  query.before = UINT64_MAX;
  CHECK(search(*store, query).size() == 2);
  CHECK(value(value(store->reader()).verify_chain()).whole());
}

TEST_CASE("I20: the log's rows and its chain hold no address; entries from one place share its value") {
  StoreBench bench;
  auto store = open_with_accounts(bench);
  const BootId boot = bench.clock.boot_id();
  AuditEntry other = sample_audit(boot, 2);
  other.actor.from = "192.0.2.99";
  AuditEntry another = sample_audit(boot, 3);
  another.actor.name = "li";
  commit(*store, {sample_audit(boot, 1), other, another});
  for (int n = 4; n < 40; ++n) commit(*store, {sample_audit(boot, n), other});
  // wang's two and li's one; two accounts have digests of their own for the same address.
  CHECK(ask(bench, "SELECT count(*) FROM audit_address") == 3);
  CHECK(ask(bench, "SELECT count(DISTINCT digest) FROM audit_address WHERE length(digest) = 32") == 3);
  CHECK(ask(bench, "SELECT count(*) FROM personal WHERE value LIKE '192.%'") == 3);
  CHECK(search(*store, {})[0].actor.from == "192.0.2.99");
}

}  // namespace
}  // namespace xueshi::store
