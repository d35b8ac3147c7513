#include "daemon/device_desk.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>

#include "base/random.h"
#include "daemon/sub_streams.h"
#include "tests/support/fake_clock.h"
#include "tests/support/skip.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_camera.h"

using namespace xueshi;
using daemon::DeviceDesk;
using test::eventually;
using test::TestCamera;

namespace {

const CameraId kFront("front");
constexpr const char* kPassword = "pa55-w0rd-of-the-camera";

/// Knows of one file.
class Recordings final : public web::PlaybackSource {
 public:
  Result<std::vector<web::CameraRow>> cameras() override {
    web::CameraRow row;
    row.id = kFront;
    row.codec = VideoCodec::kH265;
    row.recorded = UtcSpan{utc_ms(0), utc_ms(5'000)};
    row.width = 1920;
    row.height = 1080;
    return std::vector{row};
  }
  Result<web::Recorded> recorded(const CameraId&, UtcSpan) override { return web::Recorded{}; }
  Result<std::string> playlist(const CameraId&, UtcSpan) override { return ""; }
  Result<std::string> live(const CameraId&) override { return ""; }
  Result<web::MediaFile> file(const SegmentId&) override { return web::MediaFile{}; }
  [[nodiscard]] bool is_live(const SegmentId&) const override { return false; }
  Result<std::string> sub_live(const CameraId&) override { return ""; }
  Result<web::MediaFile> sub_file(const CameraId&, std::uint64_t) override { return web::MediaFile{}; }
  Result<web::ClipFile> clip(const CameraId&, UtcSpan, const web::GivenUp&) override { return web::ClipFile{}; }
};

struct Rig {
  explicit Rig(int b_frames = 0) : video(folder.path() / "clip.h264") { made = test::make_clip(video, 4, b_frames); }

  [[nodiscard]] std::vector<std::string> arguments(std::vector<std::string> more = {}) const {
    std::vector<std::string> all{"--mount", "/main=" + video.string(), "--mount", "/sub=" + video.string()};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  void set_up(const TestCamera& camera, const std::string& sub = "/sub") {
    config::Camera front;
    front.id = kFront;
    front.main_url = camera.url("/main");
    if (!sub.empty()) front.sub_url = camera.url(sub);
    settings.cameras = {front};
  }
  DeviceDesk desk() {
    daemon::DeviceBox box{[this] { return overview; }, [] { return web::DeviceTls{}; },
                          [this](const Actor& actor, const CameraId& camera, bool ok) {
                            told.push_back(actor.text() + " " + camera.text + (ok ? " ok" : " failed"));
                          }};
    return DeviceDesk(settings, std::move(box), recordings, *files, *clock);
  }
  Result<std::vector<web::TestedStream>> test() {
    const web::GivenUp no{false};
    return desk().test({Actor::Kind::kUser, "wang"}, kFront, no);
  }

  test::TempFolder folder;
  std::filesystem::path video;
  bool made = false;
  daemon::DeviceSettings settings;
  daemon::Overview overview;
  Recordings recordings;
  std::unique_ptr<FileSystem> files = posix_file_system();
  std::unique_ptr<Clock> clock = system_clock();
  std::unique_ptr<Random> random = system_random();
  std::vector<std::string> told;
};

}  // namespace

#define REQUIRE_CAMERA(rig, camera)                                                \
  if (!(camera).ok()) XUESHI_SKIP("the program rtsp_camera is not built");         \
  if (!(rig).made) XUESHI_SKIP("ffmpeg is not installed, or cannot encode H.264"); \
  REQUIRE(true)

TEST_CASE("a camera that does well is told by what it sends: codec, size, rate, key frames, and how soon it answered") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  rig.set_up(camera);
  const auto streams = rig.test();
  REQUIRE(streams);
  REQUIRE(streams->size() == 2);
  const auto bytes = std::filesystem::file_size(rig.video);
  for (const web::TestedStream& stream : *streams) {
    CAPTURE(stream.stream);
    CAPTURE(stream.text_en);
    CHECK(stream.ok);
    CHECK(stream.state == "recording");
    CHECK(stream.codec == VideoCodec::kH264);
    CHECK(stream.width == 160);
    CHECK(stream.height == 120);
    REQUIRE(stream.fps);
    CHECK(*stream.fps == doctest::Approx(25).epsilon(0.01));
    REQUIRE(stream.gop);
    CHECK(*stream.gop == Millis{1'000});
    REQUIRE(stream.kbit_per_s);  // of two of its four groups of pictures, so not exactly the clip's
    CHECK(*stream.kbit_per_s == doctest::Approx(static_cast<double>(bytes) * 8 / 1000 / 4).epsilon(0.3));
    CHECK_FALSE(stream.b_pictures);
    CHECK_FALSE(stream.times_jump);
    CHECK(stream.connect < Millis{4'000});
    CHECK(stream.detail.empty());
    CHECK(stream.text == "码流正常，可以录像。");
  }
  CHECK((*streams)[0].stream == "main");
  CHECK((*streams)[1].stream == "sub");
  CHECK(rig.told == std::vector<std::string>{"user:wang front ok"});
}

TEST_CASE("wrong credentials, a wrong path and a camera that is not there are told apart, and no password is told") {
  Rig rig;
  auto camera = std::make_unique<TestCamera>(rig.arguments({"--user", "admin", "--password", "the right one"}));
  REQUIRE_CAMERA(rig, *camera);
  rig.set_up(*camera, "/nothing");
  rig.settings.cameras[0].user = "admin";
  rig.settings.cameras[0].password = config::Secret(kPassword);
  const auto refused = rig.test();
  REQUIRE(refused);
  CHECK((*refused)[0].state == "auth_failed");
  CHECK_FALSE((*refused)[0].ok);
  CHECK((*refused)[0].text.find("用户名或密码") != std::string::npos);
  rig.settings.cameras[0].password = config::Secret("the right one");
  const auto let_in = rig.test();
  REQUIRE(let_in);
  CHECK((*let_in)[0].ok);
  CHECK((*let_in)[1].state == "not_found");
  CHECK((*let_in)[1].text_en.find("manual") != std::string::npos);
  camera->kill();
  const auto gone = rig.test();
  REQUIRE(gone);
  CHECK((*gone)[0].state == "unreachable");
  CHECK(rig.told ==
        std::vector<std::string>{"user:wang front failed", "user:wang front failed", "user:wang front failed"});
  for (const auto& streams : {*refused, *let_in, *gone}) {
    for (const web::TestedStream& stream : streams) {
      for (const std::string& text : {stream.detail, stream.text, stream.text_en}) {
        CHECK(text.find(kPassword) == std::string::npos);
        CHECK(text.find("the right one") == std::string::npos);
      }
    }
  }
}

TEST_CASE("B pictures, times that jump, a codec and key frames that will not do, a camera that sends nothing") {
  Rig rig(2);
  {
    TestCamera camera(rig.arguments());
    REQUIRE_CAMERA(rig, camera);
    rig.set_up(camera, "");
    const auto streams = rig.test();
    REQUIRE(streams);
    REQUIRE(streams->size() == 1);
    CHECK(streams->front().ok);
    CHECK(streams->front().b_pictures);
    CHECK(*streams->front().fps == doctest::Approx(25).epsilon(0.03));
    CHECK(streams->front().text.find("B 帧") != std::string::npos);
  }
  rig.made = test::make_clip(rig.video, 4);
  {
    TestCamera camera(rig.arguments({"--jump-after", "1", "--jump-by", "-100"}));
    REQUIRE_CAMERA(rig, camera);
    rig.set_up(camera, "");
    const auto streams = rig.test();
    REQUIRE(streams);
    CHECK_FALSE(streams->front().ok);
    CHECK(streams->front().times_jump);
    CHECK_FALSE(streams->front().fps);
  }
  {
    TestCamera camera(rig.arguments({"--no-keyframe"}));
    REQUIRE_CAMERA(rig, camera);
    rig.set_up(camera, "");
    rig.settings.probe.input.first_key_frame = Millis{1'000};
    const auto streams = rig.test();
    REQUIRE(streams);
    CHECK(streams->front().state == "no_keyframe");
    CHECK_FALSE(streams->front().ok);
  }
  {
    TestCamera camera({"--mount", "/main=mjpeg"});
    REQUIRE_CAMERA(rig, camera);
    rig.set_up(camera, "");
    const auto streams = rig.test();
    REQUIRE(streams);
    CHECK(streams->front().state == "unsupported_codec");
  }
  {
    TestCamera camera(rig.arguments({"--stall-after", "0.5", "--stall-for", "60"}));
    REQUIRE_CAMERA(rig, camera);
    rig.set_up(camera, "");
    rig.settings.probe.input.given_up_after = Millis{500};
    const auto streams = rig.test();
    REQUIRE(streams);
    CHECK(streams->front().state == "stalled");
    CHECK(streams->front().codec == VideoCodec::kH264);  // what was seen before it fell silent
  }
}

TEST_CASE("one test at a time; who does not wait for it ends it; an unknown camera is not there") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  rig.set_up(camera, "");
  rig.settings.probe.key_frames = 1'000;
  rig.settings.probe.look = rig.settings.probe.look_longer = Millis{60'000};
  DeviceDesk desk = rig.desk();
  web::GivenUp given_up{false};
  const Actor wang{Actor::Kind::kUser, "wang"};
  // The question below may be there before it, for a moment: then it comes again.
  auto first = std::async(std::launch::async, [&] {
    while (true) {
      auto tested = desk.test(wang, kFront, given_up);
      if (tested || tested.error().code != ErrorCode::kBusy) return tested;
    }
  });
  const web::GivenUp no{false};
  const web::GivenUp yes{true};
  // It has begun when another one is refused; before that the other one ends at once, for nobody waits for it.
  REQUIRE(eventually([&] { return desk.test(wang, kFront, yes).error().code == ErrorCode::kBusy; }));
  CHECK(desk.test(wang, kFront, no).error().code == ErrorCode::kBusy);
  CHECK(desk.test(wang, CameraId("nobody"), no).error().code == ErrorCode::kNotFound);
  given_up = true;
  CHECK(first.get().error().code == ErrorCode::kClosed);
  CHECK(desk.test(wang, kFront, yes).error().code == ErrorCode::kClosed);  // the place is free again
}

TEST_CASE("trying a camera disturbs nothing that is taken from it meanwhile") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  rig.set_up(camera);
  daemon::SubStreamSettings watched;
  watched.box = BoxId("test");
  watched.cameras = rig.settings.cameras;
  watched.segment = Millis{600'000};
  daemon::SubStreams subs(watched, *rig.clock, *rig.random);  // takes it by the code that records
  REQUIRE(eventually([&] { return subs.live(kFront).has_value(); }));
  const auto streams = rig.test();
  REQUIRE(streams);
  CHECK((*streams)[1].ok);
  const auto entries = [&] {
    const auto text = subs.live(kFront);
    std::size_t n = 0;
    for (std::size_t at = 0; text && (at = text->find("#EXTINF", at)) != std::string::npos; ++at) ++n;
    return n;
  };
  const std::size_t before = entries();
  CHECK(before >= 2);
  REQUIRE(eventually([&] { return entries() >= before + 2; }));
  CHECK(subs.live(kFront)->find("#EXT-X-DISCONTINUITY\n") == std::string::npos);  // one unbroken file
}

TEST_CASE("devices are told as they are set up and as they do; who keeps the clock is told while it is kept") {
  Rig rig;
  config::Camera front;
  front.id = kFront;
  front.main_url = "rtsp://192.0.2.9/main";
  front.user = "admin";
  front.password = config::Secret(kPassword);
  config::Camera fresh;
  fresh.id = CameraId("new");
  fresh.main_url = "rtsp://192.0.2.10/main";
  fresh.sub_url = "rtsp://192.0.2.10/sub";
  rig.settings.cameras = {front, fresh};
  rig.settings.box = BoxId("gx-0001");
  rig.settings.broker = "mqtts://user:secret@county:8883";
  rig.settings.run = rig.folder.path();
  daemon::CameraOverview seen;
  seen.id = kFront;
  seen.state = capture::CameraState::kAuthFailed;
  seen.detail = "refused";
  rig.overview.cameras = {seen};
  rig.overview.disks.push_back({"media", true, "", 10, 20});
  rig.overview.county = {true, true, "", 4};
  test::FakeClock clock;
  DeviceDesk desk(rig.settings,
                  {[&] { return rig.overview; },
                   [] {
                     return web::DeviceTls{true, "ab:cd", {}, true};
                   },
                   {}},
                  rig.recordings, *rig.files, clock);
  auto devices = desk.devices();
  REQUIRE(devices);
  REQUIRE(devices->cameras.size() == 2);
  CHECK(devices->cameras[0].state == "auth_failed");
  CHECK(devices->cameras[0].detail == "refused");
  CHECK(devices->cameras[0].text.find("密码") != std::string::npos);
  CHECK(devices->cameras[0].codec == VideoCodec::kH265);
  CHECK(devices->cameras[0].width == 1920);
  CHECK(devices->cameras[1].state == "connecting");
  CHECK_FALSE(devices->cameras[1].recorded);
  CHECK(devices->cameras[1].sub == "rtsp://192.0.2.10/sub");
  CHECK(devices->county.broker.find("secret") == std::string::npos);
  CHECK(devices->county.waiting == 4);
  CHECK(devices->disks.front().free_bytes == 10);
  CHECK(devices->tls.fingerprint == "ab:cd");
  CHECK(devices->synchronised_by.empty());

  std::filesystem::create_directories(rig.folder.path() / "systemd/timesync");
  std::ofstream(rig.folder.path() / "systemd/timesync/synchronized");
  CHECK(desk.devices()->synchronised_by == "systemd-timesyncd");
  clock.set_state(ClockState::kUnproven);
  CHECK(desk.devices()->synchronised_by.empty());
}

TEST_CASE("every state of a camera has a sentence of its own in both languages") {
  std::set<std::string_view> told;
  for (const auto& [state, code] : capture::kCameraStates.rows) {
    CAPTURE(code);
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      const std::string_view text = capture::explanation(state, language);
      CHECK(text.size() > 10);
      CHECK((text.ends_with("。") || text.ends_with(".")));
      CHECK(told.insert(text).second);
    }
  }
}
