#pragma once
/// YOLOX-nano's persons: score ≥ 0.20, at 1280, 1440 and 1600 pixels width in turn.
///
/// Each width errs on other people (missed when small, found twice when large), so the median over successive pictures
/// is better than any one of them (docs/counting.md). OpenCV sets a network up for one input shape, and a change of
/// shape costs an allocation of everything: one network a shape is kept, those used last, within a bound of memory.

#include <memory>

#include "vision/detector.h"
#include "vision/model_file.h"

namespace xueshi::vision {

/// kCorrupt: not a model that OpenCV reads.
Result<std::unique_ptr<Detector>> make_yolox_detector(PersonModel model);

/// Where a picture goes in the network's input: scaled to `picture` in the top left of `input`, whose sides are
/// multiples of 32 and not greater than `width`.
struct Letterbox {
  cv::Size picture;
  cv::Size input;
};
Letterbox letterbox(int frame_width, int frame_height, int width);

}  // namespace xueshi::vision
