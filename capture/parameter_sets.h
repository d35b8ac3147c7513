#pragma once
/// Parameter sets of H.264 (SPS, PPS) and H.265 (VPS, SPS, PPS) in Annex B data. Pure.

#include "base/bytes.h"
#include "facts/recorded.h"

namespace xueshi::capture {

/// The parameter sets that stand before the first slice, each once, each after a four-byte start code: what libav takes
/// as extradata. Empty unless every kind that the codec needs is there.
Bytes parameter_sets(VideoCodec codec, ByteView annex_b);

}  // namespace xueshi::capture
