#include "web/device_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/stand_in_guard.h"

using namespace xueshi;
using namespace xueshi::web;
namespace json = boost::json;

namespace {

const UtcMillis kEight = *parse_rfc3339("2026-11-23T08:00:00+08:00");

class StandIn final : public DeviceSource {
 public:
  std::optional<ErrorCode> next;
  Devices state;
  std::vector<TestedStream> streams;
  Actor actor;
  CameraId camera;

  Result<Devices> devices() override {
    if (next) return fail(*next, "/var/lib/secret is broken");
    return state;
  }
  Result<std::vector<TestedStream>> test(const Actor& who, const CameraId& which, const GivenUp&) override {
    actor = who;
    camera = which;
    if (next) return fail(*next, "/var/lib/secret is broken");
    return streams;
  }
};

struct Rig {
  Rig() { add_device_routes(router, source); }
  StandIn source;
  Router router{test::let_in(Role::kInstaller)};
};

}  // namespace

TEST_CASE("devices: what is known of each, and null for what is not") {
  Rig rig;
  Devices& state = rig.source.state;
  state.started = kEight;
  DeviceCamera front;
  front.id = CameraId("front");
  front.main = "rtsp://192.0.2.9:554/main";
  front.state = "recording";
  front.codec = VideoCodec::kH265;
  front.width = 1920;
  front.height = 1080;
  front.recorded = UtcSpan{kEight, kEight + Millis{5'000}};
  DeviceCamera fresh;
  fresh.id = CameraId("back");
  fresh.sub = "rtsp://192.0.2.10/sub";
  state.cameras = {front, fresh};
  state.disks = {{"media", false, "full", 10, 20}};
  state.clock = {kEight, boot_ms(5), ClockState::kUnproven, Millis{7}};
  state.county = {true, "mqtts://county:8883", false, "no route", 12};
  state.tls = {true, "ab:cd", kEight, true};
  const Response response = test::ask(rig.router, "GET", "/api/v1/devices");
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  const json::object document = json::parse(response.body).as_object();
  const json::array& cameras = document.at("cameras").as_array();
  CHECK(cameras[0].at("main").as_string() == "rtsp://192.0.2.9:554/main");
  CHECK(cameras[0].at("sub").is_null());
  CHECK(cameras[0].at("codec").as_string() == "h265");
  CHECK(cameras[0].at("width").as_int64() == 1920);
  CHECK(cameras[0].at("recorded").at("to").as_string() == "2026-11-23T08:00:05.000+08:00");
  CHECK(cameras[1].at("sub").as_string() == "rtsp://192.0.2.10/sub");
  for (const char* key : {"codec", "width", "height", "recorded"}) CHECK(cameras[1].at(key).is_null());
  CHECK_FALSE(document.at("disks").at(0).at("ok").as_bool());
  CHECK(document.at("clock").at("state").as_string() == "unproven");
  CHECK(document.at("clock").at("error_ms").is_null());
  CHECK(document.at("clock").at("synchronised_by").is_null());
  CHECK(document.at("county").at("waiting").as_int64() == 12);
  CHECK(document.at("tls").at("fingerprint").as_string() == "ab:cd");
  CHECK(document.at("started").as_string() == "2026-11-23T08:00:00+08:00");
}

TEST_CASE("a camera is tried on behalf of whoever asks; all of its streams have to do") {
  Rig rig;
  TestedStream main;
  main.stream = "main";
  main.ok = true;
  main.codec = VideoCodec::kH264;
  main.width = 1920;
  main.height = 1080;
  main.fps = 25.0;
  main.kbit_per_s = 4'000;
  main.gop = Millis{2'000};
  main.connect = Millis{80};
  TestedStream sub;
  sub.stream = "sub";
  sub.state = "auth_failed";
  rig.source.streams = {main, sub};
  const Response response = test::ask(rig.router, "POST", "/api/v1/cameras/front/test");
  CHECK(response.status == 200);
  CHECK(rig.source.actor.text() == "user:wang");
  CHECK(rig.source.actor.from == "192.0.2.7");
  CHECK(rig.source.camera.text == "front");
  const json::object document = json::parse(response.body).as_object();
  CHECK_FALSE(document.at("ok").as_bool());
  const json::object& first = document.at("streams").at(0).as_object();
  CHECK(first.at("fps").as_double() == 25);
  CHECK(first.at("bitrate_kbps").as_int64() == 4'000);
  CHECK(first.at("gop_s").as_double() == 2);
  CHECK(first.at("connect_ms").as_int64() == 80);
  const json::object& second = document.at("streams").at(1).as_object();
  for (const char* key : {"codec", "width", "height", "fps", "bitrate_kbps", "gop_s"}) CHECK(second.at(key).is_null());
  rig.source.streams = {main};
  CHECK(json::parse(test::ask(rig.router, "POST", "/api/v1/cameras/front/test").body).at("ok").as_bool());
  CHECK(test::ask(rig.router, "GET", "/api/v1/cameras/front/test").status == 405);
  CHECK(test::ask(rig.router, "POST", "/api/v1/cameras/-x/test").status == 404);
}

TEST_CASE("what goes wrong with devices has a status and names no file") {
  Rig rig;
  for (const auto& [code, status] : {std::pair{ErrorCode::kNotFound, 404}, std::pair{ErrorCode::kBusy, 503},
                                     std::pair{ErrorCode::kClosed, 503}, std::pair{ErrorCode::kIo, 500}}) {
    rig.source.next = code;
    for (const Response& response : {test::ask(rig.router, "POST", "/api/v1/cameras/front/test"),
                                     test::ask(rig.router, "GET", "/api/v1/devices")}) {
      CHECK(response.status == status);
      CHECK(response.body.find("secret") == std::string::npos);
    }
  }
}
