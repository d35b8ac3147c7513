#pragma once
/// Where recording and cameras tell what happened: passes facts on to the database's thread and keeps what is live.

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "capture/capture_sink.h"
#include "recording/live_window.h"
#include "recording/recording_sink.h"

namespace xueshi::daemon {

/// What one camera does at this moment.
struct LiveCamera {
  capture::CameraState state = capture::CameraState::kConnecting;
  std::string detail;
  BootMillis since{};              ///< of `state`
  std::optional<Segment> open;     ///< what of the file being written is on stable storage
  std::optional<Segment> growing;  ///< the file being written as it was at its last key frame; its last GOP grows on
  std::optional<Segment> closed;   ///< the last closed file
  Millis recorded{0};              ///< media time put on stable storage since the start of the daemon
  std::uint64_t bytes = 0;         ///< likewise
};

/// Implements both sinks. Calls come from camera and storage threads; every member returns at once (I1).
class TapeDesk final : public recording::RecordingSink, public capture::CaptureSink {
 public:
  struct Listener {
    std::function<void(const Segment&)> store_segment;
    std::function<void(const Gap&)> store_gap;
    std::function<void(const std::string& disk, std::optional<GapCause>, const std::string& detail)> disk;
    std::function<void(capture::KeyFrame&&)> key_frame;
  };

  TapeDesk(Listener listener, const Clock& clock) : listener_(std::move(listener)), clock_(clock) {}

  void on_segment_closed(const Segment& segment) override;
  void on_segment_synced(const Segment& so_far) override;
  void on_segment_grown(const Segment& so_far) override;
  void on_gap(const Gap& gap) override;
  void on_disk(const std::string& disk, std::optional<GapCause> cause, const std::string& detail) override;
  void on_camera_state(const CameraId& camera, capture::CameraState state, const std::string& detail) override;
  void on_key_frame(capture::KeyFrame&& frame) override;

  [[nodiscard]] std::map<CameraId, LiveCamera> live() const;
  /// One of them; nothing for a camera of which nothing was told yet.
  [[nodiscard]] std::optional<LiveCamera> live(const CameraId& camera) const;
  /// What a live playlist shows of it; empty where there is nothing yet.
  [[nodiscard]] recording::LiveWindow live_window(const CameraId& camera) const;
  /// Gaps told since the start, by cause.
  [[nodiscard]] std::map<GapCause, std::uint64_t> gaps() const;
  /// Cameras that nothing is recorded of at this moment, and why; `disks` is how many the box has.
  [[nodiscard]] std::map<CameraId, GapCause> not_recorded(std::size_t disks) const;
  /// Disks that are bad now, with cause and detail.
  [[nodiscard]] std::map<std::string, std::pair<GapCause, std::string>> bad_disks() const;

 private:
  const Listener listener_;
  const Clock& clock_;
  mutable std::mutex mutex_;  // guards the four below; held for a copy, never while anything is made of it
  std::map<CameraId, LiveCamera> live_;
  std::map<CameraId, recording::LiveWindow> windows_;
  std::map<GapCause, std::uint64_t> gaps_;
  std::map<std::string, std::pair<GapCause, std::string>> bad_disks_;
};

}  // namespace xueshi::daemon
