#include "daemon/tape_desk.h"

#include "capture/camera_fault.h"

namespace xueshi::daemon {

void TapeDesk::on_segment_closed(const Segment& segment) {
  {
    const std::scoped_lock lock(mutex_);
    LiveCamera& camera = live_[segment.id.camera];
    // Of an open file a part was counted already.
    const bool was_open = camera.open && camera.open->id == segment.id;
    camera.recorded += segment.duration - (was_open ? camera.open->duration : Millis{0});
    camera.bytes += segment.bytes - (was_open ? camera.open->bytes : 0);
    if (was_open) camera.open.reset();
    if (camera.growing && camera.growing->id == segment.id) camera.growing.reset();
    camera.closed = segment;
    windows_[segment.id.camera].closed(segment);
  }
  listener_.store_segment(segment);
}

void TapeDesk::on_segment_synced(const Segment& so_far) {
  const std::scoped_lock lock(mutex_);
  LiveCamera& camera = live_[so_far.id.camera];
  const bool was_open = camera.open && camera.open->id == so_far.id;
  camera.recorded += so_far.duration - (was_open ? camera.open->duration : Millis{0});
  camera.bytes += so_far.bytes - (was_open ? camera.open->bytes : 0);
  camera.open = so_far;
}

void TapeDesk::on_segment_grown(const Segment& so_far) {
  const std::scoped_lock lock(mutex_);
  live_[so_far.id.camera].growing = so_far;
  windows_[so_far.id.camera].grown(so_far);
}

void TapeDesk::on_gap(const Gap& gap) {
  {
    const std::scoped_lock lock(mutex_);
    ++gaps_[gap.cause];
  }
  listener_.store_gap(gap);
}

void TapeDesk::on_disk(const std::string& disk, std::optional<GapCause> cause, const std::string& detail) {
  {
    const std::scoped_lock lock(mutex_);
    if (cause) {
      bad_disks_[disk] = {*cause, detail};
    } else {
      bad_disks_.erase(disk);
    }
  }
  listener_.disk(disk, cause, detail);
}

void TapeDesk::on_camera_state(const CameraId& camera, capture::CameraState state, const std::string& detail) {
  const std::scoped_lock lock(mutex_);
  LiveCamera& live = live_[camera];
  if (state != capture::CameraState::kStopped) live.detail = detail;  // why nothing came outlives the stop
  live.state = state;
  live.since = clock_.boot();
}

void TapeDesk::on_key_frame(capture::KeyFrame&& frame) { listener_.key_frame(std::move(frame)); }

std::map<CameraId, LiveCamera> TapeDesk::live() const {
  const std::scoped_lock lock(mutex_);
  return live_;
}

std::optional<LiveCamera> TapeDesk::live(const CameraId& camera) const {
  const std::scoped_lock lock(mutex_);
  const auto found = live_.find(camera);
  return found == live_.end() ? std::nullopt : std::optional(found->second);
}

recording::LiveWindow TapeDesk::live_window(const CameraId& camera) const {
  const std::scoped_lock lock(mutex_);
  const auto found = windows_.find(camera);
  return found == windows_.end() ? recording::LiveWindow() : found->second;
}

std::map<GapCause, std::uint64_t> TapeDesk::gaps() const {
  const std::scoped_lock lock(mutex_);
  return gaps_;
}

std::map<CameraId, GapCause> TapeDesk::not_recorded(std::size_t disks) const {
  const std::scoped_lock lock(mutex_);
  std::map<CameraId, GapCause> causes;
  for (const auto& [id, camera] : live_) {
    if (camera.state != capture::CameraState::kRecording) {
      causes.emplace(id, capture::gap_cause(camera.state));
    } else if (!bad_disks_.empty() && bad_disks_.size() == disks) {
      causes.emplace(id, bad_disks_.begin()->second.first);
    }
  }
  return causes;
}

std::map<std::string, std::pair<GapCause, std::string>> TapeDesk::bad_disks() const {
  const std::scoped_lock lock(mutex_);
  return bad_disks_;
}

}  // namespace xueshi::daemon
