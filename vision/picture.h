#pragma once
/// What goes into the counting process, and what comes out of it.

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "facts/seen.h"

namespace xueshi::vision {

/// How the bytes of one picture are coded.
enum class PictureCoding : std::uint8_t {
  kH264 = 1,  ///< one intra access unit, with or without parameter sets in it
  kH265 = 2,
  kFile = 3,     ///< a whole picture file (JPEG, PNG, …), recognised by its content
  kYuv420p = 4,  ///< three planes, unpadded, width × height then two quarter planes
};

struct Picture {
  PictureCoding coding = PictureCoding::kFile;
  Bytes parameters;  ///< extradata for H.264 and H.265
  Bytes data;
  std::uint32_t width = 0;  ///< for kYuv420p only
  std::uint32_t height = 0;
  /// Which of the detector's widths to use: `turn % number of widths` (they are taken in turn over successive key
  /// frames).
  std::uint32_t turn = 0;
};

/// A head or person in pixels of the picture as decoded.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  float score = 0;
};

/// What was seen in one picture, without camera and time.
struct Sighting {
  int count = 0;
  int lo = 0;
  int hi = 0;
  bool calibrated = false;
  std::uint8_t luma = 0;
  std::uint16_t sharpness = 0;
  std::uint64_t phash = 0;
  std::string detector;     ///< "yolox_nano/1280"
  std::uint32_t width = 0;  ///< of the picture
  std::uint32_t height = 0;
  std::vector<Box> boxes;
  std::uint32_t forward_us = 0;  ///< the network's or detector's own time
  std::uint32_t other_us = 0;    ///< decoding, scaling and all else
};

/// What was seen, as a fact of that camera at that moment.
Observation observation_of(const Sighting& seen, const CameraId& camera, const BootId& boot_id, BootMillis boot,
                           UtcMillis utc);

}  // namespace xueshi::vision
