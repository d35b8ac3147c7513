#pragma once
/// The thread that has key frames counted: keeps the counting process alive, and only the newest key frame of each
/// camera, and within its share of the processor (look_schedule.h).

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/random.h"
#include "capture/capture_sink.h"
#include "daemon/look_schedule.h"
#include "facts/seen.h"
#include "vision/vision_process.h"

namespace xueshi::daemon {

/// Figures for /metrics and the status; a consistent copy.
struct VisionFigures {
  bool running = false;
  std::string detector;
  std::uint64_t counted = 0;
  std::uint64_t replaced = 0;  ///< key frames that a newer one displaced before they were counted
  std::uint64_t unreadable = 0;
  std::uint64_t restarts = 0;
  std::string sandbox;  ///< what confines the process
  int percent = 0;      ///< of one core, over the last minute
  Millis period{0};     ///< between two counts of one camera, of the one that waits longest; 0: not known
};

class VisionWorker {
 public:
  struct Listener {
    std::function<void(const Observation&)> on_observation;
    /// The process runs, or not and why. Once per change.
    std::function<void(bool running, const std::string& detail)> on_state;
  };

  /// `percent`: of one core, what counting may take for all cameras together.
  VisionWorker(vision::VisionSettings settings, int percent, Listener listener, const Clock& clock, Random& random);
  ~VisionWorker();  ///< stops within the time one picture may take

  /// From any thread; never waits for a count (I1). An older frame of the same camera that is still waiting is
  /// replaced.
  void offer(capture::KeyFrame&& frame);
  [[nodiscard]] VisionFigures figures() const;

 private:
  void run();
  bool ensure_running();
  [[nodiscard]] std::optional<capture::KeyFrame> next_frame();
  void count(const capture::KeyFrame& frame);
  Micros processor_taken();
  bool wait_or_stop(Millis wait);

  const vision::VisionSettings settings_;
  const Listener listener_;
  const Clock& clock_;
  Backoff backoff_;
  std::unique_ptr<vision::VisionProcess> process_;  // the worker's thread only
  std::map<CameraId, std::uint32_t> turns_;         // the worker's thread only
  Micros processor_{0};                             // the worker's thread only; of the process, when last looked at
  std::string last_failure_;                        // the worker's thread only

  mutable std::mutex mutex_;  // guards the five below
  LookSchedule schedule_;
  std::condition_variable changed_;
  std::map<CameraId, capture::KeyFrame> waiting_;
  VisionFigures figures_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace xueshi::daemon
