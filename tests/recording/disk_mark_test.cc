#include "recording/disk_mark.h"

#include <cerrno>

#include <doctest/doctest.h>

#include "tests/support/faulty_files.h"
#include "tests/support/temp_folder.h"

namespace xueshi {
namespace {

using namespace xueshi::recording;

struct MarkedDisk {
  test::TempFolder folder;
  std::unique_ptr<FileSystem> files = posix_file_system();
  std::unique_ptr<Random> random = system_random();
  MediaDisk disk{"disk1", folder.path() / "media"};
  DiskMark mark = new_disk_mark(*random, BoxId("gx-0001"), disk);

  DiskState look(const std::optional<DiskMark>& known) {
    const auto state = look_at_disk(*files, disk, known);
    REQUIRE(state);
    return *state;
  }
  void write(std::string_view text) {
    std::filesystem::create_directories(disk.media);
    REQUIRE(write_whole(*files, disk.media / kDiskMarkName, as_bytes(text)));
  }
};

TEST_CASE("a disk with its mark is ready; without it, it is away; with another one, it is another disk") {
  MarkedDisk on;
  CHECK(on.look(on.mark) == DiskState::kAway);  // no folder at all
  std::filesystem::create_directories(on.disk.media);
  CHECK(on.look(on.mark) == DiskState::kAway);  // an empty mount point
  REQUIRE(write_disk_mark(*on.files, on.disk, on.mark));
  CHECK(on.look(on.mark) == DiskState::kReady);
  CHECK(read_disk_mark(*on.files, on.disk)->value() == on.mark);
  CHECK(on.look(new_disk_mark(*on.random, BoxId("gx-0001"), on.disk)) == DiskState::kAnother);
  // Given another name in box.toml it is the same disk.
  DiskMark renamed = on.mark;
  renamed.disk = "disk2";
  CHECK(on.look(renamed) == DiskState::kReady);
  CHECK(on.look(std::nullopt) == DiskState::kReady);
}

TEST_CASE("what is no mark of ours is never taken for one") {
  MarkedDisk on;
  const std::string id(32, 'a');
  for (const std::string& text : {std::string(), std::string("xueshi disk 1\n"), "xueshi disk 1\ngx-0001 disk1 " + id,
                                  "xueshi disk 2\ngx-0001 disk1 " + id + "\n", "xueshi disk 1\ngx-0001 " + id + "\n",
                                  "xueshi disk 1\ngx-0001 disk1 " + id + "a\n",
                                  "xueshi disk 1\n../x disk1 " + id + "\n", std::string(500, 'x')}) {
    CAPTURE(text);
    on.write(text);
    const auto found = read_disk_mark(*on.files, on.disk);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::kCorrupt);
    CHECK(on.look(on.mark) == DiskState::kAnother);
  }
}

TEST_CASE("a mark that cannot be read for a reason of the disk is an error, and the disk is not ready") {
  MarkedDisk on;
  REQUIRE(write_disk_mark(*on.files, on.disk, on.mark));
  test::FaultyFiles faulty(*on.files);
  for (const char* what : {"open", "read"}) {
    faulty.fail_if([&](std::string_view operation, const Path&) { return operation == what ? EIO : 0; });
    const auto state = look_at_disk(faulty, on.disk, on.mark);
    REQUIRE_FALSE(state);
    CHECK(state.error().code == ErrorCode::kIo);
  }
}

TEST_CASE("whichever step of writing a mark fails, the mark before it is whole") {
  MarkedDisk on;
  REQUIRE(write_disk_mark(*on.files, on.disk, on.mark));
  const DiskMark next = new_disk_mark(*on.random, BoxId("gx-0001"), on.disk);
  for (int nth = 1;; ++nth) {
    REQUIRE(nth < 20);
    test::FaultyFiles faulty(*on.files);
    faulty.torn_writes = true;
    faulty.fail_nth(nth, ENOSPC);
    const auto written = write_disk_mark(faulty, on.disk, next);
    const auto found = read_disk_mark(*on.files, on.disk);
    REQUIRE(found);
    const bool either = *found == on.mark || *found == next;
    CHECK(either);
    if (written) {
      CHECK(*found == next);
      CHECK(nth > 3);
      break;
    }
  }
}

TEST_CASE("a folder with a camera's files is told from an empty one") {
  MarkedDisk on;
  CHECK(has_recordings(*on.files, on.disk) == false);
  std::filesystem::create_directories(on.disk.media / "lost+found");
  std::filesystem::create_directories(on.disk.media / "front");
  CHECK(has_recordings(*on.files, on.disk) == false);
  std::filesystem::create_directories(on.disk.media / "front" / "0");
  CHECK(has_recordings(*on.files, on.disk) == true);
}

}  // namespace
}  // namespace xueshi
