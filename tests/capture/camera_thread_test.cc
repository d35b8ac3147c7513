#include "capture/camera_thread.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <deque>

#include "base/unique_fd.h"
#include "capture/camera_url.h"
#include "tests/support/skip.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_camera.h"

using namespace xueshi;
using namespace xueshi::capture;
using xueshi::test::eventually;
using xueshi::test::TestCamera;

namespace {

/// Keeps all that was told.
class Witness final : public CaptureSink, public recording::RecordingSink {
 public:
  void on_camera_state(const CameraId&, CameraState state, const std::string& detail) override {
    const std::scoped_lock lock(mutex_);
    states_.push_back({state, detail});
  }
  void on_key_frame(KeyFrame&& frame) override {
    const std::scoped_lock lock(mutex_);
    key_frames_.push_back(std::move(frame));
  }
  void on_segment_closed(const Segment& segment) override {
    const std::scoped_lock lock(mutex_);
    segments_.push_back(segment);
  }
  void on_segment_synced(const Segment&) override {}
  void on_gap(const Gap& gap) override {
    const std::scoped_lock lock(mutex_);
    gaps_.push_back(gap);
  }
  void on_disk(const std::string&, std::optional<GapCause>, const std::string&) override {}

  [[nodiscard]] std::deque<CameraFault> states() const { return copy(states_); }
  [[nodiscard]] std::deque<KeyFrame> key_frames() const { return copy(key_frames_); }
  [[nodiscard]] std::deque<Segment> segments() const { return copy(segments_); }
  [[nodiscard]] std::deque<Gap> gaps() const { return copy(gaps_); }
  [[nodiscard]] bool saw(CameraState state) const { return count(state) > 0; }
  [[nodiscard]] long count(CameraState state) const {
    const auto all = states();
    return std::count_if(all.begin(), all.end(), [&](const CameraFault& told) { return told.state == state; });
  }
  [[nodiscard]] std::string detail(CameraState state) const {
    for (const CameraFault& told : states()) {
      if (told.state == state) return told.detail;
    }
    return "";
  }

 private:
  template <typename T>
  T copy(const T& from) const {
    const std::scoped_lock lock(mutex_);
    return from;
  }
  mutable std::mutex mutex_;  // guards all below
  std::deque<CameraFault> states_;
  std::deque<KeyFrame> key_frames_;
  std::deque<Segment> segments_;
  std::deque<Gap> gaps_;
};

/// A camera thread with everything around it; limits and waits short enough for a test.
struct Rig {
  test::TempFolder folder;
  std::unique_ptr<FileSystem> files = posix_file_system();
  std::unique_ptr<Clock> clock = system_clock();
  std::unique_ptr<Random> random = system_random();
  Witness witness;
  std::unique_ptr<recording::DiskSet> storage;
  std::unique_ptr<CameraThread> thread;

