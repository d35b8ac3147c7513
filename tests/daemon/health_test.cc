#include "daemon/health.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace xueshi;
using namespace xueshi::daemon;

namespace {

Overview all_well() {
  Overview overview;
  overview.clock.state = ClockState::kSynced;
  overview.vision.running = true;
  CameraOverview camera;
  camera.id = CameraId("front");
  camera.state = capture::CameraState::kRecording;
  overview.cameras.push_back(camera);
  overview.disks.push_back({"media", true, "", 1, 2});
  return overview;
}

/// The names of the checks that fail.
std::vector<std::string> failing(const Overview& overview, Millis age = Millis{500}) {
  std::vector<std::string> names;
  for (const web::HealthCheck& check : health(overview, age)) {
    if (!check.ok) names.push_back(check.name);
  }
  return names;
}

}  // namespace

TEST_CASE("a box at work fails no check, with the county's line down or not set up (I18)") {
  Overview overview = all_well();
  CHECK(failing(overview).empty());
  overview.county.configured = true;
  overview.county.connected = false;
  CHECK(failing(overview).empty());
}

TEST_CASE("each part that does not work fails its own check") {
  Overview camera = all_well();
  camera.cameras[0].state = capture::CameraState::kUnreachable;
  camera.cameras[0].detail = "rtsp://10.0.0.9/secret: no answer";
  CHECK(failing(camera) == std::vector<std::string>{"camera front"});
  for (const auto& check : health(camera, Millis{0})) CHECK(check.detail.find("10.0.0.9") == std::string::npos);

  Overview disk = all_well();
  disk.disks[0].ok = false;
  CHECK(failing(disk) == std::vector<std::string>{"disk media"});

  Overview database = all_well();
  database.database_ok = false;
  CHECK(failing(database) == std::vector<std::string>{"database"});

  Overview counting = all_well();
  counting.vision.running = false;
  CHECK(failing(counting) == std::vector<std::string>{"counting"});

  Overview clock = all_well();
  clock.clock.state = ClockState::kUnproven;
  CHECK(failing(clock) == std::vector<std::string>{"clock"});

  CHECK(failing(all_well(), Millis{10'001}) == std::vector<std::string>{"supervisor"});
}
