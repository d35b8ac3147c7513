#pragma once
/// The head of a file (ftyp + moov), made by libav's mp4 muxer, so that every detail of avcC and hvcC is its business.

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "facts/recorded.h"

namespace xueshi::recording {

struct VideoFormat {
  VideoCodec codec = VideoCodec::kH264;
  Bytes extradata;  ///< Annex B or avcC/hvcC
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  friend bool operator==(const VideoFormat&, const VideoFormat&) = default;
};

struct InitSegment {
  Bytes bytes;
  std::uint32_t timescale = 0;  ///< ticks a second of the track; a multiple of the one asked for
};

/// kBadInput where libav does not take the format (no parameter sets, no size).
Result<InitSegment> make_init_segment(const VideoFormat& format, std::uint32_t timescale);

/// Fills width and height from the parameter sets, as the parser of libav reads them together with the key frame that
/// they belong to (both Annex B). Leaves them as they are where it finds none.
void read_size(VideoFormat& format, ByteView key_frame);

}  // namespace xueshi::recording
