#pragma once
/// One compressed picture → one sighting: what the counting process is for. Pure but for the detector's tables.

#include "base/result.h"
#include "vision/detector.h"
#include "vision/picture.h"

namespace xueshi::vision {

/// Never throws: what OpenCV throws becomes kInternal, or kBusy where memory ran out.
Result<Sighting> observe(const Picture& picture, Detector& detector);

}  // namespace xueshi::vision
