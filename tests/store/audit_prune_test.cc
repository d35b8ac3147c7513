/// Audit entries beyond their time go, on record; what is missing and not on record is found.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

/// The entries with these times; `unproven` ones by a clock that nobody should believe.
AuditEntry at_minute(const StoreBench& bench, std::int64_t minute, ClockState state = ClockState::kSynced) {
  AuditEntry entry = sample_audit(bench.clock.boot_id(), 0);
  entry.at.utc = utc_ms(kStartUtc + minute * 60'000);
  entry.at.state = state;
  return entry;
}

void commit(Store& store, std::vector<AuditEntry> entries) {
  Facts facts;
  facts.audit = std::move(entries);
  (void)value(store.commit(facts, {}));
}

AuditPruned prune(StoreBench& bench, Store& store, std::int64_t before_minute, ClockState state = ClockState::kSynced) {
  Facts facts;
  facts.audit_prune = AuditPrune{utc_ms(kStartUtc + before_minute * 60'000),
                                 {utc_ms(kStartUtc + 1'000'000'000), boot_ms(5), state, Millis{1}},
                                 bench.clock.boot_id(),
                                 Actor::box()};
  return value(store.commit(facts, {})).audit_pruned;
}

std::vector<std::uint64_t> ids(Store& store) {
  std::vector<std::uint64_t> all;
  AuditQuery query;
  query.limit = 200;
  for (const AuditEntry& entry : value(value(store.reader()).audit(query))) all.push_back(entry.id);
  std::reverse(all.begin(), all.end());
  return all;
}

ChainReport verify(Store& store) { return value(value(store.reader()).verify_chain()); }

void edit(StoreBench& bench, const std::string& sql) {
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READWRITE);
  CHECK(database.exec(sql) > 0);
}

std::string said(const ChainReport& report) {
  std::string all;
  for (const auto& fault : report.faults) all += fault.what + "\n";
  return all;
}

using Ids = std::vector<std::uint64_t>;

TEST_CASE("old entries go, their removal is an entry, the chain stays whole and numbers never return") {
  StoreBench bench;
  auto store = bench.open();
  for (int minute = 0; minute < 10; ++minute) commit(*store, {at_minute(bench, minute)});
  AuditPruned pruned = prune(bench, *store, 0);
  CHECK(pruned.entries == 0);
  CHECK(ids(*store).size() == 10);  // nothing removed, no entry
  pruned = prune(bench, *store, 4);
  CHECK(pruned.entries == 4);
  CHECK_FALSE(pruned.more);
  CHECK(ids(*store) == Ids{5, 6, 7, 8, 9, 10, 11});
  const auto record = value(value(store->reader()).last_audit());
  REQUIRE(record);
  CHECK(record->action == AuditAction::kLogPrune);
  CHECK(record->object == "audit:1-4");
  CHECK(record->actor == Actor::box());
  CHECK(value(value(store->reader()).audit_count()) == 7);
  ChainReport report = verify(*store);
  CHECK_MESSAGE(report.whole(), said(report));
  CHECK(report.pruned == 4);
  CHECK(report.entries == 11);
  // All of it, the record of before included: only the newest record is left, and it speaks for everything.
  CHECK(prune(bench, *store, 1'000'000).entries == 7);
  CHECK(ids(*store) == Ids{12});
  report = verify(*store);
  CHECK_MESSAGE(report.whole(), said(report));
  CHECK(report.pruned == 11);
  commit(*store, {at_minute(bench, 20)});
  CHECK(ids(*store) == Ids{12, 13});
}

TEST_CASE("entries that are missing and not on record are found, also beside a lawful removal") {
  const std::string edits[] = {"DELETE FROM audit WHERE id = 6", "DELETE FROM audit WHERE id = 11",
                               "DELETE FROM audit WHERE id > 4", "UPDATE audit SET object = 'audit:1-9' WHERE id = 11",
                               "UPDATE audit SET action = 18 WHERE id = 9"};
  for (const std::string& sql : edits) {
    CAPTURE(sql);
    StoreBench bench;
    auto store = bench.open();
    for (int minute = 0; minute < 10; ++minute) commit(*store, {at_minute(bench, minute)});
    (void)prune(bench, *store, 4);
    CHECK(verify(*store).whole());
    edit(bench, sql);
    CHECK_FALSE(verify(*store).whole());
  }
  StoreBench bench;
  auto store = bench.open();
  commit(*store, {at_minute(bench, 0), at_minute(bench, 1)});
  edit(bench, "DELETE FROM audit WHERE id = 1");
  CHECK(said(verify(*store)) == "audit 1 is missing\n");
}

TEST_CASE("an entry whose number was given again after a removal behind the box's back is found") {
  StoreBench bench;
  auto store = bench.open();
  commit(*store, {at_minute(bench, 0), at_minute(bench, 1)});
  edit(bench, "DELETE FROM audit WHERE id = 2");
  commit(*store, {at_minute(bench, 2)});
  CHECK(ids(*store) == Ids{1, 2});
  CHECK(said(verify(*store)) == "audit 2 is missing: its number was given again\n");
}

TEST_CASE("at most a thousand a commit, and the answer says that more are left") {
  StoreBench bench;
  auto store = bench.open();
  std::vector<AuditEntry> entries;
  for (int n = 0; n < 2'500; ++n) entries.push_back(at_minute(bench, n));
  // A long beginning by a clock nobody knows goes with what was written after it, in pieces too.
  for (int n = 0; n < 1'300; ++n) entries[static_cast<std::size_t>(n)].at.state = ClockState::kUnproven;
  commit(*store, entries);
  for (const std::size_t expected : {1'000U, 1'000U, 400U}) {
    const AuditPruned pruned = prune(bench, *store, 2'400);
    CHECK(pruned.entries == expected);
    CHECK(pruned.more == (expected == 1'000));
    CHECK(verify(*store).whole());
  }
  CHECK(value(value(store->reader()).audit_count()) == 100 + 3);
}

TEST_CASE("what is not known to be old stays: no clock that can be believed removes or dates an entry") {
  StoreBench bench;
  auto store = bench.open();
  commit(*store, {at_minute(bench, 0), at_minute(bench, 1, ClockState::kUnproven),
                  at_minute(bench, -1'000'000, ClockState::kUnproven)});
  CHECK(prune(bench, *store, 100, ClockState::kUnproven).entries == 0);
  CHECK(prune(bench, *store, 100).entries == 1);  // the two behind it may be from today
  CHECK(ids(*store) == Ids{2, 3, 4});
  commit(*store, {at_minute(bench, 2, ClockState::kHoldover), at_minute(bench, 300), at_minute(bench, 3)});
  // A newer one stays, and what was written after it, although its time says otherwise.
  CHECK(prune(bench, *store, 100).entries == 0);  // the record of before is of this minute
  CHECK(ids(*store) == Ids{2, 3, 4, 5, 6, 7});
}

TEST_CASE("I20: an address goes with the last entry that has it, and no earlier") {
  StoreBench bench;
  auto store = bench.open();
  Facts accounts;
  accounts.accounts = {sample_account("wang")};
  (void)value(store->commit(accounts, {}));
  std::vector<AuditEntry> entries;
  for (int minute = 0; minute < 4; ++minute) entries.push_back(at_minute(bench, minute));
  entries[1].actor.from = "198.51.100.4";  // in the part that goes only
  commit(*store, entries);
  CHECK(prune(bench, *store, 3).entries == 3);
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  CHECK(database.execAndGet("SELECT group_concat(value) FROM personal WHERE value LIKE '1%'").getString() ==
        "192.0.2.17");
  CHECK(database.execAndGet("SELECT count(*) FROM audit_address").getInt() == 1);
  const auto left = value(value(store->reader()).audit({}));
  REQUIRE(left.size() == 2);
  CHECK(left[1].actor.from == "192.0.2.17");
  CHECK(value(value(store->reader()).account("wang"))->display == "账号甲");
  CHECK(verify(*store).whole());
  CHECK(verify(*store).destroyed == 0);
}

TEST_CASE("that entries were removed can be told by their removal alone") {
  StoreBench bench;
  auto store = bench.open();
  AuditEntry entry = at_minute(bench, 0);
  entry.action = AuditAction::kLogPrune;
  entry.object = "audit:1-1000000";
  Facts facts;
  facts.audit = {entry};
  const auto answer = store->commit(facts, {});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::kBadInput);
}

}  // namespace
}  // namespace xueshi::store
