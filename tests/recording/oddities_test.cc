// What real cameras send beside plain streams, through recorder and disk into files. Whatever it is: each
// file decodes by itself without a word from ffmpeg, nothing between the first key frame and the end is missing, and
// what was not recorded is told with its cause.
//
// Over RTSP, with libav's client in front, the same is held by tests/capture (sound, the wrap of the RTP clock, a
// camera without key frames).

#include "tests/recording/tape_rig.h"

namespace xueshi {
namespace {

using test::SampleStream;
using test::Tape;
using test::TapeSettings;

struct Told {
  GapCause cause;
  Millis length;
};

struct Oddity {
  std::function<void(Tape&)> play;
  std::size_t packets;  ///< that must be in the files
  std::size_t files;
  std::vector<Told> gaps{};
  Millis segment{300'000};
};

const SampleStream& x264(const std::string& options, const std::string& source) {
  return test::sample("-c:v libx264 -preset veryfast -sc_threshold 0 " + options, source, "ts");
}
const SampleStream& x265(const std::string& options, const std::string& source) {
  return test::sample("-c:v libx265 -preset ultrafast -x265-params log-level=none:" + options, source, "ts");
}

const std::string kSmall = "size=128x96:rate=10:";

/// I pictures every 2 s, of which only the first is an IDR; B pictures that are shown before each refer back over it.
const SampleStream& h264_open_gop() {
  return x264("-g 20 -bf 3 -x264-params open-gop=1:b-adapt=0:b-pyramid=0:keyint=20:min-keyint=20",
              kSmall + "duration=80");
}
const SampleStream& h264_plain() { return x264("-g 20 -bf 0", kSmall + "duration=10"); }
/// The same size, other parameter sets.
const SampleStream& h264_other_sets() {
  return x264("-g 20 -bf 0 -profile:v baseline -refs 3 -qp 30", kSmall + "duration=10");
}
const SampleStream& h264_larger() { return x264("-g 20 -bf 0", "size=320x240:rate=10:duration=10"); }
const SampleStream& h265_plain() {
  return x265("keyint=20:min-keyint=20:bframes=0:open-gop=0", kSmall + "duration=10");
}
const SampleStream& h265_other_sets() {
  return x265("keyint=20:min-keyint=20:bframes=0:open-gop=0:no-sao=1:ref=1:no-signhide=1:ctu=16",
              kSmall + "duration=10");
}
const SampleStream& h265_larger() {
  return x265("keyint=20:min-keyint=20:bframes=0:open-gop=0", "size=320x240:rate=10:duration=10");
}
const SampleStream& h264_half_minute_gop() { return x264("-g 300 -bf 0", kSmall + "duration=65"); }

/// One stream, then others in the same connection, then the first again.
std::function<void(Tape&)> in_turn(const SampleStream& one, const SampleStream& other) {
  return [&one, &other](Tape& tape) {
    tape.start(one);
    tape.feed(0, one.packets.size());
    Millis later = one.time(one.packets.size() - 1) + Millis{100};
    for (const SampleStream* next : {&other, &one}) {
      tape.clock.advance(Millis{60});  // feed() gave the last frame 40 of its 100 ms
      const Millis begun{(one.packets[0].dts - next->packets[0].dts) * 1000 / one.ticks_a_second};
      tape.watch(*next);
      tape.feed(0, next->packets.size(), later + begun);
      later += next->time(next->packets.size() - 1) + Millis{100};
    }
  };
}

std::function<void(Tape&)> whole(const SampleStream& stream) {
  return [&stream](Tape& tape) {
    tape.start(stream);
    tape.feed_all();
  };
}

/// Each fifth frame has the times of the one before.
void equal_times(Tape& tape) {
  static SampleStream stream;
  const SampleStream& plain = h264_plain();
  stream.parameters.reset(avcodec_parameters_alloc());
  avcodec_parameters_copy(stream.parameters.get(), plain.parameters.get());
  stream.ticks_a_second = plain.ticks_a_second;
  stream.packets = plain.packets;
  for (std::size_t i = 4; i < stream.packets.size(); i += 5) {
    stream.packets[i].dts = stream.packets[i - 1].dts;
    stream.packets[i].pts = stream.packets[i - 1].pts;
  }
  whole(stream)(tape);
}

/// A camera whose first key frame comes after half a minute; capture names the cause while it waits.
void half_a_minute_without_key(Tape& tape) {
  const SampleStream& stream = h264_half_minute_gop();
  tape.start(stream);
  tape.feed(1, 100);
  tape.recorder->not_recording(GapCause::kNoKeyframe, tape.clock.read());
  tape.clock.advance(Millis{60});
  tape.feed(100, stream.packets.size());
}

/// What ffmpeg has to say of a file, and how many pictures it decodes.
std::string said_by_ffmpeg(const Path& path, std::size_t& pictures) {
  const test::TempFolder folder;
  const Path words = folder.path() / "words";
  const Path frames = folder.path() / "frames";
  const std::string command = "ffmpeg -nostdin -v error -threads 1 -i " + path.string() +
                              " -fps_mode passthrough -f framecrc " + frames.string() + " > " + words.string() +
                              " 2>&1";
  const int status = std::system(command.c_str());  // NOLINT: the test's own words
  std::ifstream in(frames);
  for (std::string line; std::getline(in, line);) pictures += line.empty() || line[0] == '#' ? 0 : 1;
  std::ifstream said(words);
  return std::string((std::istreambuf_iterator<char>(said)), {}) + (status == 0 ? "" : "exit code not 0");
}

void check(const Oddity& oddity) {
  TapeSettings settings;
  settings.segment = oddity.segment;
  Tape tape(settings);
  oddity.play(tape);
  tape.finish();
  test::check_order(tape);
  test::check_files(tape);
  test::check_time(tape, Millis{110});  // a frame's length, which is 100 ms here

  const auto files = tape.log.closed();
  CHECK(files.size() == oddity.files);
  std::size_t packets = 0;
  for (const Segment& file : files) {
    CAPTURE(file.id.sequence);
    const SampleStream read = test::read_stream(tape.path(file));
    packets += read.packets.size();
    std::size_t pictures = 0;
    CHECK(said_by_ffmpeg(tape.path(file), pictures) == "");
    // A decoder leaves out the pictures that lead an I picture which is not an IDR: three here.
    CHECK(pictures + (read.packets.front().pts > read.packets.front().dts ? 3 : 0) >= read.packets.size());
    // I4: whatever the GOP, what is not yet written is at most 0.7 s.
    const auto scanned = test::scan(tape.path(file));
    CHECK(scanned.fragments >= static_cast<std::size_t>(file.duration / Millis{701}));
  }
  CHECK(packets == oddity.packets);
  for (std::size_t i = 1; i < files.size(); ++i) CHECK(files[i].continues_previous);

  auto gaps = tape.log.gaps();
  // A file that begins with an I picture of an open GOP has its media time 0 where that picture arrived, as long before
  // it is shown as three B pictures take: what is told at the stop is longer by so much.
  std::erase_if(gaps, [](const Gap& gap) { return gap.boot.length() <= Millis{400}; });
  REQUIRE(gaps.size() == oddity.gaps.size());
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    CHECK(gaps[i].cause == oddity.gaps[i].cause);
    CHECK(gaps[i].boot.length() == oddity.gaps[i].length);
  }
}

// One case each, so that the list of what passed says what is held.
TEST_CASE("oddity: H.264 with open GOPs and three B pictures") {
  check({whole(h264_open_gop()), 800, 2, {}, Millis{10'000}});
}
TEST_CASE("oddity: H.264 with open GOPs, the files shorter than the GOP") {
  check({whole(h264_open_gop()), 800, 2, {}, Millis{1'000}});
}
TEST_CASE("oddity: H.264 with closed GOPs and three B pictures") { check({whole(test::h264_b()), 750, 1}); }
TEST_CASE("oddity: H.265 with open GOPs, CRA pictures") {
  check({whole(test::h265_open_gop()), 800, 2, {}, Millis{10'000}});
}
TEST_CASE("oddity: H.264, other SPS and PPS in mid-stream, and back") {
  check({in_turn(h264_plain(), h264_other_sets()), 300, 3});
}
TEST_CASE("oddity: H.265, other VPS, SPS and PPS in mid-stream, and back") {
  check({in_turn(h265_plain(), h265_other_sets()), 300, 3});
}
TEST_CASE("oddity: H.264, another size in mid-stream, and back") {
  check({in_turn(h264_plain(), h264_larger()), 300, 3});
}
TEST_CASE("oddity: H.265, another size in mid-stream, and back") {
  check({in_turn(h265_plain(), h265_larger()), 300, 3});
}
TEST_CASE("oddity: frames of equal time") { check({equal_times, 100, 1}); }
TEST_CASE("oddity: I4, a key frame only every 30 s") { check({whole(h264_half_minute_gop()), 650, 1}); }
TEST_CASE("oddity: I8, no key frame for 30 s is a gap, no_keyframe") {
  check({half_a_minute_without_key, 350, 1, {{GapCause::kNoKeyframe, Millis{29'900}}}});
}

}  // namespace
}  // namespace xueshi
