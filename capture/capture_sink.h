#pragma once

#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "facts/ids.h"
#include "facts/names.h"
#include "facts/recorded.h"

namespace xueshi::capture {

enum class CameraState : std::uint8_t {
  kConnecting,
  kRecording,
  kUnreachable,       ///< no route, refused, no answer
  kAuthFailed,        ///< 401 after our credentials
  kNotFound,          ///< RTSP 404: wrong path
  kNoVideo,           ///< connected, but no video stream or no packets
  kNoKeyframe,        ///< packets, but no key frame
  kStalled,           ///< was recording, nothing arrives any more
  kUnsupportedCodec,  ///< neither H.264 nor H.265
  kOffHours,          ///< not recorded now, by setting: no lesson hour is near
  kStopped,
};
inline constexpr NameTable<CameraState, 11> kCameraStates{{{
    {CameraState::kConnecting, "connecting"},
    {CameraState::kRecording, "recording"},
    {CameraState::kUnreachable, "unreachable"},
    {CameraState::kAuthFailed, "auth_failed"},
    {CameraState::kNotFound, "not_found"},
    {CameraState::kNoVideo, "no_video"},
    {CameraState::kNoKeyframe, "no_keyframe"},
    {CameraState::kStalled, "stalled"},
    {CameraState::kUnsupportedCodec, "unsupported_codec"},
    {CameraState::kOffHours, "off_hours"},
    {CameraState::kStopped, "stopped"},
}}};

/// A compressed key frame on its way to the counting process.
struct KeyFrame {
  CameraId camera;
  VideoCodec codec = VideoCodec::kH264;
  Bytes parameters;  ///< extradata (Annex B or avcC/hvcC), as libav's decoder takes it
  Bytes data;        ///< the access unit
  ClockReading arrival;
};

/// Who is told what the cameras gave. Called on the camera's thread; must return at once and not throw.
class CaptureSink {
 public:
  virtual ~CaptureSink() = default;
  /// Once per change of state. `detail` is a sentence for people with the address but without credentials.
  virtual void on_camera_state(const CameraId& camera, CameraState state, const std::string& detail) = 0;
  /// At most one each `key_frame_every`; the sink keeps only the newest that it has not passed on.
  virtual void on_key_frame(KeyFrame&& frame) = 0;
};

}  // namespace xueshi::capture
