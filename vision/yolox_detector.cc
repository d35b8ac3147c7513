#include "vision/yolox_detector.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>
#include <list>

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "vision/message.h"
#include "vision/yolox_decode.h"

namespace xueshi::vision {
namespace {

constexpr std::array kWidths{1280, 1440, 1600};
constexpr float kLeastScore = 0.20F;
constexpr float kMostOverlap = 0.5F;
constexpr int kPadding = 114;  ///< the grey the network was trained with
/// Networks kept hold no more pixels of input than this: the three widths of 16:9 and of 4:3 pictures together. A
/// network takes about 150 MB a million pixels.
constexpr int kMostInputPixels = 8'500'000;

struct ShapedNet {
  cv::Size shape;
  cv::dnn::Net net;
};

class YoloxDetector final : public Detector {
 public:
  explicit YoloxDetector(PersonModel model) : model_(std::move(model)) {}

  [[nodiscard]] std::string name() const override { return model_.name; }
  [[nodiscard]] int widths() const override { return static_cast<int>(kWidths.size()); }
  [[nodiscard]] bool calibrated() const override { return model_.known; }

  Result<Detection> detect(const Frame& frame, std::uint32_t turn) override {
    const int width = kWidths[turn % kWidths.size()];
    const Letterbox box = letterbox(frame.width(), frame.height(), width);
    auto picture = frame.bgr(box.picture);
    if (!picture) return tl::make_unexpected(std::move(picture.error()));

    Detection detection;
    auto found = forward(*picture, box.input, detection.forward);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const double back_x = static_cast<double>(frame.width()) / box.picture.width;
    const double back_y = static_cast<double>(frame.height()) / box.picture.height;
    for (const Found& at : suppress(std::move(*found), kMostOverlap, kMostBoxes)) {
      const cv::Rect2d whole(at.x * back_x, at.y * back_y, at.width * back_x, at.height * back_y);
      const cv::Rect2d seen = whole & cv::Rect2d(0, 0, frame.width(), frame.height());
      if (seen.empty()) continue;  // somebody in the padding is nobody
      detection.boxes.push_back({static_cast<int>(std::lround(seen.x)), static_cast<int>(std::lround(seen.y)),
                                 static_cast<int>(std::lround(seen.width)), static_cast<int>(std::lround(seen.height)),
                                 at.score});
    }
    const int count = static_cast<int>(detection.boxes.size());
    detection.interval = calibrated() ? count_interval(count) : CountInterval{0, kMostHeads};
    detection.label = name() + "/" + std::to_string(width);
    return detection;
  }

  Result<void> warm_up() override {
    Micros ignored{0};
    const cv::Size small(320, 192);
    auto found = forward(cv::Mat(small, CV_8UC3, cv::Scalar::all(kPadding)), small, ignored);
    nets_.clear();
    if (!found) return tl::make_unexpected(std::move(found.error()));
    return {};
  }

 private:
  Result<std::vector<Found>> forward(const cv::Mat& picture, cv::Size input, Micros& took) {
    cv::Mat padded;
    cv::copyMakeBorder(picture, padded, 0, input.height - picture.rows, 0, input.width - picture.cols,
                       cv::BORDER_CONSTANT, cv::Scalar::all(kPadding));
    cv::Mat blob = cv::dnn::blobFromImage(padded);
    cv::dnn::Net& net = net_for(input);
    const auto before = std::chrono::steady_clock::now();
    net.setInput(blob);
    const cv::Mat output = net.forward();
    took = std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - before);
    const int rows = yolox_rows(input.width, input.height);
    if (output.type() != CV_32F || !output.isContinuous() ||
        output.total() != static_cast<std::size_t>(rows) * kYoloxColumns) {
      return fail(ErrorCode::kCorrupt, "the model's output is not YOLOX's: expected " + std::to_string(rows) + " × 85");
    }
    return decode_yolox(output.ptr<float>(), input.width, input.height, kLeastScore);
  }

  /// The network for a shape; those used longest ago make room.
  cv::dnn::Net& net_for(cv::Size shape) {
    const auto known =
        std::find_if(nets_.begin(), nets_.end(), [&](const ShapedNet& entry) { return entry.shape == shape; });
    if (known != nets_.end()) {
      nets_.splice(nets_.begin(), nets_, known);
      return nets_.front().net;
    }
    int kept_pixels = shape.area();
    for (auto net = nets_.begin(); net != nets_.end();) {
      kept_pixels += net->shape.area();
      net = kept_pixels > kMostInputPixels ? nets_.erase(net) : std::next(net);
    }
    auto net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(model_.onnx.data()), model_.onnx.size());
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    nets_.push_front({shape, std::move(net)});
    return nets_.front().net;
  }

  PersonModel model_;
  std::list<ShapedNet> nets_;  ///< last used first
};

}  // namespace

Letterbox letterbox(int frame_width, int frame_height, int width) {
  const auto up_to_32 = [](int side) { return (side + 31) / 32 * 32; };
  const double scale = static_cast<double>(width) / std::max(frame_width, frame_height);
  const auto scaled = [&](int side) { return std::clamp(static_cast<int>(std::lround(side * scale)), 1, width); };
  const cv::Size picture(scaled(frame_width), scaled(frame_height));
  return {picture, {up_to_32(picture.width), up_to_32(picture.height)}};
}

Result<std::unique_ptr<Detector>> make_yolox_detector(PersonModel model) {
  return std::make_unique<YoloxDetector>(std::move(model));
}

}  // namespace xueshi::vision
