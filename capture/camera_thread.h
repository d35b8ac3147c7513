#pragma once
/// The thread of one camera stream: connects, records, and connects again for as long as it lives.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "base/random.h"
#include "capture/camera_fault.h"
#include "capture/capture_sink.h"
#include "capture/record_windows.h"
#include "config/box.h"
#include "recording/disk_set.h"
#include "recording/recording_sink.h"
#include "recording/stream_recorder.h"

namespace xueshi::capture {

struct CameraSettings {
  config::Camera camera;                  ///< its main_url is what is recorded; must have gone through parse_camera_url
  std::optional<Millis> key_frame_every;  ///< hand key frames to the sink, at most this often; none: never
  InputLimits limits;
  Millis first_wait{1'000};  ///< between attempts, doubling up to `most_wait`, with jitter
  Millis most_wait{30'000};
};

/// For progress and metrics; each figure is whole, together they may be one packet apart.
struct CameraFigures {
  std::uint64_t packets = 0;   ///< received
  std::uint64_t bytes = 0;     ///< received, video only
  Millis recorded{0};          ///< media time given to the recorder, over all runs
  std::uint64_t connects = 0;  ///< attempts
};

/// Started by the constructor; `stop` ends it within a second, whatever the camera does, except while a host name is
/// being looked up; the destructor stops and joins. Sinks, disks, clock and random outlive it.
///
/// A camera's fault never ends the thread: it becomes a state for the CaptureSink, a cause for the recorder's gap and a
/// wait that grows. Nothing here waits for the disk (I1): packets go into the recorder's queue.
class CameraThread {
 public:
  CameraThread(CameraSettings settings, recording::StreamSettings stream, recording::DiskSet& disks,
               recording::RecordingSink& recording_sink, CaptureSink& capture_sink, const Clock& clock, Random& random);
  ~CameraThread();
  CameraThread(const CameraThread&) = delete;
  CameraThread& operator=(const CameraThread&) = delete;

  /// Asks the thread to end and returns at once: stop all cameras first, then destroy them. Any thread.
  void stop();
  /// See StreamRecorder::request_cut. Any thread.
  void request_cut();
  /// Recorded within these from now on, and not connected to outside of them. Null, as at the start: always. Any
  /// thread.
  void set_windows(RecordWindowsPtr windows) { windows_.store(std::move(windows)); }
  [[nodiscard]] CameraFigures figures() const;

 private:
  void run();
  void wait(Millis time);
  [[nodiscard]] bool wanted(const ClockReading& now) const;

  const CameraSettings settings_;
  const Clock& clock_;
  recording::StreamRecorder recorder_;  // camera's thread, but for request_cut
  CaptureSink& sink_;
  Backoff backoff_;

  std::atomic<bool> stop_{false};
  std::atomic<RecordWindowsPtr> windows_;
  std::mutex mutex_;  // only for waiting on wake_
  std::condition_variable wake_;

  std::atomic<std::uint64_t> packets_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::int64_t> recorded_us_{0};
  std::atomic<std::uint64_t> connects_{0};

  bool stream_info_ = false;  // this camera has B pictures: stays known over reconnects
  CameraState state_ = CameraState::kStopped;
  void set_state(CameraState state, const std::string& detail);

  std::thread thread_;  // last: everything above is there when it starts
};

}  // namespace xueshi::capture
