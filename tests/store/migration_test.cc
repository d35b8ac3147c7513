/// A database that an older program made is brought up to date, with all that is in it.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <doctest/doctest.h>

#include <filesystem>

#include "store/schema.h"
#include "tests/store/faulty_vfs.h"
#include "tests/store/sample_facts.h"
#include "tests/store/schema_version_1.h"
#include "tests/store/schema_version_2.h"
#include "tests/store/schema_version_3.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

constexpr UtcSpan kAllTime{utc_ms(INT64_MIN / 4), utc_ms(INT64_MAX / 4)};

Facts some_of_everything(const BootId& boot) {
  Facts facts;
  facts.segments = {sample_segment(boot, 1), sample_segment(boot, 2)};
  facts.gaps = {sample_gap(boot, 1'000, 2'000)};
  facts.classes = {sample_class()};
  facts.hours = {sample_hour(1)};
  facts.check_ins = {sample_check_in()};
  facts.leaves = {{sample_class().id, TraineeNo("02"), sample_hour(1).span}};
  facts.conclusions = {sample_conclusion(1, 1)};
  facts.alarms = {{AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc), "full"}};
  return facts;
}

/// What version 2 can hold besides.
Facts some_of_version_2() {
  Facts facts;
  facts.losses = {{{kFront, 1}, true, utc_ms(kStartUtc)}};
  facts.disk_marks = {{BoxId("gx-0001"), "media", std::string(32, 'a')}};
  return facts;
}

/// What version 3 can hold besides.
Facts some_of_version_3(const BootId& boot) {
  Facts facts;
  facts.accounts = {sample_account("li")};
  facts.audit = {sample_audit(boot, 7)};
  return facts;
}

/// The columns of a table as that database has them.
std::string columns(SQLite::Database& database, const std::string& table) {
  std::string names;
  SQLite::Statement rows(database, "SELECT name FROM pragma_table_info('" + table + "')");
  while (rows.executeStep()) names += (names.empty() ? "" : ", ") + rows.getColumn(0).getString();
  return names;
}

/// Puts a database of an old version with those facts where the bench has its own. The rows come from a new database,
/// without what tables have got since.
void make_version(StoreBench& bench, int version) {
  StoreBench now;
  {
    auto store = now.open();
    (void)value(store->commit(some_of_everything(bench.clock.boot_id()), std::vector{sample_message(1)}));
    if (version >= 2) (void)value(store->commit(some_of_version_2(), {}));
    if (version >= 3) (void)value(store->commit(some_of_version_3(bench.clock.boot_id()), {}));
  }
  SQLite::Database old(bench.settings().database.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  (void)old.execAndGet("PRAGMA journal_mode=WAL");
  old.exec(kSchemaVersion1);
  if (version >= 2) old.exec(kSchemaVersion2);
  if (version >= 3) old.exec(kSchemaVersion3);
  old.exec("PRAGMA user_version=" + std::to_string(version));
  old.exec("PRAGMA foreign_keys=OFF");
  old.exec("ATTACH '" + now.settings().database.string() + "' AS now");
  std::vector<std::string> tables;
  {
    SQLite::Statement names(old, "SELECT name FROM main.sqlite_schema WHERE type = 'table'");
    while (names.executeStep()) tables.push_back(names.getColumn(0).getString());
  }
  CHECK(tables.size() > 20);
  for (const std::string& table : tables) {
    const std::string names = columns(old, table);
    old.exec("INSERT INTO main." + table + " (" + names + ") SELECT " + names + " FROM now." + table);
  }
}

int version(const StoreBench& bench) {
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  return database.execAndGet("PRAGMA user_version").getInt();
}

void check_everything(StoreBench& bench, Store& store, int from) {
  auto reader = value(store.reader());
  const Facts facts = some_of_everything(bench.clock.boot_id());
  const bool is_lost = from >= 2;
  CHECK(value(reader.indexed_segment({kFront, 1})) == facts.segments[0]);
  CHECK(value(reader.segments(kFront, kAllTime)).size() == (is_lost ? 1 : 2));
  CHECK(value(reader.gaps(kFront, kAllTime)) == facts.gaps);
  CHECK(value(reader.training_class(sample_class().id)) == facts.classes[0]);
  CHECK(value(reader.conclusion(sample_hour(1).id)) == facts.conclusions[0]);
  CHECK(value(reader.standing_alarms()).size() == 1);
  CHECK(value(reader.waiting_count()) == 1);
  CHECK(value(reader.losses(kFront)).size() == (is_lost ? 1 : 0));
  CHECK(value(reader.disk_marks()) == (is_lost ? some_of_version_2().disk_marks : std::vector<DiskMark>{}));
  CHECK(value(reader.check_ins(sample_class().id, sample_hour(1).id.day)) == facts.check_ins);
  CHECK(value(reader.leaves(sample_class().id, sample_hour(1).span)) == facts.leaves);
  CHECK(value(reader.lesson_hour(sample_hour(1).id)) == sample_hour(1));
  CHECK(value(reader.accounts()).size() == (from >= 3 ? 1 : 0));
  CHECK(value(reader.audit({})).size() == (from >= 3 ? 1 : 0));
  CHECK(value(reader.verify_chain()).whole());
}

TEST_CASE("an older version becomes the present one: every fact is there, the chain is whole, new facts go in") {
  for (int from = 1; from < schema_version(); ++from) {
    CAPTURE(from);
    StoreBench bench;
    make_version(bench, from);
    CHECK(version(bench) == from);
    const auto too_old = Readers(bench.settings().database).reader();
    REQUIRE_FALSE(too_old);
    CHECK(too_old.error().code == ErrorCode::kUnsupported);
    auto store = bench.open();
    CHECK(version(bench) == schema_version());
    check_everything(bench, *store, from);
    Facts facts;
    facts.losses = {{{kFront, 2}, true, bench.clock.utc()}};
    facts.accounts = {sample_account("wang")};
    facts.audit = {sample_audit(bench.clock.boot_id(), 1)};
    (void)value(store->commit(facts, {}));
    auto reader = value(store->reader());
    CHECK(value(reader.losses(kFront)).size() == (from >= 2 ? 2 : 1));
    CHECK(value(reader.account("wang")) == facts.accounts[0]);
    CHECK(value(reader.last_audit())->actor == facts.audit[0].actor);
    CHECK(value(reader.verify_chain()).whole());
  }
}

TEST_CASE("a crash at any step of bringing it up to date leaves a whole version, of which the next start goes on") {
  for (int from = 1; from < schema_version(); ++from) {
    for (int nth = 1, failures = 1; failures > 0; ++nth) {
      CAPTURE(from);
      CAPTURE(nth);
      REQUIRE(nth < 200);
      FaultyVfs vfs;
      StoreBench bench;
      make_version(bench, from);
      bench.vfs = vfs.name();
      vfs.fail_nth(nth, SQLITE_IOERR_WRITE);
      (void)Store::open(bench.settings(), *bench.files, bench.clock, *bench.random);
      failures = vfs.failed() ? 1 : 0;
      vfs.fail_nth(0, 0);
      const int found = version(bench);
      const bool whole = found >= from && found <= schema_version();
      CHECK(whole);
      auto store = bench.open();
      check_everything(bench, *store, from);
      if (failures == 0) CHECK(nth > 2);
    }
  }
}

}  // namespace
}  // namespace xueshi::store
