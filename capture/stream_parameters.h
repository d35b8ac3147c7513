#pragma once
/// What a recorder must know of a stream before its first frame.

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "capture/av_handles.h"
#include "facts/recorded.h"

namespace xueshi::capture {

/// The codec, if it is one we record.
std::optional<VideoCodec> codec_of(const AVCodecParameters& parameters);

/// Keeps a stream's parameters in step with its key frames. Camera's thread.
class StreamParameters {
 public:
  /// `announced`: what SDP said, with extradata where the camera gave any.
  explicit StreamParameters(const AVCodecParameters& announced);

  enum class Change { kNone, kNew };
  /// Looks at a key frame's own parameter sets: kNew the first time and whenever they differ from those before; then
  /// `get` has them as extradata, with width and height. Fails (kUnsupported) when neither SDP nor the frame had any,
  /// or the picture has no size.
  Result<Change> look_at(ByteView key_frame);
  [[nodiscard]] const AVCodecParameters& get() const { return *parameters_; }
  [[nodiscard]] ByteView extradata() const {
    return {parameters_->extradata, static_cast<std::size_t>(parameters_->extradata_size)};
  }

 private:
  Result<void> find_size(ByteView key_frame);

  ParametersPtr parameters_;
  VideoCodec codec_;
  bool known_ = false;
};

}  // namespace xueshi::capture
