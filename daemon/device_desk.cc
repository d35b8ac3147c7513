#include "daemon/device_desk.h"

#include <algorithm>

#include "capture/camera_url.h"

namespace xueshi::daemon {
namespace {

using capture::CameraState;

/// Which program keeps the clock: told by what it leaves behind while it runs; empty where nothing does.
std::string clock_keeper(FileSystem& files, const Path& run, ClockState state) {
  if (state == ClockState::kUnproven) return "";
  const auto is_there = [&](const char* path) { return files.info(run / path).has_value(); };
  if (is_there("systemd/timesync/synchronized")) return "systemd-timesyncd";
  if (is_there("chrony")) return "chrony";
  if (is_there("ntpd.pid") || is_there("ntpsec")) return "ntpd";
  return "";
}

web::TestedStream tested(const std::string& stream, capture::StreamReport&& report) {
  web::TestedStream row;
  row.stream = stream;
  row.codec = report.codec;
  row.width = report.width;
  row.height = report.height;
  row.fps = report.fps;
  row.kbit_per_s = report.kbit_per_s;
  row.gop = report.gop;
  row.b_pictures = report.b_pictures;
  row.times_jump = report.times_jump;
  row.connect = report.connect;
  row.ok = !report.fault && !report.times_jump;
  const CameraState state = report.fault ? report.fault->state : CameraState::kRecording;
  row.state = capture::kCameraStates.name(state);
  if (report.fault) {
    row.detail = capture::redact(report.fault->detail);
    row.text = capture::explanation(state, Language::kChinese);
    row.text_en = capture::explanation(state, Language::kEnglish);
  } else if (report.times_jump) {
    row.text = "码流的时间戳前后跳动，这样的录像不能作为连续录像：请关闭摄像机的自动校时或更新其固件。";
    row.text_en =
        "The stream's times jump, and what is recorded so does not count as continuous: switch off the camera's own "
        "clock setting, or update its firmware.";
  } else if (report.b_pictures) {
    row.text = "码流正常，可以录像；其中含有 B 帧，建议在摄像机上关闭。";
    row.text_en = "The stream is fine and can be recorded; it has B pictures, which are better switched off.";
  } else if (!report.gop) {
    row.text = "码流可以录像，但关键帧间隔过长：请在摄像机上设为 1 至 2 秒。";
    row.text_en = "The stream can be recorded, but its key frames are far apart: set their interval to 1 or 2 seconds.";
  } else {
    row.text = "码流正常，可以录像。";
    row.text_en = "The stream is fine and can be recorded.";
  }
  return row;
}

}  // namespace

DeviceDesk::DeviceDesk(DeviceSettings settings, DeviceBox box, web::PlaybackSource& recordings, FileSystem& files,
                       const Clock& clock)
    : settings_(std::move(settings)), box_(std::move(box)), recordings_(recordings), files_(files), clock_(clock) {}

Result<web::Devices> DeviceDesk::devices() {
  const auto rows = recordings_.cameras();
  if (!rows) return tl::make_unexpected(rows.error());
  const Overview overview = box_.overview();
  web::Devices devices;
  devices.box = settings_.box.text;
  devices.version = settings_.version;
  devices.started = settings_.started;
  for (const config::Camera& set_up : settings_.cameras) {
    web::DeviceCamera camera;
    camera.id = set_up.id;
    camera.main = capture::redact(set_up.main_url);
    camera.sub = capture::redact(set_up.sub_url);
    CameraState state = CameraState::kConnecting;
    for (const CameraOverview& seen : overview.cameras) {
      if (seen.id != set_up.id) continue;
      state = seen.state;
      camera.detail = seen.detail;
    }
    camera.state = capture::kCameraStates.name(state);
    camera.text = capture::explanation(state, Language::kChinese);
    camera.text_en = capture::explanation(state, Language::kEnglish);
    for (const web::CameraRow& row : *rows) {
      if (row.id != set_up.id) continue;
      camera.codec = row.codec;
      camera.width = row.width;
      camera.height = row.height;
      camera.recorded = row.recorded;
    }
    devices.cameras.push_back(std::move(camera));
  }
  for (const DiskOverview& disk : overview.disks) {
    devices.disks.push_back({disk.name, disk.ok, disk.detail, disk.free_bytes, disk.total_bytes});
  }
  devices.clock = clock_.read();
  devices.synchronised_by = clock_keeper(files_, settings_.run, devices.clock.state);
  const CountyOverview& county = overview.county;
  devices.county = {county.configured, capture::redact(settings_.broker), county.connected, county.detail,
                    county.waiting};
  devices.tls = box_.tls();
  return devices;
}

Result<std::vector<web::TestedStream>> DeviceDesk::test(const Actor& actor, const CameraId& camera,
                                                        const web::GivenUp& given_up) {
  const auto found = std::find_if(settings_.cameras.begin(), settings_.cameras.end(),
                                  [&](const config::Camera& each) { return each.id == camera; });
  if (found == settings_.cameras.end()) return fail(ErrorCode::kNotFound, "no camera " + camera.text);
  if (testing_.exchange(true)) return fail(ErrorCode::kBusy, "a camera is being tested already");
  struct Free {
    std::atomic<bool>& taken;
    ~Free() { taken = false; }
  } const free_again{testing_};

  std::vector<web::TestedStream> streams;
  for (const std::string& url : {found->main_url, found->sub_url}) {
    if (url.empty()) continue;
    config::Camera stream = *found;
    stream.main_url = url;
    streams.push_back(
        tested(streams.empty() ? "main" : "sub", capture::probe_stream(stream, settings_.probe, clock_, given_up)));
    if (given_up) {
      box_.tested(actor, camera, false);
      return fail(ErrorCode::kClosed, "nobody waits for the test of " + camera.text);
    }
  }
  const bool ok = std::all_of(streams.begin(), streams.end(), [](const auto& each) { return each.ok; });
  box_.tested(actor, camera, ok);
  return streams;
}

}  // namespace xueshi::daemon
