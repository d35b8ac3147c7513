#include "recording/check.h"

#include <cerrno>

#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using recording::check_media;
using recording::FindingKind;
using recording::ScanDepth;

struct Checked : test::RecordedFolder {
  Checked() {
    record(test::h264_camera(), 12.0);
    REQUIRE(segments.size() == 3);
  }
  // What is found, as "kind sequence".
  std::vector<std::string> found(ScanDepth depth, recording::CheckOptions options = {},
                                 const std::set<std::uint64_t>& lost = {}) {
    options.depth = depth;
    const auto report = check_media(*files, media, test::index_view(segments, lost), options);
    REQUIRE(report);
    std::vector<std::string> list;
    for (const auto& finding : report->findings) {
      CHECK(!finding.detail.empty());
      CHECK(finding.path == recording::media_path(media, finding.segment));
      list.push_back(std::string(recording::kFindingKinds.name(finding.kind)) + " " +
                     std::to_string(finding.segment.sequence));
    }
    return list;
  }
  void damage(std::size_t file, std::size_t at) {
    Bytes bytes = content(file);
    bytes[at] ^= 1;
    test::put(path(file), bytes);
  }
};
using Found = std::vector<std::string>;

TEST_CASE("a sound folder has no findings; files and bytes are counted, progress is told and can stop it") {
  Checked folder;
  for (const ScanDepth depth : {ScanDepth::kFast, ScanDepth::kFull}) {
    CHECK(folder.found(depth).empty());
    const auto report = check_media(*folder.files, folder.media, test::index_view(folder.segments), {depth, {}, false});
    CHECK(report->files == 3);
    CHECK(report->bytes == folder.segments[0].bytes + folder.segments[1].bytes + folder.segments[2].bytes);
  }
  std::uint64_t last = 0;
  const auto stopped = check_media(*folder.files, folder.media, test::index_view(folder.segments), {},
                                   [&](std::uint64_t done) { return (last = done) < 2; });
  CHECK(last == 2);
  CHECK(stopped->files == 2);
}

TEST_CASE("missing: in the index, but no such file") {
  Checked folder;
  std::filesystem::remove(folder.path(1));
  CHECK(folder.found(ScanDepth::kFast) == Found{"missing 2"});
}

TEST_CASE("torn, and not as long as the index says") {
  Checked folder;
  std::filesystem::resize_file(folder.path(1), folder.segments[1].bytes - 10);
  CHECK(folder.found(ScanDepth::kFast) == Found{"size_differs 2", "torn 2"});
}

TEST_CASE("cut at a fragment's bound: the index alone can tell") {
  Checked folder;
  const Bytes content = folder.content(2);
  const auto bounds = test::box_bounds(content);
  test::put(folder.path(2), ByteView(content).first(bounds[bounds.size() - 4]));
  CHECK(folder.found(ScanDepth::kFast) == Found{"size_differs 3"});
  CHECK(folder.found(ScanDepth::kFull) == Found{"size_differs 3", "checksum 3"});
}

TEST_CASE("a changed bit within the frames: a full check finds it, a fast one does not look") {
  Checked folder;
  folder.damage(1, folder.segments[1].bytes - 50);
  CHECK(folder.found(ScanDepth::kFast).empty());
  CHECK(folder.found(ScanDepth::kFull) == Found{"checksum 2"});
}

TEST_CASE("a whole, well-formed file in another one's place: its SHA-256 and the chain tell") {
  Checked folder;
  test::RecordedFolder other;
  other.record(test::h264_camera(), 12.0, Millis{2'000});
  std::filesystem::copy_file(other.path(1), folder.path(1), std::filesystem::copy_options::overwrite_existing);
  CHECK(folder.found(ScanDepth::kFull) == Found{"size_differs 2", "checksum 2", "chain 2"});
}

TEST_CASE("not indexed: a file of ours that the index does not know") {
  Checked folder;
  folder.segments.pop_back();
  CHECK(folder.found(ScanDepth::kFast) == Found{"not_indexed 3"});
  // The file that is being written is left out.
  CHECK(folder.found(ScanDepth::kFast, {ScanDepth::kFast, {{test::kFront, 3}}, false}).empty());
}

TEST_CASE("foreign: named as one of ours, recorded by something else or as another number") {
  Checked folder;
  test::put(folder.media / "front" / "0" / "4.mp4", as_bytes("not a film at all"));
  std::filesystem::copy_file(folder.path(0), folder.media / "front" / "0" / "5.mp4");
  CHECK(folder.found(ScanDepth::kFast) == Found{"foreign 4", "foreign 5"});
}

TEST_CASE("lost: the index says that the file is gone; away: it may be on a disk that is not there") {
  Checked folder;
  std::filesystem::remove(folder.path(0));
  std::filesystem::remove(folder.path(1));
  CHECK(folder.found(ScanDepth::kFast, {}, {1}) == Found{"lost 1", "missing 2"});
  CHECK(folder.found(ScanDepth::kFast, {ScanDepth::kFast, {}, true}, {1}) == Found{"lost 1", "away 2"});
}

TEST_CASE("twice: a second disk has a file of the same number") {
  Checked folder;
  const Path other = folder.folder.path() / "other";
  std::filesystem::create_directories(other / "front" / "0");
  std::filesystem::copy_file(folder.path(1), other / "front" / "0" / "2.mp4");
  const recording::MediaFolders both(std::vector<recording::MediaDisk>{{"a", folder.media}, {"b", other}});
  const auto report = check_media(*folder.files, both, test::index_view(folder.segments), {});
  REQUIRE(report);
  REQUIRE(report->findings.size() == 1);
  CHECK(report->findings[0].kind == FindingKind::kTwice);
  CHECK(report->findings[0].path == other / "front" / "0" / "2.mp4");
  CHECK(report->files == 3);
}

TEST_CASE("many findings are counted, not all kept") {
  test::RecordedFolder folder;
  std::vector<Segment> rows(recording::CheckReport::kMostFindings + 5);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].id = {test::kFront, i + 1};
  const auto report = check_media(*folder.files, folder.media, test::index_view(rows), {});
  REQUIRE(report);
  CHECK(report->findings.size() == recording::CheckReport::kMostFindings);
  CHECK(report->counts.at(FindingKind::kMissing) == rows.size());
}

TEST_CASE("unreadable: named as such, and the others are checked") {
  Checked folder;
  test::FaultyFiles faulty(*folder.files);
  faulty.fail_if([](std::string_view operation, const Path& path) {
    return operation == "read" && path.filename() == "2.mp4" ? EIO : 0;
  });
  const auto report = check_media(faulty, folder.media, test::index_view(folder.segments), {});
  REQUIRE(report);
  REQUIRE(report->findings.size() == 1);
  CHECK(report->findings[0].kind == FindingKind::kUnreadable);
  CHECK(report->files == 2);
  faulty.fail_if([](std::string_view operation, const Path&) { return operation == "list" ? EACCES : 0; });
  CHECK(!check_media(faulty, folder.media, test::index_view(folder.segments), {}));
}

}  // namespace
}  // namespace xueshi
