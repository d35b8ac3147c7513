/// A database that an older program made is brought up to date, with all that is in it.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <doctest/doctest.h>

#include <filesystem>

#include "store/schema.h"
#include "tests/store/faulty_vfs.h"
#include "tests/store/sample_facts.h"
#include "tests/store/schema_version_1.h"

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
  facts.conclusions = {sample_conclusion(1, 1)};
  facts.alarms = {{AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc), "full"}};
  return facts;
}

/// Puts a database of version 1 with those facts where the bench has its own. The rows come from a new database: the
/// tables of version 1 have not changed since.
void make_version_1(StoreBench& bench) {
  StoreBench now;
  {
    auto store = now.open();
    (void)value(store->commit(some_of_everything(bench.clock.boot_id()), std::vector{sample_message(1)}));
  }
  SQLite::Database old(bench.settings().database.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  (void)old.execAndGet("PRAGMA journal_mode=WAL");
  old.exec(kSchemaVersion1);
  old.exec("PRAGMA user_version=1");
  old.exec("PRAGMA foreign_keys=OFF");
  old.exec("ATTACH '" + now.settings().database.string() + "' AS now");
  std::vector<std::string> tables;
  {
    SQLite::Statement names(old, "SELECT name FROM main.sqlite_schema WHERE type = 'table'");
    while (names.executeStep()) tables.push_back(names.getColumn(0).getString());
  }
  CHECK(tables.size() > 20);
  for (const std::string& table : tables) old.exec("INSERT INTO main." + table + " SELECT * FROM now." + table);
}

int version(const StoreBench& bench) {
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  return database.execAndGet("PRAGMA user_version").getInt();
}

void check_everything(StoreBench& bench, Store& store) {
  auto reader = value(store.reader());
  const Facts facts = some_of_everything(bench.clock.boot_id());
  CHECK(value(reader.segments(kFront, kAllTime)) == facts.segments);
  CHECK(value(reader.gaps(kFront, kAllTime)) == facts.gaps);
  CHECK(value(reader.training_class(sample_class().id)) == facts.classes[0]);
  CHECK(value(reader.conclusion(sample_hour(1).id)) == facts.conclusions[0]);
  CHECK(value(reader.standing_alarms()).size() == 1);
  CHECK(value(reader.waiting_count()) == 1);
  CHECK(value(reader.lost_count(kFront)) == 0);
  CHECK(value(reader.disk_marks()).empty());
  CHECK(value(reader.verify_chain()).whole());
}

TEST_CASE("version 1 becomes the present one: every fact is there, the chain is whole, and losses can be told") {
  StoreBench bench;
  make_version_1(bench);
  CHECK(version(bench) == 1);
  const auto too_old = Readers(bench.settings().database).reader();
  REQUIRE_FALSE(too_old);
  CHECK(too_old.error().code == ErrorCode::kUnsupported);
  auto store = bench.open();
  CHECK(version(bench) == schema_version());
  check_everything(bench, *store);
  Facts facts;
  facts.losses = {{{kFront, 1}, true, bench.clock.utc()}};
  (void)value(store->commit(facts, {}));
  CHECK(value(value(store->reader()).segments(kFront, kAllTime)).size() == 1);
  CHECK(value(value(store->reader()).verify_chain()).whole());
}

TEST_CASE("a crash at any step of bringing it up to date leaves version 1 whole, or one after it") {
  for (int nth = 1, failures = 1; failures > 0; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 200);
    FaultyVfs vfs;
    StoreBench bench;
    make_version_1(bench);
    bench.vfs = vfs.name();
    vfs.fail_nth(nth, SQLITE_IOERR_WRITE);
    (void)Store::open(bench.settings(), *bench.files, bench.clock, *bench.random);
    failures = vfs.failed() ? 1 : 0;
    vfs.fail_nth(0, 0);
    const int found = version(bench);
    const bool whole = found >= 1 && found <= schema_version();
    CHECK(whole);
    auto store = bench.open();
    check_everything(bench, *store);
    if (failures == 0) CHECK(nth > 2);
  }
}

}  // namespace
}  // namespace xueshi::store
