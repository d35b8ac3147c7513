#include "recording/recovery.h"

#include <cerrno>

#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using recording::recover_camera;
using recording::recover_media;
using recording::RecoveredCamera;
using test::RecordedFolder;

// Three files of 4 s.
struct ThreeFiles : RecordedFolder {
  ThreeFiles() {
    record(test::h264_camera(), 12.0);
    REQUIRE(segments.size() == 3);
  }
  RecoveredCamera recover(std::size_t indexed) {
    auto camera = recover_camera(*files, media, test::kFront, index_of(indexed));
    REQUIRE(camera);
    return std::move(*camera);
  }
  // What recording goes on with fits to what is there: the chain has no hole.
  void check_goes_on(const RecoveredCamera& after, const Segment& last) {
    CHECK(after.next_sequence == last.id.sequence + 1);
    CHECK(after.previous_sha256 == last.sha256);
    segments.clear();
    record(test::h264_camera(), 2.0, Millis{4'000}, after);
    REQUIRE(segments.size() == 1);
    CHECK(segments[0].id.sequence == last.id.sequence + 1);
    CHECK(segments[0].previous_sha256 == last.sha256);
    CHECK(!segments[0].continues_previous);
  }
};

TEST_CASE("a camera without a folder begins with file 1") {
  RecordedFolder recorded;
  const auto camera = recover_camera(*recorded.files, recorded.media, test::kFront, recorded.no_index());
  REQUIRE(camera);
  CHECK(camera->next_sequence == 1);
  CHECK(camera->previous_sha256 == Sha256Digest{});
  CHECK(camera->to_index.empty());
  CHECK(recover_media(*recorded.files, recorded.media, recorded.no_index())->empty());
}

TEST_CASE("I3: the whole index can be rebuilt from the files") {
  ThreeFiles recorded;
  const auto cameras = recover_media(*recorded.files, recorded.media, recorded.no_index());
  REQUIRE(cameras);
  REQUIRE(cameras->size() == 1);
  CHECK(cameras->front().camera == test::kFront);
  CHECK(cameras->front().to_index == recorded.segments);
  CHECK(cameras->front().next_sequence == 4);
  recorded.check_goes_on(cameras->front(), cameras->front().to_index.back());
}

TEST_CASE("what the index holds is not read again; what it lacks is put there") {
  ThreeFiles recorded;
  test::FaultyFiles watched(*recorded.files);
  int opened = 0;
  watched.fail_if([&](std::string_view operation, const Path&) {
    opened += operation == "open" ? 1 : 0;
    return 0;
  });
  auto camera = recover_camera(watched, recorded.media, test::kFront, recorded.index_of(3));
  REQUIRE(camera);
  CHECK(opened == 0);
  CHECK(camera->to_index.empty());
  CHECK(camera->next_sequence == 4);
  camera = recover_camera(watched, recorded.media, test::kFront, recorded.index_of(1));
  REQUIRE(camera);
  CHECK(opened == 2);
  CHECK(camera->to_index == std::vector<Segment>{recorded.segments[1], recorded.segments[2]});
}

TEST_CASE("before recording only the newest files are looked at, and it is said that older ones may be missing") {
  RecordedFolder recorded;
  recorded.record(test::h264_camera(), 20.0);
  REQUIRE(recorded.segments.size() == 5);
  test::FaultyFiles watched(*recorded.files);
  std::set<std::string> opened;
  watched.fail_if([&](std::string_view operation, const Path& path) {
    if (operation == "open") opened.insert(path.filename());
    return 0;
  });
  const auto newest = [&](std::size_t indexed) {
    opened.clear();
    auto camera = recover_camera(watched, recorded.media, test::kFront, recorded.index_of(indexed), {}, 2);
    REQUIRE(camera);
    CHECK(camera->next_sequence == 6);
    CHECK(camera->previous_sha256 == recorded.segments[4].sha256);
    return std::move(*camera);
  };
  RecoveredCamera camera = newest(0);
  CHECK(opened == std::set<std::string>{"4.mp4", "5.mp4"});
  CHECK(camera.to_index == std::vector<Segment>{recorded.segments[3], recorded.segments[4]});
  CHECK(camera.behind);
  camera = newest(2);
  CHECK(camera.to_index.size() == 2);
  CHECK(camera.behind);
  camera = newest(3);
  CHECK(camera.to_index.size() == 2);
  CHECK_FALSE(camera.behind);
  camera = newest(5);
  CHECK(opened.empty());
  CHECK_FALSE(camera.behind);
}

TEST_CASE("of many folders only the newest is listed before recording") {
  RecordedFolder recorded;
  recorded.record(test::h264_camera(), 8.0, Millis{4'000}, {test::kFront, 50'001, {}, {}, {}, {}, {}, false});
  for (int folder = 0; folder < 50; ++folder) {
    test::put(recorded.media / "front" / std::to_string(folder) / (std::to_string(folder * 1000 + 7) + ".mp4"), {});
  }
  test::FaultyFiles watched(*recorded.files);
  int listed = 0;
  watched.fail_if([&](std::string_view operation, const Path&) {
    listed += operation == "list" ? 1 : 0;
    return 0;
  });
  const auto camera = recover_camera(watched, recorded.media, test::kFront, recorded.no_index(), {}, 2);
  REQUIRE(camera);
  CHECK(listed == 2);
  CHECK(camera->next_sequence == 50'003);
  CHECK(camera->behind);
}

TEST_CASE("where it is asked for, another box's file is not ours") {
  ThreeFiles recorded;
  const auto box = recording::scan_segment_file(*recorded.files, recorded.path(1), recording::ScanDepth::kFast)->box;
  const SegmentId second = recorded.segments[1].id;
  using What = recording::TakenFile::What;
  auto taken = recording::take_file(*recorded.files, recorded.media, second, box);
  REQUIRE(taken);
  CHECK(taken->what == What::kIndexed);
  CHECK(taken->segment == recorded.segments[1]);
  taken = recording::take_file(*recorded.files, recorded.media, second, BoxId("another-box"));
  REQUIRE(taken);
  CHECK(taken->what == What::kForeign);
}

TEST_CASE("I2: a recovered file is synced, cut and named before it is told") {
  ThreeFiles recorded;
  std::filesystem::resize_file(recorded.path(2), recorded.segments[2].bytes - 10);
  test::FaultyFiles watched(*recorded.files);
  std::vector<std::string> done;
  watched.fail_if([&](std::string_view operation, const Path& path) {
    if (operation == "truncate" || operation == "sync_folder")
      done.push_back(std::string(operation) + path.filename().string());
    return 0;
  });
  REQUIRE(recover_camera(watched, recorded.media, test::kFront, recorded.index_of(2)));
  CHECK(done == std::vector<std::string>{"truncate3.mp4", "sync_folder0", "sync_folderfront", "sync_foldermedia"});
}

TEST_CASE("a torn tail is cut at any box bound; what is whole decodes, is suspect, and the chain goes on") {
  ThreeFiles original;
  const Bytes content = original.content(2);
  const auto bounds = test::box_bounds(content);
  for (const std::size_t bound : bounds) {
    for (const int beside : {0, 5}) {
      const std::size_t size = bound + static_cast<std::size_t>(beside);
      const std::size_t whole = test::whole_until(bounds, size);
      if (size >= content.size() || whole == 0) continue;
      CAPTURE(size);
      test::put(original.path(2), ByteView(content).first(size));
      const auto camera = original.recover(2);
      REQUIRE(camera.to_index.size() == 1);
      const Segment& segment = camera.to_index[0];
      CHECK(segment.suspect == (whole != size));
      CHECK(segment.bytes == whole);
      CHECK(std::filesystem::file_size(original.path(2)) == whole);
      CHECK(segment.sha256 == sha256(ByteView(content).first(whole)));
      CHECK(camera.next_sequence == 4);
      CHECK(camera.previous_sha256 == segment.sha256);
      const auto stream = test::read_stream(original.path(2));
      CHECK(test::decode_all(stream) == static_cast<int>(stream.packets.size()));
      // Once is enough: the second time there is nothing to be cut.
      CHECK(original.recover(2).to_index[0].bytes == whole);
    }
  }
}

TEST_CASE("after a torn tail recording goes on in the next file") {
  ThreeFiles recorded;
  std::filesystem::resize_file(recorded.path(2), recorded.segments[2].bytes - 10);
  const auto camera = recorded.recover(2);
  recorded.check_goes_on(camera, camera.to_index.back());
}

TEST_CASE("a tail of zeros and a changed bit are found by the checksums, and cut") {
  ThreeFiles recorded;
  const Bytes content = recorded.content(2);
  const auto bounds = test::box_bounds(content);
  const std::size_t third = bounds[2 + 2 * 3];  // where the third fragment begins
  Bytes damaged = content;
  SUBCASE("zeros") {
    std::fill(damaged.begin() + static_cast<std::ptrdiff_t>(third) + 300, damaged.end(), std::uint8_t{0});
  }
  SUBCASE("a bit within the frames") { damaged[third + 2'000] ^= 4; }
  SUBCASE("a bit within our box") { damaged[third + 60] ^= 4; }
  test::put(recorded.path(2), damaged);
  const auto camera = recorded.recover(2);
  REQUIRE(camera.to_index.size() == 1);
  CHECK(camera.to_index[0].suspect);
  CHECK(std::filesystem::file_size(recorded.path(2)) == third);
  recorded.check_goes_on(camera, camera.to_index.back());
}

TEST_CASE("an empty file and one of zeros are removed, and their number is used again") {
  ThreeFiles recorded;
  std::size_t size = 0;
  SUBCASE("empty") {}
  SUBCASE("zeros") { size = 100'000; }
  test::put(recorded.path(2), Bytes(size));
  const auto camera = recorded.recover(2);
  CHECK(!std::filesystem::exists(recorded.path(2)));
  CHECK(camera.to_index.empty());
  CHECK(camera.set_aside.empty());
  recorded.check_goes_on(camera, recorded.segments[1]);
}

TEST_CASE("remains without a whole fragment are set aside, never over others, and the number is used again") {
  ThreeFiles recorded;
  const Bytes content = recorded.content(2);
  const auto bounds = test::box_bounds(content);
  std::size_t size = 0;
  SUBCASE("within the head") { size = bounds[1] + 20; }
  SUBCASE("the head alone") { size = bounds[2]; }
  SUBCASE("within the first fragment") { size = bounds[4] + 100; }
  const Bytes first(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size));
  test::put(recorded.path(2), first);
  const Path aside = recorded.path(2).string() + ".torn";
  auto camera = recorded.recover(2);
  CHECK(camera.set_aside == std::vector<Path>{aside});
  CHECK(camera.to_index.empty());
  CHECK(camera.next_sequence == 3);
  CHECK(read_whole(*recorded.files, aside, 1u << 20) == first);
  // A crash at the same place once more.
  test::put(recorded.path(2), ByteView(content).first(size - 1));
  camera = recorded.recover(2);
  REQUIRE(camera.set_aside.size() == 1);
  CHECK(camera.set_aside[0] != aside);
  CHECK(read_whole(*recorded.files, aside, 1u << 20) == first);
  CHECK(std::filesystem::file_size(camera.set_aside[0]) == size - 1);
  recorded.check_goes_on(camera, recorded.segments[1]);
}

// A sound file, number 4 of this camera and box, as those would have recorded it.
Bytes as_if_of(const ThreeFiles& recorded, const std::string& camera, const std::string& box) {
  const Bytes content = recorded.content(2);
  const auto bounds = test::box_bounds(content);
  Bytes file(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(bounds[2]));
  for (std::size_t i = 2; i + 3 < bounds.size(); i += 3) {
    auto header = *recording::decode_fragment_header(ByteView(content).subspan(bounds[i]));
    header.box = BoxId(box);
    header.segment = {CameraId(camera), 4};
    const Bytes our_box = recording::encode(header);
    file.insert(file.end(), our_box.begin(), our_box.end());
    file.insert(file.end(), content.begin() + static_cast<std::ptrdiff_t>(bounds[i + 1]),
                content.begin() + static_cast<std::ptrdiff_t>(bounds[i + 3]));
  }
  return file;
}

TEST_CASE("a file is taken up by the box that recorded it, and by one that is not named") {
  ThreeFiles recorded;
  test::put(recorded.media / "front" / "0" / "4.mp4", as_if_of(recorded, "front", "gx-0001"));
  for (const char* box : {"gx-0001", ""}) {
    const auto camera = recover_camera(*recorded.files, recorded.media, test::kFront, recorded.index_of(3), BoxId(box));
    REQUIRE(camera);
    CHECK(camera->to_index.size() == 1);
    CHECK(camera->foreign.empty());
  }
}

TEST_CASE("I3: what was not recorded here is left alone, and its number passed over") {
  ThreeFiles recorded;
  const Path foreign = recorded.media / "front" / "0" / "4.mp4";
  SUBCASE("somebody's MP4") {
    test::run_ffmpeg("-f lavfi -i testsrc2=size=64x64:rate=5:duration=1 -c:v libx264 " + foreign.string());
  }
  SUBCASE("somebody's fragmented MP4") {
    test::run_ffmpeg(
        "-f lavfi -i testsrc2=size=64x64:rate=5:duration=1 -c:v libx264 -movflags frag_keyframe+empty_moov " +
        foreign.string());
  }
  SUBCASE("a file of ours under another number") { std::filesystem::copy_file(recorded.path(0), foreign); }
  SUBCASE("the file of that number of another camera") { test::put(foreign, as_if_of(recorded, "back", "gx-0001")); }
  SUBCASE("the file of that number of the same camera of another box") {
    test::put(foreign, as_if_of(recorded, "front", "gx-0002"));
  }
  const auto before = *read_whole(*recorded.files, foreign, 1u << 20);
  const auto camera =
      *recover_camera(*recorded.files, recorded.media, test::kFront, recorded.index_of(3), BoxId("gx-0001"));
  CHECK(camera.foreign == std::vector<Path>{foreign});
  CHECK(camera.to_index.empty());
  CHECK(camera.next_sequence == 5);
  CHECK(camera.previous_sha256 == recorded.segments[2].sha256);
  CHECK(*read_whole(*recorded.files, foreign, 1u << 20) == before);
}

TEST_CASE("names that are not ours are not looked at") {
  ThreeFiles recorded;
  const Path folder = recorded.media / "front" / "0";
  for (const char* name :
       {"04.mp4", "0.mp4", "-5.mp4", "1e3.mp4", "2000.mp4", "6.mp4.torn", "notes.txt", ".write-test"}) {
    test::put(folder / name, as_bytes("x"));
  }
  std::filesystem::create_directories(folder / "7.mp4");
  test::put(recorded.media / "front" / "x" / "8.mp4", as_bytes("x"));
  const auto camera = recorded.recover(3);
  CHECK(camera.next_sequence == 4);
  CHECK(camera.foreign.empty());
  CHECK(camera.set_aside.empty());
  CHECK(camera.failures.empty());
}

TEST_CASE("a file that cannot be read is named, left, and passed over; the others are taken up") {
  ThreeFiles recorded;
  test::FaultyFiles faulty(*recorded.files);
  std::string what;
  SUBCASE("reading") { what = "read"; }
  SUBCASE("repairing") { what = "truncate"; }
  faulty.fail_if([&](std::string_view operation, const Path& path) {
    return operation == what && path.filename() == "2.mp4" ? EIO : 0;
  });
  const auto camera = recover_camera(faulty, recorded.media, test::kFront, recorded.no_index());
  REQUIRE(camera);
  REQUIRE(camera->failures.size() == 1);
  CHECK(camera->failures[0].find("2.mp4") != std::string::npos);
  REQUIRE(camera->to_index.size() == 2);
  CHECK(camera->to_index[1] == recorded.segments[2]);
  CHECK(camera->next_sequence == 4);
}

TEST_CASE("an index that cannot be asked and a folder that cannot be listed are errors") {
  ThreeFiles recorded;
  const auto no_index = recover_camera(*recorded.files, recorded.media, test::kFront,
                                       [](const CameraId&) -> Result<std::optional<recording::IndexedTail>> {
                                         return fail(ErrorCode::kCorrupt, "broken");
                                       });
  REQUIRE(!no_index);
  CHECK(no_index.error().code == ErrorCode::kCorrupt);
  test::FaultyFiles faulty(*recorded.files);
  faulty.fail_if([](std::string_view operation, const Path&) { return operation == "list" ? EACCES : 0; });
  CHECK(!recover_media(faulty, recorded.media, recorded.no_index()));
  CHECK(!recover_camera(faulty, recorded.media, test::kFront, recorded.no_index()));
}

TEST_CASE("whichever step of a recovery fails or is the last before another crash, the next one ends the same") {
  ThreeFiles recorded;
  const Bytes third = recorded.content(2);
  const auto bounds = test::box_bounds(third);
  const Path fourth = recorded.media / "front" / "0" / "4.mp4";
  const Path fifth = recorded.media / "front" / "0" / "5.mp4";
  const auto damage = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(recorded.media / "front" / "0")) {
      if (entry.path().extension() == ".torn") std::filesystem::remove(entry.path());
    }
    test::put(recorded.path(2), ByteView(third).first(bounds[8] + 50));
    test::put(fourth, ByteView(third).first(bounds[1] + 5));
    test::put(fifth, Bytes(1'000));
  };
  for (int nth = 1;; ++nth) {
    CAPTURE(nth);
    damage();
    test::FaultyFiles faulty(*recorded.files);
    faulty.fail_nth(nth, EIO);
    const auto first = recover_camera(faulty, recorded.media, test::kFront, recorded.index_of(2));
    REQUIRE(first);
    const bool untouched = first->failures.empty();
    const auto again = recorded.recover(2);
    REQUIRE(again.to_index.size() == 1);
    CHECK(again.to_index[0].bytes == bounds[8]);
    CHECK(again.next_sequence == 4);
    CHECK(again.previous_sha256 == again.to_index[0].sha256);
    CHECK(again.failures.empty());
    CHECK(!std::filesystem::exists(fourth));
    CHECK(!std::filesystem::exists(fifth));
    if (untouched) {
      CHECK(nth > 6);
      break;
    }
  }
}

}  // namespace
}  // namespace xueshi