  static CameraSettings settings(const std::string& url) {
    CameraSettings settings;
    const auto parsed = parse(url);
    settings.camera.id = CameraId("front");
    settings.camera.main_url = parsed.address;
    settings.camera.user = parsed.user;
    settings.camera.password = parsed.password;
    settings.first_wait = Millis{100};
    settings.most_wait = Millis{400};
    settings.limits.opening = Millis{3'000};
    settings.limits.first_packet = Millis{3'000};
    return settings;
  }
  static CameraUrl parse(const std::string& url) {
    auto parsed = parse_camera_url(url);
    REQUIRE(parsed);
    return *parsed;
  }
  void start(CameraSettings settings) {
    recording::StorageSettings disk;
    disk.media = folder.path() / "media";
    storage =
        std::make_unique<recording::DiskSet>(std::vector<recording::DiskSettings>{{disk, 1}}, *files, witness, *clock);
    recording::StreamSettings stream;
    stream.box = BoxId("test");
    stream.camera = settings.camera.id;
    thread = std::make_unique<CameraThread>(std::move(settings), stream, *storage, witness, witness, *clock, *random);
  }
  /// Ends the thread and closes the files; how long the thread took.
  Millis stop() {
    const auto from = std::chrono::steady_clock::now();
    thread.reset();
    const auto took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - from);
    storage.reset();
    return took;
  }
  [[nodiscard]] Millis recorded() const { return thread->figures().recorded; }
};

constexpr Millis kPrompt{1'000};

/// The machine's clock, of a state that a test chooses.
class ClockOfState final : public Clock {
 public:
  explicit ClockOfState(ClockState state) : state_(state) {}
  ClockReading read() const override {
    ClockReading reading = real_->read();
    reading.state = state_;
    return reading;
  }
  BootId boot_id() const override { return real_->boot_id(); }
  void set(ClockState state) { state_ = state; }

 private:
  const std::unique_ptr<Clock> real_ = system_clock();
  std::atomic<ClockState> state_;
};

/// A port on loopback that is accepted (by the backlog) and never answered.
class SilentPort {
 public:
  SilentPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd_.get(), 16) == 0);
    socklen_t size = sizeof address;
    ::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  [[nodiscard]] std::string url() const { return "rtsp://127.0.0.1:" + std::to_string(port_) + "/main"; }
  /// From now on connections are refused.
  void close() { fd_.reset(); }

 private:
  UniqueFd fd_;
  int port_ = 0;
};

Millis media_time(const std::deque<Segment>& segments) {
  Millis sum{0};
  for (const Segment& segment : segments) sum += segment.duration;
  return sum;
}

std::string clip(const test::TempFolder& folder, const std::string& name = "clip.h264", int b_frames = 0) {
  const auto file = folder.path() / name;
  REQUIRE(test::make_clip(file, 4, b_frames));
  return file.string();
}

}  // namespace

#define REQUIRE_CAMERA(camera) \
  if (!(camera).ok()) XUESHI_SKIP("the program rtsp_camera is not built")

