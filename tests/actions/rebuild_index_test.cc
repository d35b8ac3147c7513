#include "actions/rebuild_index.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/actions/indexed_folder.h"

namespace xueshi {
namespace {

using actions::RebuildReport;
using test::IndexedFolder;
using test::value;

/// A recorded folder whose daemon is stopped: what is asked goes through readers of its own.
struct StoppedBox : IndexedFolder {
  const Path database = bench.settings().database;
  bool all_disks = true;

  Result<RebuildReport> try_rebuild(FileSystem& with, std::function<bool(std::uint64_t, std::uint64_t)> progress = {}) {
    store.reset();
    return actions::rebuild_index(with, bench.clock, *bench.random,
                                  {bench.folder.path(), media, all_disks, recorder, std::move(progress)});
  }
  RebuildReport rebuild() { return value(try_rebuild(*files)); }
  store::Reader look() { return value(store::Readers(database).reader()); }
  std::vector<Segment> rows() { return value(look().segments(test::kFront, test::kAllTime)); }
  std::vector<Gap> gap_rows() { return value(look().gaps(test::kFront, test::kAllTime)); }
  bool chain_is_whole() { return value(look().verify_chain()).whole(); }
  void spoil_database() {
    store.reset();
    for (const char* part : {"-wal", "-shm"}) std::filesystem::remove(database.string() + part);
    test::put(database, Bytes(20'000, std::uint8_t{'x'}));
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(bench.folder.path())) {
      all.push_back(entry.path().filename());
    }
    std::sort(all.begin(), all.end());
    return all;
  }
};
using Names = std::vector<std::string>;

TEST_CASE("I3: an index rebuilt from nothing is the original, row by row") {
  StoppedBox box;
  box.index_all_but();
  const auto original = box.indexed();
  CHECK(original == box.segments);
  SUBCASE("there is no database") {
    box.store.reset();
    std::filesystem::remove(box.database);
  }
  SUBCASE("its file is gone, but not its log") {
    box.store.reset();
    std::filesystem::remove(box.database);
    StoppedBox other;  // what a log of another time has must not get into the new database
    other.segments[0].suspect = true;
    other.index_all_but({5});
    auto held = value(store::Readers(other.database).reader());  // keeps the log from being folded
    (void)held.cameras();
    other.store.reset();
    std::filesystem::copy_file(other.database.string() + "-wal", box.database.string() + "-wal");
  }
  SUBCASE("there is one of no use") { box.spoil_database(); }
  const RebuildReport report = box.rebuild();
  CHECK(report.files == 5);
  CHECK(report.added == 5);
  CHECK(report.gaps == 0);
  CHECK_FALSE(report.kept);
  CHECK(box.rows() == original);
  CHECK(box.chain_is_whole());
  // The clock map has at least what the files know.
  CHECK(value(box.look().clock_marks(original[0].boot_id)).size() == 5);
  if (!report.old.empty()) {
    CHECK(box.names().size() == 3);
    CHECK(box.names().back().starts_with("xueshi.db.unusable"));
  } else {
    CHECK(box.names() == Names{"not-in-backup", "xueshi.db"});
  }
  // The box goes on with it.
  box.store = box.bench.open();
  CHECK(box.run().found == 0);
}

TEST_CASE("where the old database can be read all else is kept, and the message stream goes on") {
  StoppedBox box;
  box.index_all_but({2});
  store::Facts facts;
  const BootId boot = box.segments[0].boot_id;
  facts.gaps = {test::sample_gap(boot, 1'000, 2'000)};
  facts.classes = {test::sample_class()};
  facts.hours = {test::sample_hour(1)};
  facts.conclusions = {test::sample_conclusion(1, 1)};
  (void)value(box.store->commit(facts, std::vector{test::sample_message(1)}));
  const std::string stream = box.store->stream();
  const auto entries = value(box.reader().verify_chain()).entries;
  const RebuildReport report = box.rebuild();
  CHECK(report.kept);
  CHECK(report.added == 1);
  CHECK(box.rows() == box.segments);
  CHECK(box.gap_rows() == facts.gaps);
  CHECK(value(box.look().conclusion(test::sample_hour(1).id)) == facts.conclusions[0]);
  CHECK(box.chain_is_whole());
  CHECK(value(box.look().verify_chain()).entries == entries + 2);  // the file's row, and that the index was rebuilt
  const auto log = value(box.look().audit({.limit = 1}));
  REQUIRE(log.size() == 1);
  CHECK(log[0].action == AuditAction::kRepair);
  CHECK(log[0].detail.find("1 added") != std::string::npos);
  CHECK(box.names() == Names{"not-in-backup", "xueshi.db"});
  box.store = box.bench.open();
  CHECK(box.store->stream() == stream);
  CHECK(box.messages().size() == 1);
}

TEST_CASE("rows without a file are lost, with their gap and message; with a disk away they are left") {
  StoppedBox box;
  box.index_all_but();
  std::filesystem::remove(box.path(2));
  SUBCASE("all disks are there") {
    const RebuildReport report = box.rebuild();
    CHECK(report.lost == 1);
    CHECK(report.gaps == 0);  // the lost one explains the hole
    CHECK(box.rows().size() == 4);
    REQUIRE(box.gap_rows().size() == 1);
    CHECK(box.gap_rows()[0].cause == GapCause::kLost);
    box.store = box.bench.open();
    CHECK(box.messages() == std::vector<std::string>{"gap"});
  }
  SUBCASE("a disk is away") {
    box.all_disks = false;
    const RebuildReport report = box.rebuild();
    CHECK(report.lost == 0);
    CHECK(report.away == 1);
    CHECK(box.rows().size() == 5);
    CHECK(box.gap_rows().empty());
  }
  CHECK(box.chain_is_whole());
}

TEST_CASE("I8: between files that do not continue each other is a gap that nothing explains, unless one is known") {
  StoppedBox box;
  box.index_all_but();
  std::filesystem::remove(box.path(2));
  box.spoil_database();
  const RebuildReport report = box.rebuild();
  CHECK(report.gaps == 1);
  const auto gaps = box.gap_rows();
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].cause == GapCause::kUnexplained);
  CHECK(gaps[0].boot == BootSpan{box.segments[1].boot_span().to, box.segments[3].start_boot});
  box.store = box.bench.open();
  CHECK(box.messages().empty());
}

TEST_CASE("damaged and foreign files among them: what is indexed is never cut, what is not is repaired") {
  StoppedBox box;
  box.index_all_but({4});
  const Bytes second = box.content(1);
  const auto bounds = test::box_bounds(second);
  Bytes flipped = second;
  flipped[bounds[6] + 300] ^= 1;
  test::put(box.path(1), flipped);
  const Bytes fourth = box.content(3);
  test::put(box.path(3), ByteView(fourth).first(fourth.size() - 40));
  test::put(box.media / "front" / "0" / "6.mp4", as_bytes("not a film at all"));
  test::put(box.media / "front" / "0" / "7.mp4", Bytes(1'000));
  SUBCASE("the old database is of use") {
    const RebuildReport report = box.rebuild();
    CHECK(report.changed == 1);
    CHECK(report.files == 5);
    CHECK(report.added == 1);
    CHECK(box.content(1) == flipped);
    const auto rows = box.rows();
    REQUIRE(rows.size() == 5);
    CHECK(rows[1] == box.segments[1]);
    CHECK(rows[3].suspect);
    CHECK(report.foreign == 1);
    CHECK(report.set_aside == 1);
  }
  SUBCASE("it is not") {
    box.spoil_database();
    const RebuildReport report = box.rebuild();
    CHECK(report.files == 5);
    CHECK(report.foreign == 1);
    CHECK(box.rows()[1].suspect);
    CHECK(box.rows()[1].bytes < box.segments[1].bytes);
  }
  CHECK(box.chain_is_whole());
  CHECK(std::filesystem::exists(box.media / "front" / "0" / "6.mp4"));
}

TEST_CASE("that a write failed in a file is kept from the old row, for it does not stand in the file") {
  StoppedBox box;
  box.segments[2].suspect = true;
  box.index_all_but();
  CHECK(box.rebuild().added == 0);
  CHECK(box.rows() == box.segments);
}

TEST_CASE("a lost file that is there again is taken back") {
  StoppedBox box;
  box.index_all_but();
  store::Facts facts;
  facts.losses = {{{test::kFront, 2}, true, box.bench.clock.utc()}};
  (void)value(box.store->commit(facts, {}));
  (void)box.rebuild();
  CHECK(box.rows() == box.segments);
  CHECK(box.chain_is_whole());
}

TEST_CASE("a database of a newer program is left alone") {
  StoppedBox box;
  box.index_all_but();
  box.store.reset();
  {
    std::fstream file(box.database, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(60);  // user_version, big-endian (sqlite.org/fileformat2.html)
    file.write("\0\0\0\x63", 4);
  }
  const auto refused = box.try_rebuild(*box.files);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kUnsupported);
}

TEST_CASE("whichever operation fails, the old index is there, whole, or the new one") {
  int failures = 0;
  for (int nth = 1;; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 100);
    StoppedBox box;
    box.index_all_but({5});
    test::FaultyFiles faulty(*box.files);
    faulty.fail_nth(nth, EIO);
    const auto report = box.try_rebuild(faulty);
    const auto rows = box.rows();
    const bool old_one = rows.size() == 4;
    CHECK(rows == std::vector<Segment>(box.segments.begin(), box.segments.begin() + (old_one ? 4 : 5)));
    CHECK(box.chain_is_whole());
    if (report && !old_one && report->unreadable == 0) {
      CHECK(failures > 4);
      break;
    }
    ++failures;
    CHECK(box.rebuild().files == 5);
    CHECK(box.rows() == box.segments);
  }
}

TEST_CASE("killed after any file: the old index is as it was, and the next attempt succeeds") {
  for (const std::uint64_t at : {1, 3, 5}) {
    for (const bool readable : {true, false}) {
      CAPTURE(at);
      CAPTURE(readable);
      StoppedBox box;
      box.index_all_but({1});
      box.store.reset();
      if (!readable) box.spoil_database();
      const Bytes before = *read_whole(*box.files, box.database, 1u << 24);
      const pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        (void)box.try_rebuild(*box.files, [&](std::uint64_t done, std::uint64_t) {
          if (done == at) (void)::kill(::getpid(), SIGKILL);
          return true;
        });
        ::_exit(3);
      }
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      CHECK(WIFSIGNALED(status));
      if (readable) {
        CHECK(box.rows() == std::vector<Segment>(box.segments.begin() + 1, box.segments.end()));
      } else {
        CHECK(*read_whole(*box.files, box.database, 1u << 24) == before);
      }
      CHECK(box.rebuild().files == 5);
      CHECK(box.rows() == box.segments);
    }
  }
}

TEST_CASE("stopped, it leaves the old index") {
  StoppedBox box;
  box.index_all_but({1, 2});
  const auto report = box.try_rebuild(*box.files, [](std::uint64_t done, std::uint64_t all) {
    CHECK(all == 5);
    return done < 3;
  });
  REQUIRE(report);
  CHECK(report->stopped);
  CHECK(box.rows().size() == 3);
  CHECK(box.names() == Names{"not-in-backup", "xueshi.db"});
}

}  // namespace
}  // namespace xueshi
