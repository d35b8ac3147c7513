#pragma once
/// One stream of a camera, tried: connects as for recording, looks at it for a few seconds and says what it is.

#include <atomic>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/time.h"
#include "capture/camera_fault.h"
#include "config/box.h"
#include "facts/recorded.h"

namespace xueshi::capture {

struct ProbeLimits {
  /// Shorter than for recording: somebody waits for the answer.
  InputLimits input{Millis{4'000}, Millis{4'000}, Millis{2'000}, Millis{2'000}, Millis{5'000}};
  Millis look{3'000};         ///< so long, or until `key_frames` have come
  Millis look_longer{6'000};  ///< where there was no whole group of pictures by then
  int key_frames = 3;
};

struct StreamReport {
  std::optional<CameraFault> fault;  ///< nothing: the stream can be recorded. What is known in spite of it stands below
  Millis connect{0};                 ///< to the answer to PLAY, or to the fault
  std::optional<VideoCodec> codec;
  int width = 0;  ///< 0: not known
  int height = 0;
  std::optional<double> fps;      ///< by the stream's own times
  std::optional<int> kbit_per_s;  ///< likewise, over whole groups of pictures where there was one
  std::optional<Millis> gop;      ///< the longest time from a key frame to the next; nothing: longer than the look
  bool b_pictures = false;
  bool times_jump = false;  ///< its times went back or far ahead: what is recorded so proves nothing (I6)
};

/// Blocks for at most about a second more than the limits add up to; `stop` ends it at once. `camera.main_url` is what
/// is tried. Nothing is recorded, and what records the camera is not touched: the camera has one client more for a
/// moment. `fault.detail` is without credentials.
StreamReport probe_stream(const config::Camera& camera, const ProbeLimits& limits, const Clock& clock,
                          const std::atomic<bool>& stop);

}  // namespace xueshi::capture
