#include "recording/reconcile.h"

#include <cerrno>

#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using recording::compare_page;
using recording::PageDifference;
using recording::ReconcileLimits;
using recording::WalkPage;
using Numbers = std::vector<std::uint64_t>;

/// Five files of 4 s.
struct FiveFiles : test::RecordedFolder {
  FiveFiles() {
    record(test::h264_camera(), 20.0);
    REQUIRE(segments.size() == 5);
  }
  WalkPage page(const std::vector<Segment>& rows, const std::set<std::uint64_t>& lost = {}) {
    WalkPage found;
    const auto done = recording::walk_camera(*files, media, test::kFront, test::index_view(rows, lost), UINT64_MAX,
                                             [&](const WalkPage& on) -> Result<bool> {
                                               found = on;
                                               return true;
                                             });
    REQUIRE(done);
    return found;
  }
  PageDifference compare(const WalkPage& on, const ReconcileLimits& limits = {}) {
    std::uint64_t next = 0;
    auto difference = compare_page(*files, on, limits, next);
    CHECK(next == UINT64_MAX);
    return difference;
  }
  /// The rows of all files but those.
  std::vector<Segment> rows_without(const std::set<std::uint64_t>& gone) {
    auto rows = segments;
    std::erase_if(rows, [&](const Segment& row) { return gone.count(row.id.sequence) != 0; });
    return rows;
  }
};

TEST_CASE("a folder that is as the index says differs in nothing, and nothing is read") {
  FiveFiles folder;
  const WalkPage page = folder.page(folder.segments);
  test::FaultyFiles watched(*folder.files);
  watched.fail_if([](std::string_view operation, const Path&) { return operation == "open" ? EIO : 0; });
  std::uint64_t next = 0;
  const auto difference = compare_page(watched, page, {}, next);
  CHECK(difference.files == 5);
  CHECK(difference.found.empty());
  CHECK(difference.missing.empty());
  CHECK(difference.returned.empty());
  CHECK(difference.changed.empty());
  CHECK(difference.unreadable == 0);
}

TEST_CASE("I3: a file without a row is found, as its own boxes say, wherever in the line it is") {
  FiveFiles folder;
  const auto difference = folder.compare(folder.page(folder.rows_without({1, 3, 5})));
  REQUIRE(difference.found.size() == 3);
  CHECK(difference.found[0] == folder.segments[0]);
  CHECK(difference.found[1] == folder.segments[2]);
  CHECK(difference.found[2] == folder.segments[4]);
}

TEST_CASE("a torn file without a row is repaired as at a start; one of zeros and remains go, others' files stay") {
  FiveFiles folder;
  const Bytes second = folder.content(1);
  const auto bounds = test::box_bounds(second);
  test::put(folder.path(1), ByteView(second).first(bounds[8] + 20));
  test::put(folder.path(2), Bytes(10'000));
  test::put(folder.path(3), ByteView(second).first(bounds[2] + 30));
  test::put(folder.path(4), as_bytes("not a film at all"));
  const auto difference = folder.compare(folder.page(folder.rows_without({2, 3, 4, 5})));
  REQUIRE(difference.found.size() == 1);
  CHECK(difference.found[0].suspect);
  CHECK(difference.found[0].bytes == bounds[8]);
  CHECK(std::filesystem::file_size(folder.path(1)) == bounds[8]);
  CHECK(difference.set_aside == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path(2)));
  CHECK(std::filesystem::exists(folder.path(3).string() + ".torn"));
  CHECK(difference.foreign == 1);
  CHECK(folder.content(4).size() == 17);
}

TEST_CASE("another box's files are counted and left alone") {
  FiveFiles folder;
  ReconcileLimits limits;
  limits.box = BoxId("another-box");
  const auto difference = folder.compare(folder.page({}), limits);
  CHECK(difference.found.empty());
  CHECK(difference.foreign == 5);
}

TEST_CASE("a row without a file is missing, once; a lost one whose file is there has returned") {
  FiveFiles folder;
  std::filesystem::remove(folder.path(1));
  std::filesystem::remove(folder.path(2));
  const auto difference = folder.compare(folder.page(folder.segments, {3, 4}));
  CHECK(difference.missing == Numbers{2});
  CHECK(difference.returned == Numbers{4});
}

TEST_CASE("where a folder could not be listed nothing is missing") {
  FiveFiles folder;
  std::filesystem::remove(folder.path(1));
  WalkPage page = folder.page(folder.segments);
  page.failures = {"list …: Input/output error"};
  CHECK(folder.compare(page).missing.empty());
}

TEST_CASE("an indexed file of another length is named and left as it is, and does not come back from a loss") {
  FiveFiles folder;
  const std::uint64_t shorter = folder.segments[1].bytes - 10;
  std::filesystem::resize_file(folder.path(1), shorter);
  std::filesystem::resize_file(folder.path(2), 100);
  const auto difference = folder.compare(folder.page(folder.segments, {3}));
  REQUIRE(difference.changed.size() == 2);
  CHECK(difference.changed[0].first.sequence == 2);
  CHECK(difference.changed[0].second.find("within a fragment") != std::string::npos);
  CHECK(difference.changed[1].first.sequence == 3);
  CHECK(difference.returned.empty());
  CHECK(std::filesystem::file_size(folder.path(1)) == shorter);
}

TEST_CASE("a file that cannot be read is counted, the others are taken") {
  FiveFiles folder;
  test::FaultyFiles faulty(*folder.files);
  faulty.fail_if([](std::string_view operation, const Path& path) {
    return operation == "read" && path.filename() == "2.mp4" ? EIO : 0;
  });
  std::uint64_t next = 0;
  const auto difference = compare_page(faulty, folder.page({}), {}, next);
  CHECK(difference.unreadable == 1);
  CHECK(difference.found.size() == 4);
}

TEST_CASE("after so many files, and when told to stop, the rest is left to another call") {
  FiveFiles folder;
  const WalkPage page = folder.page({});
  ReconcileLimits limits;
  limits.most_found = 2;
  std::uint64_t next = 0;
  std::vector<Segment> all;
  int calls = 0;
  while (next != UINT64_MAX) {
    REQUIRE(++calls < 10);
    const auto difference = compare_page(*folder.files, page, limits, next);
    CHECK(difference.found.size() <= 2);
    all.insert(all.end(), difference.found.begin(), difference.found.end());
  }
  CHECK(all == folder.segments);
  CHECK(calls == 3);

  next = 0;
  int asked = 0;
  limits.most_found = 100;
  limits.stop = [&] { return ++asked > 3; };
  const auto difference = compare_page(*folder.files, page, limits, next);
  CHECK(difference.stopped);
  CHECK(difference.found.size() == 3);
  CHECK(next == 4);
}

TEST_CASE("whichever step of taking up the files fails, the next time they are all there") {
  for (int nth = 1;; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 100);
    FiveFiles folder;
    const Bytes last = folder.content(4);
    test::put(folder.path(4), ByteView(last).first(last.size() - 30));
    test::FaultyFiles faulty(*folder.files);
    faulty.fail_nth(nth, EIO);
    std::uint64_t next = 0;
    const auto first = compare_page(faulty, folder.page({}), {}, next);
    const auto again = folder.compare(folder.page({}));
    CHECK(again.found.size() == 5);
    CHECK(again.unreadable == 0);
    if (first.unreadable == 0) {
      CHECK(first.found.size() == 5);
      CHECK(nth > 10);
      break;
    }
    CHECK(first.found.size() == 4);
  }
}

}  // namespace
}  // namespace xueshi
