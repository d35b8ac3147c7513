#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "capture/camera_fault.h"
#include "config/box.h"
#include "web/playback_source.h"

namespace xueshi::daemon {

struct SubStreamSettings {
  BoxId box;
  std::vector<config::Camera> cameras;  ///< those without a sub stream are passed over
  Millis idle{30'000};                  ///< so long after the last question it is let go
  Millis segment{10'000};               ///< a file is cut at the first IDR after this much media time
  std::uint64_t bytes = 32u << 20;      ///< of memory for the files of one stream
  std::size_t most = 16;                ///< streams at once
  capture::InputLimits limits;
  Millis first_wait{1'000};  ///< between attempts to connect, doubling
};

/// The cameras' sub streams, pulled only while somebody watches, by the code that records, but into memory: nothing of
/// them reaches a disk, the index, a verdict or an alarm.
///
/// The first question starts a camera's stream; `idle` after the last one it ends. Starting and ending are done on a
/// thread of its own: `live` and `file` may be called on any thread and never wait. The files that the playlist does
/// not list any more are removed; where the listed ones would take more than three quarters of `bytes` the playlist
/// gets shorter. Every number in it is higher than those of earlier runs in the same boot of the box: the first file's
/// is the number of seconds since the boot.
class SubStreams {
 public:
  SubStreams(SubStreamSettings settings, const Clock& clock, Random& random);
  ~SubStreams();  ///< ends all of them, within about a second
  SubStreams(const SubStreams&) = delete;
  SubStreams& operator=(const SubStreams&) = delete;

  /// Is there one to be had of this camera?
  [[nodiscard]] bool has(const CameraId& camera) const { return cameras_.contains(camera); }
  /// The live playlist. kNotFound: none is set up; kBusy: it is starting; kUnreachable: it was started, but the camera
  /// sends nothing; kNoSpace: too many run already.
  Result<std::string> live(const CameraId& camera);
  /// A file that the playlist lists, or listed a moment ago; never starts anything.
  Result<web::MediaFile> file(const CameraId& camera, std::uint64_t sequence);

  /// Streams that run now.
  [[nodiscard]] std::size_t running() const;
  /// Memory that the files of all streams take now.
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  class Run;
  struct Watched {
    std::unique_ptr<Run> run;  ///< null: wanted, and about to be started. Ended on thread_ alone, where it may wait
    BootMillis asked{};        ///< last
  };
  void work();
  // Both with the lock held; they let go of it while a stream starts or ends.
  void start_wanted(std::unique_lock<std::mutex>& lock);
  void end_streams(std::unique_lock<std::mutex>& lock, bool all);

  const SubStreamSettings settings_;
  const std::map<CameraId, config::Camera> cameras_;
  const Clock& clock_;
  Random& random_;

  mutable std::mutex mutex_;  // guards all below; never held while a stream starts or ends
  std::condition_variable wake_;
  std::map<CameraId, Watched> watched_;
  std::map<CameraId, std::uint64_t> next_sequence_;  ///< beyond every earlier run's
  bool stop_ = false;

  std::thread thread_;  // last: everything above is there when it starts
};

}  // namespace xueshi::daemon
