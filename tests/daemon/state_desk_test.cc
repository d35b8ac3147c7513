#include "daemon/state_desk.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <chrono>

#include "tests/support/fake_clock.h"

using namespace xueshi;
using namespace xueshi::daemon;
namespace json = boost::json;

namespace {

constexpr const char* kAddress = "192.0.2.9";

Overview busy_box() {
  Overview overview;
  overview.box = "gx-0001";
  overview.clock = {*parse_rfc3339("2026-11-23T08:00:00.250+08:00"), boot_ms(5), ClockState::kSynced, Millis{7}};
  CameraOverview camera;
  camera.id = CameraId("front");
  camera.state = capture::CameraState::kUnreachable;
  camera.detail = std::string("rtsp://") + kAddress + "/main gives no answer";
  camera.seen = Observation{};
  overview.cameras.push_back(camera);
  HourOverview hour;
  hour.id = {ClassId("2026-D-017"), *parse_day("2026-11-23"), 1};
  hour.title = "家政服务员第17期";
  hour.reasons = {Reason::kClockUnproven};
  overview.hours.push_back(hour);
  overview.next_hour = overview.clock.utc;
  overview.disks.push_back({"media", false, std::string("/srv/media on ") + kAddress, 1, 2});
  overview.county = {true, false, std::string("no route to ") + kAddress, 3};
  overview.vision.detail = std::string("/opt/models at ") + kAddress;
  overview.reconcile.detail = std::string("/srv/media at ") + kAddress;
  overview.database_detail = std::string("/var/lib/xueshi at ") + kAddress;
  overview.alarms.push_back({AlarmCode::kCameraDown, "front", true, overview.clock.utc, camera.detail});
  return overview;
}

/// What a stream was sent.
class Stream final : public web::EventStream {
 public:
  bool send(std::string_view event, std::string_view /*data*/) override {
    events.emplace_back(event);
    return true;
  }
  void close() override {}
  std::vector<std::string> events;
};

}  // namespace

TEST_CASE("the pages get the overview with titles, reasons and alarms in words, and the clock with its error") {
  const json::object document = overview_for(busy_box(), {true, true});
  CHECK(document.at("clock").at("state").as_string() == "synced");
  CHECK(document.at("clock").at("utc").as_string() == "2026-11-23T08:00:00.250+08:00");
  CHECK(document.at("clock").at("error_ms").as_int64() == 7);
  const json::object& hour = document.at("hours").at(0).as_object();
  CHECK(hour.at("title").as_string() == "家政服务员第17期");
  CHECK(hour.at("reasons").at(0).as_string() == "clock_unproven");
  CHECK(hour.at("reason_texts").at(0).at("code").as_string() == "clock_unproven");
  CHECK(hour.at("reason_texts").at(0).at("text").as_string() == "设备时钟未经校时，无法证明录像时间");
  CHECK(document.at("alarms").at(0).at("text").as_string() == "摄像机未在录像");
  CHECK(document.at("alarms").at(0).at("text_en").as_string() == "A camera is not being recorded");
  CHECK(json::serialize(document).find(kAddress) != std::string::npos);
  // `xueshi status --json` stays as it was.
  CHECK(to_json(busy_box()).at("clock").as_string() == "synced");
  Overview unproven = busy_box();
  unproven.clock.state = ClockState::kUnproven;
  CHECK(overview_for(unproven, {true, true}).at("clock").at("error_ms").is_null());
}

TEST_CASE("who may not see devices gets no address and no folder, in no member") {
  const std::string text = json::serialize(overview_for(busy_box(), {true, false}));
  CHECK(text.find(kAddress) == std::string::npos);
  for (const char* folder : {"/srv", "/opt", "/var"}) CHECK(text.find(folder) == std::string::npos);
  CHECK(text.find("unreachable") != std::string::npos);
  CHECK(text.find("家政服务员第17期") != std::string::npos);
}

TEST_CASE("who may not see hours gets neither hours nor head counts") {
  const json::object document = overview_for(busy_box(), {false, true});
  CHECK(document.at("hours").as_array().empty());
  CHECK(document.at("next_hour").is_null());
  CHECK(document.at("cameras").at(0).at("seen").is_null());
  CHECK(json::serialize(document).find("2026-D-017") == std::string::npos);
  CHECK_FALSE(overview_for(busy_box(), {true, true}).at("cameras").at(0).at("seen").is_null());
}

TEST_CASE("the pulse beats on the io thread until it is let go, and a wait that was over then does nothing") {
  boost::asio::io_context io;
  StateDesk desk(busy_box);
  test::FakeClock clock;
  int asked = 0;
  web::OverviewEvents events(desk, clock, [&](std::uint64_t) {
    clock.advance(web::OverviewEvents::kAtLeastEvery);
    return ++asked < 3;
  });
  const auto stream = std::make_shared<Stream>();
  events.add(stream, {});
  auto pulse = std::make_unique<EventPulse>(io, events);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (asked < 3 && std::chrono::steady_clock::now() < end) io.run_one_for(std::chrono::seconds{5});
  REQUIRE(asked == 3);
  REQUIRE_FALSE(stream->events.empty());
  CHECK(stream->events.back() == "signed_out");
  CHECK(stream->events.size() >= 2);
  pulse.reset();
  io.run_for(std::chrono::seconds{5});  // ends at once: nothing waits any more
  CHECK(asked == 3);
}
