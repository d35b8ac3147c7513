/// Files that are gone: the index hides them, the chain keeps them.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include "tests/store/faulty_vfs.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

constexpr UtcSpan kAllTime{utc_ms(INT64_MIN / 4), utc_ms(INT64_MAX / 4)};
constexpr BootSpan kAllBoot{boot_ms(INT64_MIN / 4), boot_ms(INT64_MAX / 4)};

struct ThreeSegments : StoreBench {
  std::unique_ptr<Store> store = open();
  BootId boot = clock.boot_id();
  ThreeSegments() {
    Facts facts;
    for (std::uint64_t sequence : {1, 2, 3}) facts.segments.push_back(sample_segment(boot, sequence));
    (void)value(store->commit(facts, {}));
  }
  void lose(std::uint64_t sequence, bool lost = true) {
    Facts facts;
    facts.losses = {{{kFront, sequence}, lost, clock.utc()}};
    (void)value(store->commit(facts, {}));
  }
  Reader reader() { return value(store->reader()); }
  ChainReport chain() { return value(reader().verify_chain()); }
  [[nodiscard]] std::vector<std::uint64_t> by_utc() {
    std::vector<std::uint64_t> found;
    for (const Segment& segment : value(reader().segments(kFront, kAllTime))) found.push_back(segment.id.sequence);
    return found;
  }
};
using Numbers = std::vector<std::uint64_t>;

TEST_CASE("I8: a lost file is no recording to anybody who asks; the chain keeps its row") {
  ThreeSegments index;
  const Segment second = sample_segment(index.boot, 2);
  index.lose(2);
  CHECK(index.by_utc() == Numbers{1, 3});
  CHECK(value(index.reader().segments(kFront, index.boot, kAllBoot)).size() == 2);
  CHECK_FALSE(value(index.reader().segment({kFront, 2})));
  CHECK(value(index.reader().segment({kFront, 3})));
  CHECK(value(index.reader().indexed_segment({kFront, 2})) == second);
  CHECK(value(index.reader().lost_count(kFront)) == 1);
  CHECK(value(index.reader().lost_count(CameraId("back"))) == 0);
  const auto lines = value(index.reader().segment_lines(kFront, 2, 4));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == SegmentLine{2, second.bytes, second.sha256, true, false});
  CHECK_FALSE(lines[1].lost);
  const ChainReport chain = index.chain();
  CHECK(chain.whole());
  CHECK(chain.entries == 4);
}

TEST_CASE("numbers go on from the newest file, lost or not") {
  ThreeSegments index;
  index.lose(3);
  const auto last = value(index.reader().last_segment(kFront));
  REQUIRE(last);
  CHECK(last->id.sequence == 3);
  CHECK(value(index.reader().next_sequence(kFront, 1)) == 1);
  CHECK(value(index.reader().next_sequence(kFront, 3)) == 3);
  CHECK_FALSE(value(index.reader().next_sequence(kFront, 4)));
  CHECK_FALSE(value(index.reader().next_sequence(CameraId("back"), 1)));
}

TEST_CASE("a file that comes back is a fact of its own; saying the same again is none") {
  ThreeSegments index;
  index.lose(2);
  index.lose(2);
  CHECK(index.chain().entries == 4);
  index.clock.advance(Millis{60'000});
  index.lose(2, false);
  index.lose(2, false);
  index.lose(1, false);  // was never lost
  CHECK(index.by_utc() == Numbers{1, 2, 3});
  const auto losses = value(index.reader().losses(kFront));
  REQUIRE(losses.size() == 2);
  CHECK(losses[0].lost);
  CHECK_FALSE(losses[1].lost);
  CHECK(losses[1].at - losses[0].at == Millis{60'000});
  CHECK(losses[1].segment == SegmentId{kFront, 2});
  const ChainReport chain = index.chain();
  CHECK(chain.whole());
  CHECK(chain.entries == 5);
}

TEST_CASE("a row that is written again keeps what is known of its losses") {
  ThreeSegments index;
  index.lose(2);
  Facts facts;
  facts.segments = {sample_segment(index.boot, 2)};
  facts.segments[0].suspect = true;
  (void)value(index.store->commit(facts, {}));
  CHECK(index.by_utc() == Numbers{1, 3});
  CHECK(index.chain().whole());
}

TEST_CASE("what the index does not have cannot be lost") {
  ThreeSegments index;
  for (const SegmentId& id : {SegmentId{kFront, 4}, SegmentId{CameraId("back"), 1}, SegmentId{kFront, 1ULL << 50}}) {
    Facts facts;
    facts.losses = {{id, true, index.clock.utc()}};
    const auto refused = index.store->commit(facts, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kBadInput);
  }
}

TEST_CASE("an edit of the losses behind the box's back is found") {
  for (const char* sql :
       {"DELETE FROM segment_lost", "INSERT INTO segment_lost SELECT min(id) FROM segment",
        "UPDATE segment_loss SET lost = 0", "DELETE FROM segment_loss", "UPDATE segment_loss SET at = at + 1",
        "INSERT INTO segment_loss SELECT 99, min(id), 0, 5 FROM segment"}) {
    CAPTURE(sql);
    ThreeSegments index;
    index.lose(2);
    REQUIRE(index.chain().whole());
    {
      SQLite::Database database(index.settings().database.string(), SQLite::OPEN_READWRITE);
      database.exec("PRAGMA foreign_keys=OFF");
      CHECK(database.exec(sql) > 0);
    }
    CHECK_FALSE(index.chain().whole());
  }
}

TEST_CASE("whichever write fails, a loss and the gap that tells of it are both there or both not") {
  FaultyVfs vfs;
  for (int nth = 1;; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 200);
    StoreBench bench;
    bench.vfs = vfs.name();
    auto store = bench.open();
    const BootId boot = bench.clock.boot_id();
    Facts facts;
    facts.segments = {sample_segment(boot, 1)};
    (void)value(store->commit(facts, {}));
    facts = {};
    facts.losses = {{{kFront, 1}, true, bench.clock.utc()}};
    facts.gaps = {sample_gap(boot, 100'000, 400'000)};
    vfs.fail_nth(nth, SQLITE_FULL);
    const auto answer = store->commit(facts, {});
    const bool went_through = !vfs.failed();
    vfs.fail_nth(0, 0);
    if (!answer) REQUIRE(store->reopen());
    auto reader = value(store->reader());
    CHECK(value(reader.lost_count(kFront)) == value(reader.gaps(kFront, boot, kAllBoot)).size());
    CHECK(value(reader.verify_chain()).whole());
    if (went_through) {
      CHECK(value(reader.lost_count(kFront)) == 1);
      CHECK(nth > 2);
      break;
    }
  }
}

TEST_CASE("the marks of disks are kept by the disk's name") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  const DiskMark one{BoxId("gx-0001"), "disk1", std::string(32, 'a')};
  DiskMark two{BoxId("gx-0001"), "disk2", std::string(32, 'b')};
  facts.disk_marks = {two, one};
  (void)value(store->commit(facts, {}));
  CHECK(value(value(store->reader()).disk_marks()) == std::vector{one, two});
  two.id = std::string(32, 'c');
  facts = {};
  facts.disk_marks = {two};
  facts.forgotten_disks = {"disk1", "never there"};
  (void)value(store->commit(facts, {}));
  CHECK(value(value(store->reader()).disk_marks()) == std::vector{two});
}

}  // namespace
}  // namespace xueshi::store
