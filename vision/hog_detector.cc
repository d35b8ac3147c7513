#include "vision/hog_detector.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <opencv2/objdetect.hpp>

#include "vision/message.h"

namespace xueshi::vision {
namespace {

constexpr int kSide = 640;  ///< the longer side of what is searched

class HogDetector final : public Detector {
 public:
  HogDetector() { hog_.setSVMDetector(cv::HOGDescriptor::getDefaultPeopleDetector()); }

  [[nodiscard]] std::string name() const override { return "hog"; }
  [[nodiscard]] int widths() const override { return 1; }
  [[nodiscard]] bool calibrated() const override { return false; }

  Result<Detection> detect(const Frame& frame, std::uint32_t) override {
    const double scale = static_cast<double>(kSide) / std::max(frame.width(), frame.height());
    // Smaller than the detector's window nothing can be found, and OpenCV would assert.
    const cv::Size size(std::max<int>(hog_.winSize.width, static_cast<int>(std::lround(frame.width() * scale))),
                        std::max<int>(hog_.winSize.height, static_cast<int>(std::lround(frame.height() * scale))));
    auto picture = frame.bgr(size);
    if (!picture) return tl::make_unexpected(std::move(picture.error()));

    std::vector<cv::Rect> found;
    std::vector<double> weights;
    const auto before = std::chrono::steady_clock::now();
    hog_.detectMultiScale(*picture, found, weights, 0, {8, 8}, {}, 1.05, 2);
    Detection detection;
    detection.forward = std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - before);

    const double back_x = static_cast<double>(frame.width()) / size.width;
    const double back_y = static_cast<double>(frame.height()) / size.height;
    for (std::size_t i = 0; i < found.size() && i < kMostBoxes; ++i) {
      const cv::Rect& at = found[i];
      detection.boxes.push_back({static_cast<int>(std::lround(at.x * back_x)),
                                 static_cast<int>(std::lround(at.y * back_y)),
                                 static_cast<int>(std::lround(at.width * back_x)),
                                 static_cast<int>(std::lround(at.height * back_y)), static_cast<float>(weights.at(i))});
    }
    std::stable_sort(detection.boxes.begin(), detection.boxes.end(),
                     [](const Box& a, const Box& b) { return a.score > b.score; });
    detection.interval = {0, kMostHeads};
    detection.label = "hog/" + std::to_string(kSide);
    return detection;
  }

  Result<void> warm_up() override {
    std::vector<cv::Rect> found;
    hog_.detectMultiScale(cv::Mat(256, 256, CV_8UC3, cv::Scalar::all(114)), found);
    return {};
  }

 private:
  cv::HOGDescriptor hog_;
};

}  // namespace

std::unique_ptr<Detector> make_hog_detector() { return std::make_unique<HogDetector>(); }

}  // namespace xueshi::vision
