#pragma once
/// OpenCV's built-in people detector: needs no model, finds standing people only, states no interval.

#include <memory>

#include "vision/detector.h"

namespace xueshi::vision {

std::unique_ptr<Detector> make_hog_detector();

}  // namespace xueshi::vision
