#include "recording/export_clip.h"

#include <unistd.h>

#include <cerrno>

#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using recording::Clip;
using recording::ClipRequest;
using recording::export_clip;
using test::SampleStream;

struct Exporter : test::RecordedFolder {
  Path output = folder.path() / "clip.mp4";
  UtcMillis begin;

  explicit Exporter(const SampleStream& stream, double seconds = 20.0) {
    record(stream, seconds);
    begin = segments.front().start_utc;
  }
  Result<Clip> run(Millis from, Millis to) {
    return export_clip(*files, segments, {media, {begin + from, begin + to}, output});
  }
  // The clip; it decodes whole, ffprobe has nothing to say, and it is what `clip` says.
  SampleStream check(const Result<Clip>& clip) {
    REQUIRE_MESSAGE(clip, (clip ? std::string() : clip.error().chain()));
    SampleStream stream = test::read_stream(output);
    CHECK(test::decode_all(stream) == static_cast<int>(stream.packets.size()));
    CHECK(clip->frames == stream.packets.size());
    CHECK(clip->bytes == std::filesystem::file_size(output));
    CHECK(stream.packets.front().key);
    CHECK(!std::filesystem::exists(output.string() + ".part"));
    const Path said = folder.path() / "said.txt";
    const std::string command =
        "ffprobe -v warning -count_frames -show_entries stream=nb_read_frames,duration:format_tags=comment -of "
        "default=nw=1 " +
        output.string() + " > " + said.string() + " 2>&1";
    REQUIRE(std::system(command.c_str()) == 0);  // NOLINT: the test's own words
    std::ifstream in(said);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    CHECK(text.find("nb_read_frames=" + std::to_string(clip->frames)) != std::string::npos);
    CHECK(text.find("comment=" + to_rfc3339(clip->start, true)) != std::string::npos);
    const auto duration = text.find("duration=");
    REQUIRE_MESSAGE(duration != std::string::npos, text);
    CHECK(std::abs(std::stod(text.substr(duration + 9)) * 1000 - static_cast<double>(clip->length.count())) <= 2);
    return stream;
  }
};

