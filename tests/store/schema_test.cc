/// Opening: a new database, one that a crash left half made, and what readers find.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include <SQLiteCpp/Database.h>

#include "store/schema.h"
#include "tests/store/faulty_vfs.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;
namespace fs = std::filesystem;

std::string pragma(const StoreSettings& settings, const char* what) {
  SQLite::Database database(settings.database.string(), SQLite::OPEN_READWRITE);
  return database.execAndGet(what).getString();
}

TEST_CASE("a new database is made with its folders, strict, in WAL, at the program's version") {
  StoreBench bench;
  const StoreSettings settings{bench.folder.path() / "a" / "b" / "xueshi.db", bench.folder.path() / "c" / "mark", {}};
  auto store = value(Store::open(settings, *bench.files, bench.clock, *bench.random));
  CHECK(fs::exists(settings.mark));
  CHECK(pragma(settings, "PRAGMA user_version") == std::to_string(schema_version()));
  CHECK(pragma(settings, "PRAGMA journal_mode") == "wal");
  CHECK(pragma(settings, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%'") == "0");
}

TEST_CASE("a crash at any step of making the database leaves what the next start can go on from") {
  for (int nth = 1, failures = 1; failures > 0; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 500);
    FaultyVfs vfs;
    StoreBench bench;
    bench.vfs = vfs.name();
    vfs.fail_nth(nth, SQLITE_IOERR_WRITE);
    const auto opened = Store::open(bench.settings(), *bench.files, bench.clock, *bench.random);
    failures = vfs.failed() ? 1 : 0;
    vfs.fail_nth(0, 0);
    if (failures == 0) CHECK(opened);
    auto store = value(Store::open(bench.settings(), *bench.files, bench.clock, *bench.random));
    Facts facts;
    facts.gaps = {sample_gap(bench.clock.boot_id(), 0, 1)};
    (void)value(store->commit(facts, {}));
  }
}

TEST_CASE("readers: no database, an empty one, something else, too many at once") {
  StoreBench bench;
  Readers none(bench.folder.path() / "none.db");
  for (int i = 0; i < 40; ++i) {  // each attempt gives its place back
    const auto reader = none.reader();
    REQUIRE_FALSE(reader);
    CHECK(reader.error().code == ErrorCode::kNotFound);
  }
  CHECK_FALSE(fs::exists(bench.folder.path() / "none.db"));

  std::ofstream(bench.folder.path() / "empty.db");
  const auto empty = Readers(bench.folder.path() / "empty.db").reader();
  REQUIRE_FALSE(empty);
  CHECK(empty.error().code == ErrorCode::kUnsupported);

  std::ofstream(bench.folder.path() / "text.db") << std::string(4'096, 'x');
  const auto text = Readers(bench.folder.path() / "text.db").reader();
  REQUIRE_FALSE(text);
  CHECK(text.error().code == ErrorCode::kCorrupt);

  auto store = bench.open();
  std::vector<Reader> held;
  for (int i = 0; i < 16; ++i) held.push_back(value(store->reader()));
  const auto one_more = store->reader();
  REQUIRE_FALSE(one_more);
  CHECK(one_more.error().code == ErrorCode::kBusy);
  held.pop_back();
  CHECK(store->reader());
}

}  // namespace
}  // namespace xueshi::store
