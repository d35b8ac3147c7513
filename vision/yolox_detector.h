#pragma once
/// YOLOX-nano's persons: score ≥ 0.20, at several widths in turn.
///
/// Each width errs on other people (missed when small, found twice when large), so the median over successive pictures
/// is better than any one of them (docs/counting.md).

#include <memory>
#include <vector>

#include "vision/detector.h"
#include "vision/model_file.h"

namespace xueshi::vision {

/// `widths` as checked by `check_widths`; empty: kUsualWidths.
std::unique_ptr<Detector> make_yolox_detector(Model model, std::vector<int> widths);

}  // namespace xueshi::vision
