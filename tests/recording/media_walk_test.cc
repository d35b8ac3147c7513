#include "recording/media_walk.h"

#include <cerrno>

#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using recording::walk_camera;
using recording::WalkPage;

struct Walked : test::RecordedFolder {
  Path second = folder.path() / "second";
  recording::MediaFolders both{std::vector<recording::MediaDisk>{{"a", media}, {"b", second}}};
  std::vector<Segment> rows;

  void row(std::uint64_t sequence) { rows.emplace_back().id = {test::kFront, sequence}; }
  static void file(const Path& disk, std::uint64_t sequence) {
    test::put(recording::media_path(disk, {test::kFront, sequence}), as_bytes("x"));
  }
  /// Pages as "rows/files" by number: "1r 2rf 3f | 1000r".
  std::string walk(FileSystem& with, std::uint64_t before = UINT64_MAX) {
    std::string text;
    const auto done = walk_camera(with, both, test::kFront, test::index_view(rows), before,
                                  [&](const WalkPage& page) -> Result<bool> {
                                    if (!text.empty()) text += " |";
                                    for (const WalkPage::Entry& entry : page.entries()) {
                                      text += " " + std::to_string(entry.sequence) + (entry.row != nullptr ? "r" : "");
                                      if (entry.places != nullptr) text += std::string(entry.places->size(), 'f');
                                    }
                                    if (!page.failures.empty()) text += " failed";
                                    return true;
                                  });
    REQUIRE(done);
    return text;
  }
};

TEST_CASE("rows and files of all disks come together, a folder of numbers at a time") {
  Walked on;
  for (const std::uint64_t sequence : {1, 2, 999, 1000, 7'500, 900'000'000}) on.row(sequence);
  for (const std::uint64_t sequence : {1, 1000, 5'000}) Walked::file(on.media, sequence);
  for (const std::uint64_t sequence : {2, 3, 1000, 1001}) Walked::file(on.second, sequence);
  test::put(on.media / "front" / "0" / "2000.mp4", as_bytes("in another's folder"));
  test::put(on.media / "front" / "0" / "notes.txt", as_bytes("x"));
  test::put(on.media / "front" / "x" / "4.mp4", as_bytes("x"));
  CHECK(on.walk(*on.files) == " 1rf 2rf 3f 999r | 1000rff 1001f | 5000f | 7500r | 900000000r");
  CHECK(on.walk(*on.files, 1001) == " 1rf 2rf 3f 999r | 1000rff");
  CHECK(on.walk(*on.files, 1) == "");
}

TEST_CASE("a folder that cannot be listed is told, and nothing on its pages may be called missing") {
  Walked on;
  on.row(1);
  on.row(1'500);
  Walked::file(on.media, 1);
  Walked::file(on.media, 1'500);
  test::FaultyFiles faulty(*on.files);
  faulty.fail_if([&](std::string_view operation, const Path& path) {
    return operation == "list" && path == on.media / "front" / "1" ? EIO : 0;
  });
  CHECK(on.walk(faulty) == " 1rf | 1500r failed");
  faulty.fail_if([&](std::string_view operation, const Path& path) {
    return operation == "list" && path == on.media / "front" ? EIO : 0;
  });
  CHECK(on.walk(faulty) == " 1r failed | 1500r failed");
}

TEST_CASE("a walk is stopped by whom it visits, and ends with the index's errors") {
  Walked on;
  on.row(1);
  on.row(5'000);
  int pages = 0;
  const auto stopped = walk_camera(*on.files, on.both, test::kFront, test::index_view(on.rows), UINT64_MAX,
                                   [&](const WalkPage&) -> Result<bool> {
                                     ++pages;
                                     return false;
                                   });
  REQUIRE(stopped);
  CHECK_FALSE(*stopped);
  CHECK(pages == 1);
  auto broken = test::index_view(on.rows);
  broken.lines = [](const CameraId&, std::uint64_t, std::uint64_t) -> Result<std::vector<SegmentLine>> {
    return fail(ErrorCode::kCorrupt, "broken");
  };
  const auto failed = walk_camera(*on.files, on.both, test::kFront, broken, UINT64_MAX,
                                  [](const WalkPage&) -> Result<bool> { return true; });
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::kCorrupt);
}

TEST_CASE("cameras are those with a folder on any disk or a row") {
  Walked on;
  on.row(1);
  std::filesystem::create_directories(on.media / "back" / "0");
  std::filesystem::create_directories(on.second / "side" / "0");
  std::filesystem::create_directories(on.second / "lost+found");
  const auto cameras = recording::cameras_of(*on.files, on.both, test::index_view(on.rows));
  REQUIRE(cameras);
  CHECK(*cameras == std::vector{CameraId("back"), CameraId("front"), CameraId("side")});
}

}  // namespace
}  // namespace xueshi
