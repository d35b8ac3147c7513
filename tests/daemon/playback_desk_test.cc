#include "daemon/playback_desk.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using daemon::PlaybackDesk;
using daemon::PlaybackSettings;
using daemon::TapeDesk;

constexpr UtcSpan kAll{utc_ms(0), utc_ms(4'000'000'000'000)};

/// Recorded files, an index that knows the first `indexed` of them, and a tape desk that was told of others.
struct Box {
  explicit Box(std::size_t indexed) {
    recorded.record(test::h264(), 14);
    REQUIRE(recorded.segments.size() == 4);
    auto opened = store::Store::open(store::settings_in(state()), *recorded.files, clock, *random);
    REQUIRE(opened);
    store = std::move(*opened);
    store::Facts facts;
    for (std::size_t i = 0; i < indexed; ++i) facts.segments.push_back(recorded.segments[i]);
    REQUIRE(store->commit(facts, {}));
    settings.cameras = {test::kFront};
    settings.media = recorded.media;
    settings.temporary = state() / "tmp";
  }
  [[nodiscard]] Path state() const { return recorded.folder.path() / "state"; }
  PlaybackDesk& desk() {
    if (!made) made = std::make_unique<PlaybackDesk>(settings, files, *store, tape, subs, clock);
    return *made;
  }
  [[nodiscard]] std::size_t left_in_tmp() const {
    std::size_t n = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(settings.temporary)) ++n;
    return n;
  }

  test::RecordedFolder recorded;
  test::FakeClock clock;
  std::unique_ptr<Random> random = system_random();
  test::FaultyFiles files{*recorded.files};
  std::unique_ptr<store::Store> store;
  TapeDesk tape{[] {
                  TapeDesk::Listener nobody;
                  nobody.store_segment = [](const Segment&) {};
                  return nobody;
                }(),
                clock};
  PlaybackSettings settings;
  daemon::SubStreams subs{{}, clock, *random};
  std::unique_ptr<PlaybackDesk> made;
};

