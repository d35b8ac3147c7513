#pragma once
/// What was seen in one picture of one camera.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/time.h"
#include "facts/ids.h"

namespace xueshi {

/// Heads counted in one picture and what the picture itself was like. No faces, no identities.
struct Observation {
  CameraId camera;
  BootId boot_id;
  BootMillis boot{};  ///< when the picture was taken, on box time
  UtcMillis utc{};    ///< the wall clock then
  int count = 0;      ///< heads in this picture, staff included
  int lo = 0;         ///< calibrated interval of the true number, both ends included
  int hi = 0;
  bool calibrated = false;      ///< false: `lo` and `hi` mean nothing (HOG)
  std::uint8_t luma = 0;        ///< mean brightness, 0..255
  std::uint16_t sharpness = 0;  ///< variance of the Laplacian at 320 pixels width, capped at 65535
  std::uint64_t phash = 0;      ///< 64-bit perceptual hash
  std::string detector;         ///< "yolox_nano/1280", "hog/640"
  friend bool operator==(const Observation&, const Observation&) = default;
};

}  // namespace xueshi
