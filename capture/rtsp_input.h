#pragma once
/// One RTSP connection over TCP: libav behind a door that always answers in time.

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "capture/av_handles.h"
#include "capture/camera_fault.h"
#include "capture/read_guard.h"
#include "config/box.h"

namespace xueshi::capture {

/// Belongs to the camera's thread; closing sends TEARDOWN and waits for nothing.
class RtspInput {
 public:
  /// DESCRIBE, SETUP of the video alone, PLAY. `url` may hold credentials, `address` is what people may see.
  /// `stream_info`: lets libav look at the first frames, which B pictures need and all others do faster without.
  static tl::expected<std::unique_ptr<RtspInput>, CameraFault> open(const config::Secret& url,
                                                                    const std::string& address,
                                                                    const InputLimits& limits, ReadGuard& guard,
                                                                    bool stream_info);

  [[nodiscard]] const AVStream& video() const { return *input_->streams[video_]; }
  /// The next packet of the video, into `packet` (which is unreferenced first).
  tl::expected<void, CameraFault> next(AVPacket& packet);

 private:
  RtspInput(const std::string& address, const InputLimits& limits, ReadGuard& guard)
      : address_(address), limits_(limits), guard_(guard) {}
  tl::expected<void, CameraFault> connect(const config::Secret& url, bool stream_info);
  [[nodiscard]] CameraFault fault(InputStep step, int av_error) const;

  const std::string address_;
  const InputLimits limits_;
  ReadGuard& guard_;
  InputPtr input_;
  unsigned video_ = 0;
  bool got_packet_ = false;
};

}  // namespace xueshi::capture