std::vector<std::uint64_t> sequences(const std::vector<Segment>& segments) {
  std::vector<std::uint64_t> all;
  for (const Segment& segment : segments) all.push_back(segment.id.sequence);
  return all;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("what the index does not have yet is known from the tape, each file once") {
  Box box(2);
  box.tape.on_segment_closed(box.recorded.segments[2]);
  Segment growing = box.recorded.segments[3];
  box.tape.on_segment_grown(growing);
  const auto recorded = box.desk().recorded(test::kFront, kAll);
  REQUIRE(recorded);
  // The last file has one GOP only, which is not finished.
  CHECK(growing.gops.size() == 1);
  CHECK(sequences(recorded->segments) == std::vector<std::uint64_t>{1, 2, 3});
  CHECK(recorded->open == 4);
  const auto text = box.desk().playlist(test::kFront, kAll);
  REQUIRE(text);
  CHECK(count(*text, "#EXTINF") == 6);
  const auto rows = box.desk().cameras();
  REQUIRE(rows);
  REQUIRE(rows->size() == 1);
  REQUIRE(rows->front().recorded);
  CHECK(rows->front().recorded->from == box.recorded.segments.front().start_utc);
  CHECK(rows->front().recorded->to == growing.start_utc + growing.duration);
  CHECK(box.desk().recorded(CameraId("nobody"), kAll).error().code == ErrorCode::kNotFound);
}

TEST_CASE(
    "a closed file has its SHA-256 as tag; one that is written has none and no more than was told; a damaged one "
    "none") {
  Box box(1);
  const auto closed = box.desk().file(box.recorded.segments[0].id);
  REQUIRE(closed);
  CHECK(closed->etag == box.recorded.segments[0].sha256.hex());
  CHECK(closed->bytes == box.recorded.segments[0].bytes);
  Segment growing = box.recorded.segments[1];
  growing.bytes -= 1'000;
  box.tape.on_segment_grown(growing);
  const auto open = box.desk().file(growing.id);
  REQUIRE(open);
  CHECK(open->etag.empty());
  CHECK(open->bytes == growing.bytes);
  CHECK(box.desk().file(box.recorded.segments[2].id).error().code == ErrorCode::kNotFound);  // nobody was told of it
  box.tape.on_segment_closed(box.recorded.segments[1]);
  CHECK(box.desk().file(growing.id)->etag == box.recorded.segments[1].sha256.hex());
  std::filesystem::resize_file(box.recorded.path(0), 5'000);
  const auto damaged = box.desk().file(box.recorded.segments[0].id);
  REQUIRE(damaged);
  CHECK(damaged->etag.empty());
  CHECK(damaged->bytes == 5'000);
}

TEST_CASE("a lost file breaks neither playlist nor clip") {
  Box box(4);
  std::filesystem::remove(box.recorded.path(1));
  const auto text = box.desk().playlist(test::kFront, kAll);
  REQUIRE(text);
  CHECK(count(*text, "segments/2.mp4") == 0);
  CHECK(count(*text, "#EXT-X-DISCONTINUITY\n") == 2);
  const web::GivenUp no{false};
  const auto clip = box.desk().clip(test::kFront, kAll, no);
  REQUIRE(clip);
  CHECK(clip->start == box.recorded.segments.front().start_utc);
}

TEST_CASE("a clip leaves nothing behind, is made one at a time, and gives its place back when it was sent") {
  Box box(4);
  std::filesystem::create_directories(box.settings.temporary);
  test::put(box.settings.temporary / "clip-3.mp4.part", Bytes(10, 0));
  const web::GivenUp no{false};
  auto clip = box.desk().clip(test::kFront, kAll, no);
  REQUIRE(clip);
  CHECK(box.left_in_tmp() == 0);
  Bytes content(static_cast<std::size_t>(clip->bytes));
  CHECK(*clip->file->read_at(0, content) == content.size());
  CHECK(box.desk().clip(test::kFront, kAll, no).error().code == ErrorCode::kBusy);
  clip->file.reset();
  CHECK(box.desk().clip(test::kFront, kAll, no).has_value());
  const web::GivenUp yes{true};
  CHECK(box.desk().clip(test::kFront, kAll, yes).error().code == ErrorCode::kClosed);
  CHECK(box.left_in_tmp() == 0);
  CHECK(box.desk().clip(test::kFront, kAll, no).has_value());
}

TEST_CASE("a clip is refused where recording would run out of space, and the place is free again") {
  Box box(4);
  box.settings.largest_reserve = UINT64_MAX / 8;
  const web::GivenUp no{false};
  CHECK(box.desk().clip(test::kFront, kAll, no).error().code == ErrorCode::kNoSpace);
  CHECK(box.desk().clip(test::kFront, kAll, no).error().code == ErrorCode::kNoSpace);
  CHECK(box.left_in_tmp() == 0);
}

TEST_CASE("a clip to now has the finished part of the file that is written, whatever is being written behind it") {
  Box box(1);
  Segment growing = box.recorded.segments[1];
  REQUIRE(growing.gops.size() == 2);
  box.tape.on_segment_grown(growing);
  std::filesystem::resize_file(box.recorded.path(1), growing.bytes - 100);  // in the middle of a write
  const web::GivenUp no{false};
  const auto clip = box.desk().clip(test::kFront, kAll, no);
  REQUIRE(clip);
  Bytes content(static_cast<std::size_t>(clip->bytes));
  CHECK(*clip->file->read_at(0, content) == content.size());
  const Path path = box.recorded.folder.path() / "clip.mp4";
  test::put(path, content);
  const auto stream = test::read_stream(path);
  CHECK(stream.packets.size() == 150);  // three GOPs of 50
  CHECK(test::decode_all(stream) == 150);
}

TEST_CASE("what is not being recorded now is not live") {
  Box box(0);
  CHECK(box.desk().live(CameraId("nobody")).error().code == ErrorCode::kNotFound);
  CHECK(box.desk().live(test::kFront).error().code == ErrorCode::kUnreachable);
  Segment segment = box.recorded.segments[0];
  segment.start_boot = box.clock.boot() - segment.duration;
  box.tape.on_segment_grown(segment);
  CHECK(box.desk().live(test::kFront).has_value());
  box.clock.advance(Millis{15'000});
  CHECK(box.desk().live(test::kFront).error().code == ErrorCode::kUnreachable);
}

}  // namespace xueshi
