#include "daemon/county_line.h"

#include <algorithm>

#include "base/log.h"
#include "capture/camera_fault.h"
#include "report/messages.h"

namespace xueshi::daemon {
namespace {

constexpr Millis kStateEvery{300'000};

report::BoxState state_of(const Overview& overview) {
  report::BoxState state;
  state.box = BoxId(overview.box);
  state.at = overview.clock.utc;
  state.version = overview.version;
  state.rules = overview.rules;
  state.demo = overview.demo;
  state.clock = overview.clock.state;
  state.cameras = static_cast<int>(overview.cameras.size());
  state.cameras_recording =
      static_cast<int>(std::count_if(overview.cameras.begin(), overview.cameras.end(),
                                     [](const CameraOverview& camera) { return capture::is_well(camera.state); }));
  state.disk_ok =
      std::all_of(overview.disks.begin(), overview.disks.end(), [](const DiskOverview& disk) { return disk.ok; });
  state.counting = overview.vision.running;
  state.waiting = overview.county.waiting;
  state.alarms = static_cast<int>(overview.alarms.size());
  return state;
}

}  // namespace

CountyLine::CountyLine(const config::Box& box, store::Store& store, store::DatabaseWriter& writer, const Clock& clock,
                       Random& random, std::string version)
    : county_(box.county), store_(store) {
  if (county_.broker.empty()) return;
  uploader::UploaderSettings settings;
  settings.county = county_;
  settings.box = box.id;
  settings.version = std::move(version);
  auto started = uploader::Uploader::start(std::move(settings), store, writer, clock, random);
  if (started) {
    uploader_ = std::move(*started);
  } else {
    detail_ = started.error().chain();
    log_error("uplink", "{}", detail_);
  }
}

CountyOverview CountyLine::overview() const {
  CountyOverview overview;
  overview.configured = !county_.broker.empty();
  overview.detail = detail_;
  if (uploader_) {
    const uploader::UplinkState state = uploader_->state();
    overview.connected = state.connected;
    overview.detail = state.detail;
    overview.waiting = state.waiting;
  } else if (auto reader = store_.reader()) {
    overview.waiting = reader->waiting_count().value_or(0);
  }
  return overview;
}

void CountyLine::tell_state(const Overview& overview) {
  if (!uploader_) return;
  report::BoxState state = state_of(overview);
  const BootMillis now = overview.clock.boot;
  {
    // What grows by itself is told along with something else, or after a while.
    report::BoxState quiet = state;
    quiet.at = {};
    quiet.waiting = 0;
    const std::string text = report::state_text(quiet);
    const std::scoped_lock lock(mutex_);
    if (text == told_ && now - told_at_ < kStateEvery) return;
    told_ = text;
    told_at_ = now;
  }
  uploader_->set_state(report::state_text(state));
}

}  // namespace xueshi::daemon
