#include "daemon/health.h"

#include "capture/camera_fault.h"

namespace xueshi::daemon {

std::vector<web::HealthCheck> health(const Overview& overview, Millis age) {
  std::vector<web::HealthCheck> checks;
  for (const CameraOverview& camera : overview.cameras) {
    const bool ok = capture::is_well(camera.state);
    // The state alone: its detail names the camera's address, which is nobody's business here.
    checks.push_back(
        {"camera " + camera.id.text, ok, ok ? "" : std::string(capture::kCameraStates.name(camera.state))});
  }
  for (const DiskOverview& disk : overview.disks) checks.push_back({"disk " + disk.name, disk.ok, disk.detail});
  checks.push_back({"database", overview.database_ok, overview.database_detail});
  checks.push_back({"counting", overview.vision.running, overview.vision.running ? "" : overview.vision.detail});
  const bool clock_ok = overview.clock.state != ClockState::kUnproven;
  checks.push_back({"clock", clock_ok, clock_ok ? "" : "not synchronised since this boot: no lesson hour can be met"});
  const bool lively = age <= Millis{10'000};
  checks.push_back(
      {"supervisor", lively, lively ? "" : "its last look was " + std::to_string(age.count() / 1000) + " s ago"});
  return checks;
}

}  // namespace xueshi::daemon