TEST_CASE("a camera is recorded with its whole time line, and stops promptly") {
  Rig rig;
  TestCamera camera({"--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  auto settings = Rig::settings(camera.url("/main"));
  settings.key_frame_every = Millis{1'500};
  rig.start(settings);
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{5'000}; }));
  CHECK(rig.stop() < kPrompt);
  const auto segments = rig.witness.segments();
  REQUIRE(segments.size() == 1);
  CHECK(segments[0].codec == VideoCodec::kH264);
  CHECK(segments[0].width == 160);
  CHECK(segments[0].height == 120);
  CHECK(segments[0].duration >= Millis{5'000});
  CHECK(segments[0].holes.empty());
  for (const Gop& gop : segments[0].gops) CHECK(gop.greatest_hole <= Millis{40});
  CHECK(rig.witness.states().back().state == CameraState::kStopped);
  const auto frames = rig.witness.key_frames();
  REQUIRE(frames.size() >= 2);
  CHECK(frames.size() <= 5);
  CHECK_FALSE(frames[0].parameters.empty());
  CHECK_FALSE(frames[0].data.empty());
  CHECK(frames[1].arrival.boot - frames[0].arrival.boot >= Millis{1'500});
}

TEST_CASE("H.265 is recorded") {
  Rig rig;
  TestCamera camera({"--mount", "/main=" + clip(rig.folder, "clip.h265")});
  REQUIRE_CAMERA(camera);
  rig.start(Rig::settings(camera.url("/main")));
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{2'000}; }));
  rig.stop();
  REQUIRE(rig.witness.segments().size() == 1);
  CHECK(rig.witness.segments()[0].codec == VideoCodec::kH265);
  CHECK(rig.witness.segments()[0].width == 160);
}

TEST_CASE("B pictures are recorded: one file, no frame lost") {
  Rig rig;
  TestCamera camera({"--mount", "/main=" + clip(rig.folder, "clip.h264", 2)});
  REQUIRE_CAMERA(camera);
  rig.start(Rig::settings(camera.url("/main")));
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{4'000}; }));
  CHECK(rig.thread->figures().connects == 2);
  rig.stop();
  const auto segments = rig.witness.segments();
  REQUIRE(segments.size() == 1);
  CHECK(segments[0].duration >= Millis{4'000});
  for (const Gop& gop : segments[0].gops) CHECK(gop.greatest_hole <= Millis{40});
}

TEST_CASE("sound beside the video is left out") {
  Rig rig;
  TestCamera camera({"--audio", "--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  rig.start(Rig::settings(camera.url("/main")));
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{7'000}; }));
  rig.stop();
  REQUIRE(rig.witness.segments().size() == 1);
  for (const Gop& gop : rig.witness.segments()[0].gops) CHECK(gop.greatest_hole <= Millis{40});
}

TEST_CASE("digest credentials are accepted, and wrong ones are a state of their own that is not tried again at once") {
  Rig rig;
  TestCamera camera({"--user", "admin", "--password", "p@ss/1", "--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  const std::string host = "127.0.0.1:" + std::to_string(camera.port()) + "/main";
  rig.start(Rig::settings("rtsp://admin:p%40ss%2F1@" + host));
  CHECK(eventually([&] { return rig.witness.saw(CameraState::kRecording); }));
  rig.stop();

  Rig wrong;
  wrong.start(Rig::settings("rtsp://admin:hush@" + host));
  REQUIRE(eventually([&] { return wrong.witness.saw(CameraState::kAuthFailed); }));
  CHECK(wrong.thread->figures().connects == 1);
  CHECK(wrong.stop() < kPrompt);
  for (const CameraFault& told : wrong.witness.states()) CHECK(told.detail.find("hush") == std::string::npos);
}

TEST_CASE("a wrong path, a camera without video and an unknown codec each have their state") {
  Rig rig;
  TestCamera camera({"--mount", "/main=" + clip(rig.folder), "--mount", "/sound=audio", "--mount", "/mjpeg=mjpeg"});
  REQUIRE_CAMERA(camera);
  const std::pair<const char*, CameraState> cases[] = {{"/nowhere", CameraState::kNotFound},
                                                       {"/sound", CameraState::kNoVideo},
                                                       {"/mjpeg", CameraState::kUnsupportedCodec}};
  for (const auto& [path, state] : cases) {
    CAPTURE(path);
    Rig one;
    one.start(Rig::settings(camera.url(path)));
    CHECK(eventually([&, wanted = state] { return one.witness.saw(wanted); }));
    CHECK(one.witness.detail(state).find(camera.url(path)) != std::string::npos);
    CHECK(one.stop() < kPrompt);
    CHECK(one.witness.segments().empty());
  }
}

TEST_CASE("nobody there, and somebody who says nothing: unreachable; stopping is prompt, and no loop is busy") {
  SilentPort port;
  {
    Rig silent;
    silent.start(Rig::settings(port.url()));
    REQUIRE(eventually([&] { return silent.thread->figures().connects >= 1; }));
    CHECK(silent.stop() < kPrompt);  // while it waits for an answer
  }
  Rig rig;
  rig.start(Rig::settings(port.url()));
  REQUIRE(eventually([&] { return rig.witness.saw(CameraState::kUnreachable); }));
  CHECK(rig.witness.detail(CameraState::kUnreachable).find("no answer") != std::string::npos);
  rig.stop();

  port.close();
  Rig refused;
  refused.start(Rig::settings(port.url()));
  REQUIRE(eventually([&] { return refused.thread->figures().connects >= 4; }));
  CHECK(refused.witness.count(CameraState::kUnreachable) == 1);
  CHECK(refused.witness.count(CameraState::kConnecting) == 1);
  CHECK(refused.witness.detail(CameraState::kUnreachable).find("refuses the connection") != std::string::npos);
  refused.stop();
  REQUIRE_FALSE(refused.witness.gaps().empty());
  CHECK(refused.witness.gaps().back().cause != GapCause::kBoxOff);
}

TEST_CASE("I8: packets without a key frame are a state of their own, and the gap's cause") {
  Rig rig;
  TestCamera camera({"--no-keyframe", "--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  auto settings = Rig::settings(camera.url("/main"));
  settings.limits.first_key_frame = Millis{1'500};
  rig.start(settings);
  CHECK(eventually([&] { return rig.witness.saw(CameraState::kNoKeyframe); }));
  rig.stop();
  CHECK(rig.witness.segments().empty());
  const auto gaps = rig.witness.gaps();
  CHECK(std::any_of(gaps.begin(), gaps.end(), [](const Gap& gap) { return gap.cause == GapCause::kNoKeyframe; }));
}

TEST_CASE("I8: a camera that dies and comes back is recorded again, with a gap that says why") {
  Rig rig;
  const std::string mount = "/main=" + clip(rig.folder);
  TestCamera camera({"--mount", mount});
  REQUIRE_CAMERA(camera);
  rig.start(Rig::settings(camera.url("/main")));
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{2'000}; }));
  camera.kill();
  REQUIRE(eventually([&] { return rig.witness.saw(CameraState::kUnreachable); }));
  TestCamera again({"--mount", mount}, camera.port());
  REQUIRE(again.ok());
  REQUIRE(eventually([&] { return rig.witness.count(CameraState::kRecording) == 2; }));
  const Millis before = rig.recorded();
  REQUIRE(eventually([&] { return rig.recorded() >= before + Millis{1'000}; }));
  rig.stop();
  CHECK(rig.witness.segments().size() == 2);
  const auto gaps = rig.witness.gaps();
  CHECK(
      std::any_of(gaps.begin(), gaps.end(), [](const Gap& gap) { return gap.cause == GapCause::kCameraUnreachable; }));
}

TEST_CASE("I6: a stall shorter than the limit is told, and its burst is recorded whole in the same file") {
  Rig rig;
  TestCamera camera({"--stall-after", "2", "--stall-for", "3", "--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  auto settings = Rig::settings(camera.url("/main"));
  settings.limits.stalled_after = Millis{1'000};
  rig.start(settings);
  REQUIRE(eventually([&] { return rig.witness.saw(CameraState::kStalled); }));
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{6'000}; }));
  CHECK(rig.witness.count(CameraState::kRecording) == 2);
  rig.stop();
  const auto segments = rig.witness.segments();
  REQUIRE(segments.size() == 1);
  CHECK(segments[0].holes.empty());
}

TEST_CASE("a stall beyond the limit ends the connection by our own deadline") {
  Rig rig;
  TestCamera camera({"--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  auto settings = Rig::settings(camera.url("/main"));
  settings.limits.stalled_after = Millis{500};
  settings.limits.given_up_after = Millis{1'500};
  rig.start(settings);
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{1'500}; }));
  camera.signal(SIGSTOP);
  REQUIRE(eventually([&] { return rig.thread->figures().connects >= 2; }));
  CHECK(rig.witness.saw(CameraState::kStalled));
  camera.signal(SIGCONT);
  REQUIRE(eventually([&] { return rig.witness.states().back().state == CameraState::kRecording; }));
  const Millis before = rig.recorded();
  REQUIRE(eventually([&] { return rig.recorded() >= before + Millis{500}; }));
  CHECK(rig.stop() < kPrompt);
  const auto gaps = rig.witness.gaps();
  CHECK(std::any_of(gaps.begin(), gaps.end(), [](const Gap& gap) { return gap.cause == GapCause::kCameraStalled; }));
}

TEST_CASE(
    "I8: outside its windows a camera is not connected to, and the gap says not_scheduled; with an unproven clock it "
    "is recorded") {
  Rig rig;
  auto clock = std::make_unique<ClockOfState>(ClockState::kSynced);
  ClockOfState& state = *clock;
  rig.clock = std::move(clock);
  TestCamera camera({"--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  rig.start(Rig::settings(camera.url("/main")));
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{2'500}; }));

  const UtcMillis now = rig.clock->utc();
  rig.thread->set_windows(std::make_shared<const RecordWindows>(
      RecordWindows{{{now - Millis{60'000}, now - Millis{1}}, {now + Millis{600'000}, now + Millis{700'000}}}}));
  REQUIRE(eventually([&] { return rig.witness.states().back().state == CameraState::kOffHours; }));
  const auto connects = rig.thread->figures().connects;
  const BootMillis off = rig.clock->boot();
  REQUIRE(eventually([&] { return rig.clock->boot() - off >= Millis{1'500}; }));
  CHECK(rig.thread->figures().connects == connects);

  state.set(ClockState::kUnproven);  // who does not know the time records
  REQUIRE(eventually([&] { return rig.witness.states().back().state == CameraState::kRecording; }));
  state.set(ClockState::kSynced);
  REQUIRE(eventually([&] { return rig.witness.states().back().state == CameraState::kOffHours; }));
  rig.thread->set_windows(
      std::make_shared<const RecordWindows>(RecordWindows{{{now - Millis{60'000}, now + Millis{600'000}}}}));
  REQUIRE(eventually([&] { return rig.witness.states().back().state == CameraState::kRecording; }));
  const Millis before = rig.recorded();
  REQUIRE(eventually([&] { return rig.recorded() >= before + Millis{500}; }));
  CHECK(rig.stop() < kPrompt);
  int scheduled = 0;
  for (const Gap& gap : rig.witness.gaps()) {
    if (gap.cause == GapCause::kNotScheduled) ++scheduled;
    // Only the time it takes to connect is anything else.
    if (gap.cause != GapCause::kNotScheduled) CHECK(gap.boot.length() < Millis{10'000});
  }
  CHECK(scheduled == 2);
  CHECK(rig.witness.segments().size() == 3);
}

// The jump falls into the middle of a GOP, so that what is left of it is missed.
TEST_CASE("timestamps that jump, forward or back, end the run, and a new file goes on") {
  for (const char* jump : {"3600", "-5"}) {
    CAPTURE(std::string(jump));
    Rig rig;
    TestCamera camera(
        {"--jump-after", "6.5", std::string("--jump-by=") + jump, "--mount", "/main=" + clip(rig.folder)});
    REQUIRE_CAMERA(camera);
    rig.start(Rig::settings(camera.url("/main")));
    REQUIRE(eventually([&] { return rig.recorded() >= Millis{8'000}; }));
    CHECK(rig.thread->figures().connects == 1);
    rig.stop();
    const auto segments = rig.witness.segments();
    CHECK(segments.size() == 2);
    CHECK(media_time(segments) < Millis{20'000});
    const auto gaps = rig.witness.gaps();
    CHECK(std::any_of(gaps.begin(), gaps.end(), [](const Gap& gap) { return gap.cause == GapCause::kTimeUnproven; }));
  }
}

TEST_CASE("the wrap of the RTP clock goes unnoticed") {
  Rig rig;
  // Two seconds before 2^32.
  TestCamera camera({"--rtp-start", "4294787296", "--mount", "/main=" + clip(rig.folder)});
  REQUIRE_CAMERA(camera);
  rig.start(Rig::settings(camera.url("/main")));
  REQUIRE(eventually([&] { return rig.recorded() >= Millis{5'000}; }));
  rig.stop();
  REQUIRE(rig.witness.segments().size() == 1);
  CHECK(rig.witness.segments()[0].holes.empty());
  for (const Gop& gop : rig.witness.segments()[0].gops) CHECK(gop.greatest_hole <= Millis{40});
}
