#include "recording/segment_file.h"

#include <random>

#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using recording::FileKind;
using recording::ScanDepth;

// One file of 4 s.
struct OneFile : test::RecordedFolder {
  OneFile() {
    record(test::h264_camera(), 4.0);
    REQUIRE(segments.size() == 1);
  }
};

TEST_CASE("I3: a file says by itself whose it is, and all that the index was told") {
  const OneFile recorded;
  for (const ScanDepth depth : {ScanDepth::kFast, ScanDepth::kFull}) {
    auto scan = test::scan(recorded.path(0), depth);
    CHECK(scan.kind == FileKind::kOurs);
    CHECK(scan.whole());
    CHECK(scan.trouble.empty());
    CHECK(scan.box.text == "gx-0001");
    CHECK(scan.last_arrival.boot == boot_ms(100'000 + 99 * 40));
    if (depth == ScanDepth::kFast) scan.segment.sha256 = recorded.segments[0].sha256;
    CHECK(scan.segment == recorded.segments[0]);
  }
}

TEST_CASE("a file torn at any box bound, or beside one, is whole up to its last whole fragment") {
  const OneFile recorded;
  const Bytes content = recorded.content(0);
  const auto bounds = test::box_bounds(content);
  REQUIRE(bounds.back() == content.size());
  REQUIRE(bounds.size() == 3 + 6 * 3);
  const Path path = recorded.folder.path() / "torn.mp4";
  for (const std::size_t bound : bounds) {
    for (const int beside : {-1, 0, 1, 7, 8, 9, 23, 24, 25, 100}) {
      const auto size = static_cast<std::size_t>(static_cast<std::int64_t>(bound) + beside);
      if (size >= content.size()) continue;
      CAPTURE(size);
      test::put(path, ByteView(content).first(size));
      for (const ScanDepth depth : {ScanDepth::kFast, ScanDepth::kFull}) {
        const auto scan = test::scan(path, depth);
        CHECK(scan.whole_bytes == test::whole_until(bounds, size));
        CHECK(scan.kind == (scan.whole_bytes > 0 ? FileKind::kOurs : FileKind::kRemains));
        if (scan.whole_bytes == size) continue;
        CHECK(!scan.trouble.empty());
        if (scan.kind == FileKind::kOurs) CHECK(scan.segment.suspect);
      }
    }
  }
}

TEST_CASE("a tail of zeros, as a power cut leaves it, is found wherever it begins") {
  const OneFile recorded;
  const Bytes content = recorded.content(0);
  const auto bounds = test::box_bounds(content);
  const Path path = recorded.folder.path() / "zeroed.mp4";
  for (std::size_t from = 0; from < content.size(); from += 509) {
    CAPTURE(from);
    Bytes zeroed = content;
    std::fill(zeroed.begin() + static_cast<std::ptrdiff_t>(from), zeroed.end(), std::uint8_t{0});
    test::put(path, zeroed);
    const auto scan = test::scan(path);
    CHECK(scan.whole_bytes == test::whole_until(bounds, from));
    CHECK(!scan.whole());
  }
}

TEST_CASE("one changed bit is found wherever it is") {
  const OneFile recorded;
  const Bytes content = recorded.content(0);
  const Path path = recorded.folder.path() / "flipped.mp4";
  for (std::size_t at = 8; at < content.size(); at += 331) {
    CAPTURE(at);
    Bytes flipped = content;
    flipped[at] ^= static_cast<std::uint8_t>(1u << at % 8);
    test::put(path, flipped);
    CHECK(!test::scan(path).whole());
  }
}

TEST_CASE("what is not ours is foreign") {
  test::RecordedFolder recorded;
  const Path path = recorded.folder.path() / "foreign.mp4";
  test::run_ffmpeg("-f lavfi -i testsrc2=size=64x64:rate=5:duration=1 -c:v libx264 " + path.string());
  CHECK(test::scan(path).kind == FileKind::kForeign);
  test::run_ffmpeg(
      "-f lavfi -i testsrc2=size=64x64:rate=5:duration=1 -c:v libx264 -movflags frag_keyframe+empty_moov " +
      path.string());
  CHECK(test::scan(path).kind == FileKind::kForeign);
  test::put(path, as_bytes("a text, not a film"));
  CHECK(test::scan(path).kind == FileKind::kForeign);
  const auto missing =
      recording::scan_segment_file(*recorded.files, recorded.folder.path() / "none.mp4", ScanDepth::kFull);
  REQUIRE(!missing);
  CHECK(missing.error().code == ErrorCode::kNotFound);
}

TEST_CASE("I17: a mutated file crashes nothing, and nothing beyond its end is believed") {
  const OneFile recorded;
  const Bytes content = recorded.content(0);
  const auto bounds = test::box_bounds(content);
  const Path path = recorded.folder.path() / "hostile.mp4";
  std::mt19937 random(20240513);
  for (int round = 0; round < 600; ++round) {
    CAPTURE(round);
    Bytes bytes = content;
    const auto any = [&](std::size_t bound) { return bound == 0 ? 0 : random() % bound; };
    for (std::size_t changes = 1 + any(4); changes > 0 && bytes.size() > 40; --changes) {
      // Around the heads of boxes, where it hurts.
      std::size_t at = bounds[any(bounds.size() - 1)] + any(40);
      at = std::min(at, bytes.size() - 16);
      const auto here = bytes.begin() + static_cast<std::ptrdiff_t>(at);
      switch (any(5)) {
        case 0: *here = static_cast<std::uint8_t>(random()); break;
        case 1: std::fill_n(here, 4, std::uint8_t{0xff}); break;
        case 2: bytes.erase(here, here + static_cast<std::ptrdiff_t>(any(bytes.size() - at))); break;
        case 3: bytes.resize(at); break;
        default: {
          const Bytes again(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(any(content.size())));
          bytes.insert(here, again.begin(), again.end());
        }
      }
    }
    test::put(path, bytes);
    for (const ScanDepth depth : {ScanDepth::kFast, ScanDepth::kFull}) {
      const auto scan = test::scan(path, depth);
      CHECK(scan.file_bytes == bytes.size());
      CHECK(scan.whole_bytes <= bytes.size());
      CHECK((scan.kind == FileKind::kOurs) == (scan.fragments > 0));
    }
  }
}

TEST_CASE("I17: boxes with sound checksums and senseless numbers crash nothing") {
  const OneFile recorded;
  const Bytes content = recorded.content(0);
  const auto bounds = test::box_bounds(content);
  const Path path = recorded.folder.path() / "forged.mp4";
  std::mt19937_64 random(20240513);
  for (int round = 0; round < 600; ++round) {
    CAPTURE(round);
    Bytes bytes(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(bounds[2]));
    for (std::size_t i = 2; i + 3 < bounds.size(); i += 3) {
      auto header = *recording::decode_fragment_header(ByteView(content).subspan(bounds[i]));
      const auto number = [&] {
        const auto value = static_cast<std::int64_t>(random() >> random() % 64);
        return (random() % 2 == 0 ? value : -value) % (std::int64_t{1} << 52);
      };
      switch (random() % 8) {
        case 0: header.media_start = number(); break;
        case 1: header.media_end = number(); break;
        case 2: header.start_boot = boot_ms(number()); break;
        case 3: header.arrival.utc = utc_ms(number()); break;
        case 4: header.fragment_bytes = random(); break;
        case 5: header.hole_before = Millis{static_cast<std::uint32_t>(random())}; break;
        case 6: header.timescale = 1 + static_cast<std::uint32_t>(random() % 10'000'000); break;
        default: header.arrival_length = Millis{static_cast<std::uint32_t>(random())}; break;
      }
      const Bytes box = recording::encode(header);
      bytes.insert(bytes.end(), box.begin(), box.end());
      bytes.insert(bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(bounds[i + 1]),
                   content.begin() + static_cast<std::ptrdiff_t>(bounds[i + 3]));
    }
    test::put(path, bytes);
    const auto scan = test::scan(path);
    CHECK(scan.whole_bytes <= bytes.size());
    CHECK(scan.segment.duration >= Millis{0});
    for (const Gop& gop : scan.segment.gops) CHECK((gop.start >= Millis{0} && gop.duration >= Millis{0}));
  }
}

}  // namespace
}  // namespace xueshi
