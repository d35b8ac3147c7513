#include "recording/stream_recorder.h"

#include "tests/recording/tape_rig.h"

namespace xueshi {
namespace {

using test::SampleStream;
using test::Tape;
using test::TapeSettings;

// The lengths of the fragments of a file by its own moof boxes, in ms, and the number of moofs.
std::vector<double> fragment_lengths(const Path& path, std::uint32_t ticks_a_second) {
  const auto files = posix_file_system();
  const Bytes bytes = *read_whole(*files, path, 100u << 20);
  std::vector<double> lengths;
  for (std::size_t at = 0; at + 8 <= bytes.size();) {
    ByteReader head(ByteView(bytes).subspan(at));
    const auto size = head.get<std::uint32_t>();
    if (as_text(head.get_bytes(4)) == "moof") {
      // mfhd 16, traf 8, tfhd 16, tfdt 20, then trun: 16 bytes and 16 for each frame, its length first.
      ByteReader trun(ByteView(bytes).subspan(at + 8 + 16 + 8 + 16 + 20 + 12));
      const auto frames = trun.get<std::uint32_t>();
      (void)trun.get<std::uint32_t>();
      std::uint64_t ticks = 0;
      for (std::uint32_t i = 0; i < frames; ++i) {
        ticks += trun.get<std::uint32_t>();
        (void)trun.get_bytes(12);
      }
      lengths.push_back(static_cast<double>(ticks) * 1000 / ticks_a_second);
    }
    REQUIRE(size >= 8);
    at += size;
  }
  return lengths;
}

// Records all of a stream and holds the files against it.
void check_whole(const SampleStream& stream, bool in_one_run = true) {
  Tape tape;
  tape.start(stream);
  tape.feed_all();
  tape.finish();
  test::check_tape(tape);

  const SampleStream back = test::read_back(tape);
  REQUIRE(back.packets.size() == stream.packets.size());
  bool same = true;
  for (std::size_t i = 0; i < stream.packets.size(); ++i) {
    same = same && test::pictures_in(stream, stream.packets[i]) == test::pictures_in(back, back.packets[i]);
    same = same && stream.packets[i].key == back.packets[i].key;
  }
  CHECK(same);
  std::uint64_t frames = 0;
  for (const Segment& segment : tape.log.closed()) {
    const SampleStream file = test::read_stream(tape.path(segment));
    if (in_one_run) CHECK(test::decode_all(file) == static_cast<int>(file.packets.size()));
    // Within a file each frame is shown as long after the first as the camera said.
    const std::size_t first = frames;
    bool in_time = true;
    for (std::size_t i = 0; i < file.packets.size(); ++i) {
      const double sent =
          static_cast<double>(stream.packets[first + i].pts - stream.packets[first].pts) / stream.ticks_a_second;
      const double kept = static_cast<double>(file.packets[i].pts - file.packets[0].pts) / file.ticks_a_second;
      in_time = in_time && std::abs(sent - kept) < 1e-9;
    }
    CHECK(in_time);
    frames += file.packets.size();
  }
}

TEST_CASE("every packet of an H.264 stream is in the files, unchanged, and each file decodes by itself") {
  check_whole(test::h264());
}
TEST_CASE("the same in a camera's form, with start codes") { check_whole(test::h264_camera()); }
TEST_CASE("the same with three B pictures between two others") { check_whole(test::h264_b()); }
TEST_CASE("the same with a key frame every 10 s") { check_whole(test::h264_long_gop()); }
TEST_CASE("the same with H.265") { check_whole(test::h265()); }

TEST_CASE("ffprobe counts every picture of every file and complains of nothing") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed_all();
  tape.finish();
  std::size_t pictures = 0;
  for (const Segment& segment : tape.log.closed()) {
    const Path out = tape.media() / "probe.txt";
    const std::string command =
        "ffprobe -v warning -count_frames -select_streams v -show_entries stream=nb_read_frames -of csv=p=0 " +
        tape.path(segment).string() + " > " + out.string() + " 2>&1";
    REQUIRE(std::system(command.c_str()) == 0);  // NOLINT: the test's own words
    std::ifstream in(out);
    const std::string said((std::istreambuf_iterator<char>(in)), {});
    REQUIRE_MESSAGE(said.find_first_not_of("0123456789\n") == std::string::npos, said);
    pictures += std::stoul(said);
  }
  CHECK(pictures == test::h264_camera().packets.size());
}

TEST_CASE("a file is cut at the first IDR after the segment's length, and each continues the one before") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed_all();
  tape.finish();
  const auto segments = tape.log.closed();
  REQUIRE(segments.size() == 3);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& segment = segments[i];
    CHECK(segment.duration == Millis{10'000});
    CHECK(segment.start_boot == tape.begun_at.boot + static_cast<int>(i) * Millis{10'000});
    CHECK(segment.start_utc == tape.begun_at.utc + static_cast<int>(i) * Millis{10'000});
    CHECK(segment.clock == ClockState::kSynced);
    CHECK(segment.continues_previous == (i > 0));
    CHECK(segment.hole_before == Millis{i > 0 ? 40 : 0});
    CHECK(segment.codec == VideoCodec::kH264);
    CHECK(segment.width == 160);
    CHECK(segment.height == 120);
    CHECK(segment.holes.empty());
    CHECK(!segment.suspect);
    REQUIRE(segment.gops.size() == 5);
    std::uint64_t at = segment.gops.front().offset;
    for (std::size_t g = 0; g < segment.gops.size(); ++g) {
      const Gop& gop = segment.gops[g];
      CHECK(gop.offset == at);
      at += gop.bytes;
      CHECK(gop.start == static_cast<int>(g) * Millis{2'000});
      CHECK(gop.duration == Millis{2'000});
      CHECK(gop.arrival == segment.start_boot + gop.start);
      CHECK(gop.greatest_hole == Millis{40});
    }
    CHECK(at == segment.bytes);
  }
  CHECK(segments[0].previous_sha256 == Sha256Digest{});
  CHECK(segments[1].previous_sha256 == segments[0].sha256);
  CHECK(segments[2].previous_sha256 == segments[1].sha256);
  CHECK(segments[0].sha256 == sha256(*read_whole(*posix_file_system(), tape.path(segments[0]), 100u << 20)));
  CHECK(tape.log.gaps().empty());
}

TEST_CASE("I4: fragments are at most 0.7 s, split evenly within a GOP, and each is one write") {
  for (const SampleStream* stream : {&test::h264_camera(), &test::h264_long_gop(), &test::h264_b(), &test::h265()}) {
    Tape tape;
    tape.start(*stream);
    tape.feed_all();
    tape.finish();
    std::size_t fragments = 0;
    for (const Segment& segment : tape.log.closed()) {
      const auto read = test::scan(tape.path(segment));
      const auto lengths = fragment_lengths(tape.path(segment), read.last.timescale);
      CHECK(lengths.size() == read.fragments);
      CHECK(*std::max_element(lengths.begin(), lengths.end()) <= 700.0);
      // Three fragments of 0.67 s a GOP of 2 s, and 15 one of 10 s.
      const auto per_gop = static_cast<std::size_t>(segment.gops.front().duration / Millis{2000} == 1 ? 3 : 15);
      CHECK(lengths.size() <= segment.gops.size() * (per_gop + 1));
      // The last GOP of a stream is cut short.
      if (segment.id.sequence > 1) CHECK(*std::min_element(lengths.begin(), lengths.end() - 1) >= 480.0);
      fragments += lengths.size();
    }
    CHECK(tape.count("append") == static_cast<int>(fragments));
    CHECK(tape.figures.write_calls <= fragments);
  }
}

TEST_CASE("nothing is recorded before the first key frame, and that is a gap") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(10, 200);
  tape.finish();
  test::check_tape(tape);
  const auto segments = tape.log.closed();
  REQUIRE(segments.size() == 1);
  CHECK(segments[0].start_boot == tape.begun_at.boot + Millis{40 * 40});
  REQUIRE(tape.log.gaps().size() == 1);
  CHECK(tape.log.gaps()[0].cause == GapCause::kNotRecording);
  CHECK(tape.log.gaps()[0].boot.length() == Millis{1'600});
}

TEST_CASE("H.265 with open GOPs: an IDR is waited for 60 s, then a CRA cuts, and the file decodes") {
  const SampleStream& stream = test::h265_open_gop();
  Tape tape;
  tape.start(stream);
  tape.feed_all();
  tape.finish();
  test::check_tape(tape);
  const auto segments = tape.log.closed();
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].duration >= Millis{69'900});
  CHECK(segments[0].duration <= Millis{72'500});
  CHECK(segments[1].continues_previous);
  const SampleStream back = test::read_back(tape);
  CHECK(back.packets.size() == stream.packets.size());
  CHECK(test::decode_all(test::read_stream(tape.path(segments[0]))) > 690);
  // A decoder that begins at a CRA leaves out the pictures that lead it: three here.
  const SampleStream second = test::read_stream(tape.path(segments[1]));
  CHECK(test::decode_all(second) >= static_cast<int>(second.packets.size()) - 3);
}

TEST_CASE("request_cut ends the file at the next key frame") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 75);
  tape.recorder->request_cut();
  tape.recorder->tick(tape.clock.read());
  tape.feed(75, 250);
  tape.finish();
  test::check_tape(tape);
  const auto segments = tape.log.closed();
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].duration == Millis{4'000});
  CHECK(segments[1].continues_previous);
  CHECK(tape.log.gaps().empty());
}

TEST_CASE("request_cut tells a running gap up to now, and the next piece begins there") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 100);
  tape.recorder->not_recording(GapCause::kCameraUnreachable, tape.clock.read());
  tape.recorder->stop();
  tape.clock.advance(Millis{20'000});
  const BootMillis cut = tape.clock.boot();
  tape.recorder->request_cut();
  tape.recorder->tick(tape.clock.read());
  REQUIRE(test::wait_until([&] { return tape.log.gaps().size() == 1; }));
  CHECK(tape.log.gaps()[0].boot.to == cut);
  tape.clock.advance(Millis{5'000});
  tape.start(test::h264_camera());
  tape.feed(100, 200, Millis{25'000});
  tape.finish();
  test::check_tape(tape);
  const auto gaps = tape.log.gaps();
  REQUIRE(gaps.size() == 2);
  CHECK(gaps[1].boot.from == cut);
  CHECK(gaps[0].cause == GapCause::kCameraUnreachable);
  CHECK(gaps[1].cause == GapCause::kCameraUnreachable);
  CHECK(!tape.log.closed()[1].continues_previous);
}

TEST_CASE("the cause given last is that of the gap") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 100);
  tape.recorder->not_recording(GapCause::kCameraStalled, tape.clock.read());
  tape.recorder->stop();
  tape.clock.advance(Millis{3'000});
  tape.recorder->not_recording(GapCause::kCameraUnreachable, tape.clock.read());
  tape.clock.advance(Millis{3'000});
  tape.recorder->not_recording(GapCause::kAuthFailed, tape.clock.read());
  tape.clock.advance(Millis{3'000});
  tape.start(test::h264_camera());
  tape.feed(100, 200, Millis{9'000});
  tape.finish();
  test::check_tape(tape);
  REQUIRE(tape.log.gaps().size() == 1);
  CHECK(tape.log.gaps()[0].cause == GapCause::kAuthFailed);
  CHECK(tape.log.gaps()[0].boot.length() == Millis{9'040});  // from the last frame's arrival
}

TEST_CASE("I7: a step of the wall clock cuts the file and breaks no continuity") {
  for (const Millis step : {Millis{3'600'000}, Millis{-86'400'000}}) {
    Tape tape;
    tape.start(test::h264_camera());
    tape.feed(0, 75);
    tape.clock.step_wall(step);
    tape.feed(75, 200);
    tape.finish();
    const auto segments = tape.log.closed();
    REQUIRE(segments.size() == 2);
    CHECK(segments[0].duration == Millis{4'000});
    CHECK(segments[1].continues_previous);
    CHECK(segments[1].start_boot == segments[0].start_boot + Millis{4'000});
    CHECK(segments[1].start_utc == segments[0].start_utc + Millis{4'000} + step);
    CHECK(tape.log.gaps().empty());
  }
}

TEST_CASE("a wall clock that is slewed by less than 250 ms cuts nothing") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 75);
  tape.clock.step_wall(Millis{200});
  tape.feed(75, 200);
  tape.finish();
  CHECK(tape.log.closed().size() == 1);
}

TEST_CASE("decode times that go back end the file and give a gap") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 110);
  tape.feed(60, 300);  // as a camera that restarts its clock
  tape.finish();
  test::check_tape(tape);
  const auto segments = tape.log.closed();
  REQUIRE(segments.size() == 2);
  CHECK(!segments[1].continues_previous);
  const auto gaps = tape.log.gaps();
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].cause == GapCause::kTimeUnproven);
  CHECK(gaps[0].boot.length() == Millis{41 * 40});  // from the last frame to the next key frame
}

TEST_CASE("media time that leaps ahead of arrival gives a gap, not a hole") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 100);
  tape.feed(100, 200, Millis{60'000});
  tape.finish();
  REQUIRE(tape.log.closed().size() == 2);
  CHECK(!tape.log.closed()[1].continues_previous);
}

TEST_CASE("I6: a burst after a stall lost nothing; what the camera left out is a hole, and from 2 s on a gap") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 75);
  SUBCASE("burst") {
    tape.clock.advance(Millis{8'000});
    for (std::size_t i = 75; i < 275; ++i) tape.give(i);
    tape.feed(275, 400);
    tape.finish();
    test::check_files(tape);
    CHECK(tape.log.gaps().empty());
    for (const Segment& segment : tape.log.closed()) CHECK(segment.holes.empty());
    CHECK(test::read_back(tape).packets.size() == 400);
  }
  SUBCASE("1.2 s are missing: a hole") {
    tape.clock.advance(Millis{1'200});
    tape.feed(75, 200, Millis{1'200});
    tape.finish();
    test::check_tape(tape);
    REQUIRE(tape.log.closed().size() == 1);
    const Segment segment = tape.log.closed()[0];
    REQUIRE(segment.holes.size() == 1);
    CHECK(segment.holes[0] == Hole{Millis{2'960}, Millis{1'240}});
    CHECK(segment.gops[1].greatest_hole == Millis{1'240});
    CHECK(tape.log.gaps().empty());
  }
  SUBCASE("3 s are missing: a gap as well") {
    tape.clock.advance(Millis{3'000});
    tape.feed(75, 200, Millis{3'000});
    tape.finish();
    REQUIRE(tape.log.closed().size() == 1);
    CHECK(tape.log.closed()[0].holes.size() == 1);
    REQUIRE(tape.log.gaps().size() == 1);
    CHECK(tape.log.gaps()[0].cause == GapCause::kCameraStalled);
    CHECK(tape.log.gaps()[0].boot.length() == Millis{3'040});
  }
}

TEST_CASE("I4: what a camera that went silent had sent goes to the disk at the next tick") {
  Tape tape;
  tape.start(test::h264_long_gop());
  tape.feed(0, 5);
  CHECK(tape.count("append") == 0);
  tape.clock.advance(Millis{300});
  tape.recorder->tick(tape.clock.read());
  CHECK(test::wait_until([&] { return tape.count("append") == 1; }));
}

TEST_CASE("a frame that comes sooner than the one before let expect is recorded, and is no disk failure") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed(0, 49);
  // Frame 49 comes 0.9 s late: the tick after it takes 0.9 s for the usual distance. The next one comes 0.31 s later.
  tape.clock.advance(Millis{860});
  tape.give(49, Millis{860});
  tape.clock.advance(Millis{310});
  tape.recorder->tick(tape.clock.read());
  tape.give(50, Millis{1'130});
  tape.finish();
  CHECK(tape.log.events("disk").empty());
  CHECK(test::read_back(tape).packets.size() == 51);
  test::check_files(tape);
}

TEST_CASE("another size in the same stream begins a new file at once, and both decode") {
  const SampleStream& small = test::h264_camera();
  const SampleStream& large = test::sample(test::kX264 + "-g 50 -bf 0", "size=320x240:rate=25:duration=6", "ts");
  Tape tape;
  tape.start(small);
  tape.feed(0, 100);
  SUBCASE("told by start") { tape.start(large); }
  SUBCASE("found in the key frame's parameter sets") { tape.watch(large); }
  tape.feed(0, large.packets.size(), small.time(100));
  tape.finish();
  test::check_tape(tape);
  const auto segments = tape.log.closed();
  REQUIRE(segments.size() == 2);
  CHECK(segments[1].width == 320);
  CHECK(segments[1].height == 240);
  CHECK(segments[1].continues_previous);
  const SampleStream second = test::read_stream(tape.path(segments[1]));
  CHECK(test::decode_all(second) == static_cast<int>(large.packets.size()));
}

TEST_CASE("a codec that cannot be recorded is refused in words") {
  Tape tape;
  AVCodecParameters parameters{};
  parameters.codec_type = AVMEDIA_TYPE_VIDEO;
  parameters.codec_id = AV_CODEC_ID_MJPEG;
  const auto refused = tape.recorder->start(parameters, 90'000);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::kUnsupported);
  CHECK(refused.error().message.find("mjpeg") != std::string::npos);
}

TEST_CASE("packets without times, empty ones and noise are no crash and no file") {
  Tape tape;
  tape.start(test::h264_camera());
  Bytes noise(1000, 0xa5);
  for (int i = 0; i < 20; ++i) {
    AVPacket packet{};
    packet.data = noise.data();
    packet.size = i % 3 == 0 ? 0 : 1000;
    packet.dts = packet.pts = i % 2 == 0 ? AV_NOPTS_VALUE : INT64_MAX - i;
    packet.flags = AV_PKT_FLAG_KEY;
    tape.recorder->packet(packet, tape.clock.read());
    tape.clock.advance(Millis{40});
  }
  tape.finish();
  CHECK(tape.log.closed().empty());
}

}  // namespace
}  // namespace xueshi