TEST_CASE("a clip across files holds every frame once, at the distance the camera sent them") {
  for (const SampleStream* source : {&test::h264_camera(), &test::h264(), &test::h264_b()}) {
    Exporter folder(*source);
    REQUIRE(folder.segments.size() == 5);
    const auto clip = folder.run(Millis{0}, Millis{60'000});
    const SampleStream stream = folder.check(clip);
    REQUIRE(stream.packets.size() == source->until(20.0));
    CHECK(clip->start == folder.begin);
    CHECK(clip->length == Millis{20'000});
    CHECK(clip->left_out == Millis{0});
    CHECK(!clip->format_changes_at);
    bool same = true;
    for (std::size_t i = 0; i < stream.packets.size(); ++i) {
      same = same && test::pictures_in(stream, stream.packets[i]) == test::pictures_in(*source, source->packets[i]);
      const double sent = static_cast<double>(source->packets[i].pts - source->packets[0].pts) / source->ticks_a_second;
      const double kept = static_cast<double>(stream.packets[i].pts - stream.packets[0].pts) / stream.ticks_a_second;
      same = same && std::abs(sent - kept) < 1e-3;
    }
    CHECK(same);
  }
}

TEST_CASE("H.265 is exported whole as well") {
  Exporter folder(test::h265(), 15.0);
  const auto clip = folder.run(Millis{0}, Millis{60'000});
  CHECK(folder.check(clip).packets.size() == test::h265().packets.size());
}

TEST_CASE("frames of equal time, as some cameras send them, do not keep a clip from being made") {
  test::TempFolder folder;
  test::Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 20);
  for (std::size_t i = 20; i < 24; ++i) tape.give(i, test::h264_camera().time(19) - test::h264_camera().time(i));
  tape.feed(24, 100);
  tape.finish();
  const auto files = posix_file_system();
  const Path output = folder.path() / "clip.mp4";
  const auto clip =
      export_clip(*files, tape.log.closed(), {tape.media(), {tape.begun_at.utc, tape.ended_at.utc}, output});
  REQUIRE_MESSAGE(clip, (clip ? std::string() : clip.error().chain()));
  CHECK(clip->frames == 100);
  CHECK(test::decode_all(test::read_stream(output)) == 100);
}

TEST_CASE("from and to inside a file: from the key frame before, to the frame before the end") {
  for (const SampleStream* source : {&test::h264_camera(), &test::h264_b()}) {
    Exporter folder(*source);
    const auto clip = folder.run(Millis{7'100}, Millis{13'000});
    const SampleStream stream = folder.check(clip);
    CHECK(clip->start == folder.begin + Millis{6'000});
    CHECK(clip->length >= Millis{7'000});
    CHECK(clip->length <= Millis{7'120});  // a B picture needs the picture shown after it
    CHECK(test::pictures_in(stream, stream.packets[0]) == test::pictures_in(*source, source->packets[150]));
    CHECK(stream.packets.size() >= 175);
    CHECK(stream.packets.size() <= 178);
  }
}

TEST_CASE("within one GOP: it begins at that GOP's key frame") {
  Exporter folder(test::h264_camera());
  const auto clip = folder.run(Millis{9'000}, Millis{9'400});
  const SampleStream stream = folder.check(clip);
  CHECK(clip->start == folder.begin + Millis{8'000});
  CHECK(stream.packets.size() == 35);
}

TEST_CASE("a range from exactly a key frame begins there, wherever it lies in its file") {
  Exporter folder(test::h264_camera());
  for (const int second : {0, 2, 4, 6, 10}) {
    std::filesystem::remove(folder.output);
    const auto clip = folder.run(Millis{second * 1'000}, Millis{second * 1'000 + 500});
    folder.check(clip);
    CHECK(clip->start == folder.begin + Millis{second * 1'000});
    CHECK(clip->frames == 13);
  }
}

TEST_CASE("where nothing was recorded the picture jumps, and the clip says how much is left out") {
  test::TempFolder folder;
  test::Tape tape({.segment = Millis{4'000}});
  tape.start(test::h264_camera());
  tape.feed(0, 100);
  tape.recorder->not_recording(GapCause::kCameraUnreachable, tape.clock.read());
  tape.recorder->stop();
  tape.clock.advance(Millis{30'000});
  tape.start(test::h264_camera());
  tape.feed(100, 200, Millis{30'000});
  tape.finish();
  const auto segments = tape.log.closed();
  const auto files = posix_file_system();
  const Path output = folder.path() / "clip.mp4";
  const auto clip = export_clip(*files, segments, {tape.media(), {tape.begun_at.utc, tape.ended_at.utc}, output});
  REQUIRE(clip);
  CHECK(clip->length == Millis{8'000});
  CHECK(clip->left_out >= Millis{29'990});
  CHECK(clip->left_out <= Millis{30'050});
  CHECK(clip->frames == 200);
  const auto stream = test::read_stream(output);
  CHECK(test::decode_all(stream) == 200);
}

TEST_CASE("another format ends the clip, and it says where the rest begins") {
  Exporter folder(test::h264_camera(), 8.0);
  test::RecordedFolder larger;
  larger.record(test::sample(test::kX264 + "-g 50 -bf 0", "size=320x240:rate=25:duration=6", "ts"), 6.0, Millis{4'000},
                {test::kFront, 3, folder.segments.back().sha256, {}, {}, {}, {}});
  Segment third = larger.segments[0];
  std::filesystem::copy_file(larger.path(0), recording::media_path(folder.media, third.id));
  third.start_utc = folder.begin + Millis{8'000};
  folder.segments.push_back(third);
  const auto clip = folder.run(Millis{0}, Millis{60'000});
  folder.check(clip);
  CHECK(clip->length == Millis{8'000});
  CHECK(clip->format_changes_at == third.start_utc);
}

TEST_CASE("what cannot be exported is said, and nothing is left behind") {
  Exporter folder(test::h264_camera(), 8.0);
  const auto code = [&](const Result<Clip>& clip) {
    REQUIRE(!clip);
    CHECK(!clip.error().message.empty());
    CHECK(!std::filesystem::exists(folder.output.string() + ".part"));
    return clip.error().code;
  };
  CHECK(code(folder.run(Millis{3'000}, Millis{3'000})) == ErrorCode::kBadInput);
  CHECK(code(folder.run(Millis{100'000}, Millis{200'000})) == ErrorCode::kNotFound);
  folder.output = folder.folder.path() / "no such folder" / "clip.mp4";
  CHECK(code(folder.run(Millis{0}, Millis{5'000})) == ErrorCode::kNotFound);
  folder.output = folder.folder.path() / "there.mp4";
  test::put(folder.output, as_bytes("there"));
  CHECK(code(folder.run(Millis{0}, Millis{5'000})) == ErrorCode::kBusy);
  CHECK(std::filesystem::file_size(folder.output) == 5);
  folder.output = folder.folder.path() / "clip.mp4";
  {
    auto two = folder.segments;
    two[1].id.camera = CameraId("rear");
    CHECK(code(export_clip(*folder.files, two,
                           {folder.media, {folder.begin, folder.begin + Millis{9'000}}, folder.output})) ==
          ErrorCode::kBadInput);
  }
  const auto given_up = export_clip(*folder.files, folder.segments,
                                    {folder.media, {folder.begin, folder.begin + Millis{8'000}}, folder.output},
                                    [](double) { return false; });
  CHECK(code(given_up) == ErrorCode::kClosed);
  CHECK(!std::filesystem::exists(folder.output));
  std::filesystem::remove(folder.path(1));
  CHECK(code(folder.run(Millis{0}, Millis{8'000})) == ErrorCode::kNotFound);
  test::put(folder.path(1), as_bytes("no film, though named as one"));
  CHECK(code(folder.run(Millis{0}, Millis{8'000})) == ErrorCode::kCorrupt);
  CHECK(!std::filesystem::exists(folder.output));
}

TEST_CASE("a full disk under the clip is said as such") {
  if (::access("/dev/full", W_OK) != 0) return;
  Exporter folder(test::h264_camera(), 8.0);
  std::filesystem::create_symlink("/dev/full", folder.output.string() + ".part");
  const auto clip = folder.run(Millis{0}, Millis{8'000});
  REQUIRE(!clip);
  CHECK(clip.error().code == ErrorCode::kNoSpace);
  CHECK(!std::filesystem::exists(folder.output));
}

TEST_CASE("progress goes from 0 to 1 and never back") {
  Exporter folder(test::h264_camera());
  double last = 0;
  int calls = 0;
  bool rises = true;
  const auto clip =
      export_clip(*folder.files, folder.segments,
                  {folder.media, {folder.begin, folder.begin + Millis{60'000}}, folder.output}, [&](double done) {
                    rises = rises && done >= last && done <= 1;
                    last = done;
                    ++calls;
                    return true;
                  });
  REQUIRE(clip);
  CHECK(rises);
  CHECK(calls == 10);
  CHECK(last > 0.8);
}

}  // namespace
}  // namespace xueshi
