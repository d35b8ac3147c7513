#pragma once
/// One compressed picture → one frame, by libavcodec alone: no demuxer, no parser, no second file is ever opened.
///
/// Picture files (JPEG, PNG, BMP, WebP, GIF) are told apart by content and given whole to their decoder, which reads
/// the container itself; of an animation the first picture counts. Pure; any thread (the reason libav gives for a
/// refusal is kept per thread). Nothing is spawned: decoders run with one thread.

#include "base/result.h"
#include "vision/frame.h"
#include "vision/picture.h"

namespace xueshi::vision {

/// kBadInput: the bytes are no such picture, are cut off or damaged, or the picture is too small or too large
/// (frame.h); the message says which.
Result<Frame> decode(const Picture& picture);

}  // namespace xueshi::vision
