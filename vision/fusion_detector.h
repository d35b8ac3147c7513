#pragma once
/// Persons by YOLOX-nano and faces by YuNet-n in the same picture at the same width, fused (fusion.h). Not calibrated.

#include <memory>
#include <vector>

#include "vision/detector.h"
#include "vision/model_file.h"

namespace xueshi::vision {

/// `widths` as checked by `check_widths`; empty: usual_widths().
std::unique_ptr<Detector> make_fusion_detector(Model persons, Model faces, std::vector<int> widths);

}  // namespace xueshi::vision
