#include "web/device_routes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "web/json.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "没有这台摄像机", "there is no such camera");
    case ErrorCode::kBusy:
    case ErrorCode::kClosed: return busy("设备正忙，请稍后再试", "the box is busy; try again", 5);
    default:
      log_warn("web", "the devices cannot be shown: {}", error.chain());
      return problem(500, "设备信息读取出错", "the state of the devices cannot be read");
  }
}

template <typename Value>
json::value or_null(const std::optional<Value>& value) {
  if (!value) return nullptr;
  return *value;
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

template <typename Number>
json::value size_or_null(Number number) {
  if (number == 0) return nullptr;
  return number;
}

json::value codec_json(const std::optional<VideoCodec>& codec) {
  if (!codec) return nullptr;
  return json::value(kVideoCodecs.name(*codec));
}

json::object camera_json(const DeviceCamera& camera) {
  json::object object{{"id", camera.id.text},
                      {"main", camera.main},
                      {"sub", text_or_null(camera.sub)},
                      {"state", camera.state},
                      {"detail", camera.detail},
                      {"text", camera.text},
                      {"text_en", camera.text_en},
                      {"codec", codec_json(camera.codec)},
                      {"width", size_or_null(camera.width)},
                      {"height", size_or_null(camera.height)},
                      {"recorded", nullptr}};
  if (camera.recorded) {
    object["recorded"] = {{"from", to_rfc3339(camera.recorded->from, true)},
                          {"to", to_rfc3339(camera.recorded->to, true)}};
  }
  return object;
}

json::object devices_json(const Devices& devices) {
  json::array cameras, disks;
  for (const DeviceCamera& camera : devices.cameras) cameras.push_back(camera_json(camera));
  for (const DeviceDisk& disk : devices.disks) {
    disks.push_back({{"name", disk.name},
                     {"ok", disk.ok},
                     {"detail", disk.detail},
                     {"free_bytes", disk.free_bytes},
                     {"total_bytes", disk.total_bytes}});
  }
  json::object clock{{"utc", to_rfc3339(devices.clock.utc, true)},
                     {"state", name(devices.clock.state)},
                     {"error_ms", nullptr},
                     {"synchronised_by", text_or_null(devices.synchronised_by)}};
  if (devices.clock.state != ClockState::kUnproven) clock["error_ms"] = devices.clock.error.count();
  json::object tls{{"on", devices.tls.on},
                   {"fingerprint", text_or_null(devices.tls.fingerprint)},
                   {"not_after", nullptr},
                   {"own", devices.tls.own}};
  if (devices.tls.not_after) tls["not_after"] = to_rfc3339(*devices.tls.not_after);
  return {{"box", devices.box},
          {"version", devices.version},
          {"started", to_rfc3339(devices.started)},
          {"cameras", std::move(cameras)},
          {"disks", std::move(disks)},
          {"clock", std::move(clock)},
          {"county",
           {{"configured", devices.county.configured},
            {"broker", text_or_null(devices.county.broker)},
            {"connected", devices.county.connected},
            {"detail", devices.county.detail},
            {"waiting", devices.county.waiting}}},
          {"tls", std::move(tls)}};
}

json::object tested_json(const std::vector<TestedStream>& streams) {
  json::array list;
  for (const TestedStream& stream : streams) {
    json::value gop_s = nullptr;
    if (stream.gop) gop_s = static_cast<double>(stream.gop->count()) / 1000;
    list.push_back({{"stream", stream.stream},
                    {"ok", stream.ok},
                    {"state", stream.state},
                    {"detail", stream.detail},
                    {"text", stream.text},
                    {"text_en", stream.text_en},
                    {"codec", codec_json(stream.codec)},
                    {"width", size_or_null(stream.width)},
                    {"height", size_or_null(stream.height)},
                    {"fps", or_null(stream.fps)},
                    {"bitrate_kbps", or_null(stream.kbit_per_s)},
                    {"gop_s", std::move(gop_s)},
                    {"b_pictures", stream.b_pictures},
                    {"times_jump", stream.times_jump},
                    {"connect_ms", stream.connect.count()}});
  }
  const bool all = std::all_of(streams.begin(), streams.end(), [](const TestedStream& each) { return each.ok; });
  return {{"ok", all}, {"streams", std::move(list)}};
}

Response test(DeviceSource& source, const Request& request) {
  const CameraId camera(request.path_values.at("camera"));
  if (!is_plain_id(camera.text)) return answer_for({ErrorCode::kNotFound, "no camera's name", nullptr});
  Response response;
  response.slow = [&source, camera, actor = request.who->actor()](const GivenUp& given_up) {
    const auto streams = source.test(actor, camera, given_up);
    return streams ? json_answer(tested_json(*streams)) : answer_for(streams.error());
  };
  return response;
}

}  // namespace

void add_device_routes(Router& router, DeviceSource& source) {
  router.add("GET", "/api/v1/devices", Access::to(Right::kSeeDevices), [&source](const Request&) {
    Response response;
    response.slow = [&source](const GivenUp&) {
      const auto devices = source.devices();
      return devices ? json_answer(devices_json(*devices)) : answer_for(devices.error());
    };
    return response;
  });
  router.add("POST", "/api/v1/cameras/{camera}/test", Access::to(Right::kTestCameras),
             [&source](const Request& request) { return test(source, request); });
}

}  // namespace xueshi::web
