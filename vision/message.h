#pragma once
/// What the counting process and its parent say to each other, as bytes. Both sides read with bounds: the child's
/// pictures come from cameras, and the child itself may have been taken over by one.

#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "config/widths.h"
#include "vision/picture.h"

namespace xueshi::vision {

inline constexpr int kMostWidths = config::kMostWidths;
inline constexpr int kMostBoxes = 2'000;
/// No count goes beyond it; `hi` of a detector that is not calibrated.
inline constexpr int kMostHeads = 9'999;

/// The child's first message.
struct Ready {
  std::string detector;  ///< "yolox_nano", "hog"
  int widths = 1;
  bool calibrated = false;
  std::string sandbox;  ///< what is in force: "landlock seccomp", "seccomp", "none"
};

using Answer = std::variant<Ready, Sighting, Error>;

Bytes encode(const Picture& picture);
Result<Picture> decode_picture(Bytes message);

Bytes encode(const Ready& ready);
Bytes encode(const Sighting& sighting);
/// Only code and chain().
Bytes encode(const Error& error);
/// Anything out of bounds is kCorrupt: the child is not to be trusted any more.
Result<Answer> decode_answer(ByteView message);

}  // namespace xueshi::vision
