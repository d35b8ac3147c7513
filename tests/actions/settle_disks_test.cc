#include "actions/settle_disks.h"

#include <cerrno>

#include "tests/store/sample_facts.h"
#include "tests/support/faulty_files.h"

namespace xueshi {
namespace {

using actions::settle_disks;
using actions::SettledDisks;
using recording::MediaDisk;

struct TwoDisks : test::StoreBench {
  std::unique_ptr<store::Store> store = open();
  MediaDisk one{"disk1", folder.path() / "one"};
  MediaDisk two{"disk2", folder.path() / "two"};
  BoxId box{"gx-0001"};

  std::vector<DiskMark> known() { return test::value(test::value(store->reader()).disk_marks()); }
  /// A start: what is settled, and stored unless a crash comes between.
  SettledDisks start(const std::vector<MediaDisk>& disks, bool has_files, bool crash = false) {
    SettledDisks settled = settle_disks(*files, *random, box, disks, known(), has_files);
    if (!crash) (void)test::value(store->commit(settled.commit.facts, {}));
    return settled;
  }
  /// Somebody takes the disk out: its mount point is empty.
  void unmount(const MediaDisk& disk) { std::filesystem::rename(disk.media, folder.path() / "unplugged"); }
  void mount(const MediaDisk& disk) { std::filesystem::rename(folder.path() / "unplugged", disk.media); }
};

TEST_CASE("new disks are marked, and known from then on") {
  TwoDisks on;
  SettledDisks settled = on.start({on.one, on.two}, false);
  CHECK(settled.all_here());
  CHECK(settled.ready().disks().size() == 2);
  CHECK(on.known().size() == 2);
  const auto marks = on.known();
  settled = on.start({on.one, on.two}, true);
  CHECK(settled.all_here());
  CHECK(settled.commit.facts.disk_marks.empty());
  CHECK(on.known() == marks);
}

TEST_CASE("a disk without its known mark is not there: not ready, the folder is not touched, and the rows are away") {
  TwoDisks on;
  (void)on.start({on.one, on.two}, false);
  on.unmount(on.two);
  SUBCASE("no mount point") {}
  SUBCASE("an empty mount point") { std::filesystem::create_directories(on.two.media); }
  SettledDisks settled = on.start({on.one, on.two}, true);
  CHECK_FALSE(settled.all_here());
  CHECK(settled.disks[0].ready());
  CHECK_FALSE(settled.disks[1].ready());
  CHECK(settled.disks[1].trouble.find("adopt --disk disk2") != std::string::npos);
  CHECK(settled.ready().disks() == std::vector{on.one});
  CHECK_FALSE(std::filesystem::exists(on.two.media / recording::kDiskMarkName));
  std::filesystem::remove(on.two.media);
  on.mount(on.two);
  CHECK(on.start({on.one, on.two}, true).all_here());
}

TEST_CASE("another disk in its place is not it") {
  TwoDisks on;
  (void)on.start({on.one, on.two}, false);
  on.unmount(on.two);
  REQUIRE(
      recording::write_disk_mark(*on.files, on.two, recording::new_disk_mark(*on.random, BoxId("gx-0002"), on.two)));
  const SettledDisks settled = on.start({on.one, on.two}, true);
  CHECK_FALSE(settled.disks[1].ready());
  CHECK_FALSE(settled.all_here());
}

TEST_CASE("a crash between mark and database: the next start takes the mark over") {
  TwoDisks on;
  (void)on.start({on.one}, false, true);
  CHECK(on.known().empty());
  const auto mark = recording::read_disk_mark(*on.files, on.one)->value();
  CHECK(on.start({on.one}, false).all_here());
  CHECK(on.known() == std::vector{mark});
}

TEST_CASE("the first start since there are marks: a folder with recordings is marked, an empty one is refused") {
  TwoDisks on;
  std::filesystem::create_directories(on.one.media / "front" / "0");
  const SettledDisks settled = on.start({on.one, on.two}, true);
  CHECK(settled.disks[0].ready());
  CHECK_FALSE(settled.disks[1].ready());
  CHECK(settled.disks[1].trouble.find("mounted?") != std::string::npos);
  CHECK(on.known().size() == 1);
  // With an empty index there is nothing to be careful of.
  TwoDisks fresh;
  CHECK(fresh.start({fresh.one}, false).all_here());
}

TEST_CASE("a further disk under a new name is marked while the known ones are there") {
  TwoDisks on;
  (void)on.start({on.one}, false);
  CHECK(on.start({on.one, on.two}, true).all_here());
}

TEST_CASE("a disk that is known but not set up any more is somewhere: not all are here") {
  TwoDisks on;
  (void)on.start({on.one, on.two}, false);
  const SettledDisks settled = on.start({on.one}, true);
  CHECK(settled.disks[0].ready());
  CHECK_FALSE(settled.all_here());
  REQUIRE(settled.not_set_up.size() == 1);
  CHECK(settled.not_set_up[0].disk == "disk2");
}

TEST_CASE("a mark of another box, or of another name, waits for a person; adopting accepts it") {
  TwoDisks on;
  DiskMark mark = recording::new_disk_mark(*on.random, on.box, on.one);
  SUBCASE("another box") { mark.box = BoxId("gx-0002"); }
  SUBCASE("another name") { mark.disk = "media"; }
  SUBCASE("no mark at all, where there should be one") {
    (void)on.start({on.one}, false);
    std::filesystem::remove(on.one.media / recording::kDiskMarkName);
    mark.id.clear();
  }
  SUBCASE("a damaged one") {
    (void)on.start({on.one}, false);
    REQUIRE(write_whole(*on.files, on.one.media / recording::kDiskMarkName, as_bytes("xueshi disk 1\n???\n")));
    mark.id.clear();
  }
  if (!mark.id.empty()) REQUIRE(recording::write_disk_mark(*on.files, on.one, mark));
  CHECK_FALSE(on.start({on.one}, true).disks[0].ready());
  const auto adopted = actions::adopt_disk(*on.files, *on.random, on.box, on.one, on.known());
  REQUIRE(adopted);
  (void)test::value(on.store->commit(adopted->facts, {}));
  const SettledDisks settled = on.start({on.one}, true);
  CHECK(settled.all_here());
  CHECK(settled.disks[0].mark->box == on.box);
  if (mark.disk == "media") CHECK(settled.disks[0].mark->id == mark.id);
}

TEST_CASE("a disk renamed in box.toml, adopted, is not somewhere else any more") {
  TwoDisks on;
  (void)on.start({on.one}, false);
  const MediaDisk renamed{"hall", on.one.media};
  CHECK_FALSE(on.start({renamed}, true).disks[0].ready());
  const auto adopted = actions::adopt_disk(*on.files, *on.random, on.box, renamed, on.known());
  REQUIRE(adopted);
  (void)test::value(on.store->commit(adopted->facts, {}));
  CHECK(on.start({renamed}, true).all_here());
}

TEST_CASE("a new disk that cannot be marked is recorded to without, and marked at the next start") {
  for (int nth = 1;; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 30);
    TwoDisks on;
    test::FaultyFiles faulty(*on.files);
    faulty.fail_nth(nth, EIO);
    const SettledDisks settled = settle_disks(faulty, *on.random, on.box, {on.one}, {}, false);
    const auto found = recording::read_disk_mark(*on.files, on.one);
    REQUIRE(found);
    CHECK(settled.disks[0].ready());
    if (settled.disks[0].mark) {
      CHECK(*found == settled.disks[0].mark);
      CHECK(settled.commit.facts.disk_marks.size() == 1);
      CHECK(nth > 3);
      break;
    }
    // Not marked, or the sync of the mark failed: the next start sees to it.
    CHECK(settled.commit.facts.disk_marks.empty());
    CHECK(on.start({on.one}, false).disks[0].mark);
  }
}

TEST_CASE("an index with a row has files") {
  TwoDisks on;
  auto reader = test::value(on.store->reader());
  CHECK_FALSE(test::value(actions::index_has_files(reader)));
  store::Facts facts;
  facts.segments = {test::sample_segment(on.clock.boot_id(), 7)};
  (void)test::value(on.store->commit(facts, {}));
  auto later = test::value(on.store->reader());
  CHECK(test::value(actions::index_has_files(later)));
}

}  // namespace
}  // namespace xueshi
