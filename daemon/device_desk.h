#pragma once

#include <atomic>
#include <functional>

#include "base/clock.h"
#include "base/file_system.h"
#include "capture/stream_probe.h"
#include "config/box.h"
#include "daemon/overview.h"
#include "web/device_source.h"
#include "web/playback_source.h"

namespace xueshi::daemon {

struct DeviceSettings {
  BoxId box;
  std::string version;
  UtcMillis started{};
  std::vector<config::Camera> cameras;
  std::string broker;  ///< of the county; empty: none
  capture::ProbeLimits probe;
  Path run = "/run";  ///< where the programs that keep the clock leave their traces
};

struct DeviceBox {
  std::function<Overview()> overview;   ///< any thread
  std::function<web::DeviceTls()> tls;  ///< any thread
  /// A camera was tested on this account's behalf: for the audit log. Any thread.
  std::function<void(const Actor&, const CameraId&, bool ok)> tested;
};

/// Says how the devices are, and tries cameras: one at a time, by the code that records. Threads as DeviceSource says;
/// what it is given must outlive it.
class DeviceDesk final : public web::DeviceSource {
 public:
  DeviceDesk(DeviceSettings settings, DeviceBox box, web::PlaybackSource& recordings, FileSystem& files,
             const Clock& clock);

  Result<web::Devices> devices() override;
  Result<std::vector<web::TestedStream>> test(const Actor& actor, const CameraId& camera,
                                              const web::GivenUp& given_up) override;

 private:
  const DeviceSettings settings_;
  const DeviceBox box_;
  web::PlaybackSource& recordings_;
  FileSystem& files_;
  const Clock& clock_;
  std::atomic<bool> testing_{false};
};

}  // namespace xueshi::daemon
