#pragma once
/// YuNet-n's faces: score ≥ 0.50. Sees nobody from behind and no head that is down on the desk: to confirm, and where
/// people sit close and face the camera. Not calibrated.

#include <memory>
#include <vector>

#include "vision/detector.h"
#include "vision/model_file.h"

namespace xueshi::vision {

/// `widths` as checked by `check_widths`; empty: usual_widths().
std::unique_ptr<Detector> make_yunet_detector(Model model, std::vector<int> widths);

}  // namespace xueshi::vision
