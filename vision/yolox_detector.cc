#include "vision/yolox_detector.h"

#include <algorithm>

#include "vision/message.h"
#include "vision/widths.h"
#include "vision/yolox_network.h"

namespace xueshi::vision {
namespace {

constexpr float kLeastScore = 0.20F;

class YoloxDetector final : public Detector {
 public:
  YoloxDetector(Model model, std::vector<int> widths)
      : name_(model.known ? "yolox_nano" : "yolox_other"),
        widths_(std::move(widths)),
        calibrated_(model.known && all_measured(widths_)),
        network_(std::move(model.onnx)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] int widths() const override { return static_cast<int>(widths_.size()); }
  [[nodiscard]] bool calibrated() const override { return calibrated_; }

  Result<Detection> detect(const Frame& frame, std::uint32_t turn) override {
    const int width = widths_[turn % widths_.size()];
    Detection detection;
    const auto scaled = scale(frame, width, *std::max_element(widths_.begin(), widths_.end()));
    if (!scaled) return tl::make_unexpected(scaled.error());
    const auto persons = network_.persons(*scaled, kLeastScore, detection.forward);
    if (!persons) return tl::make_unexpected(persons.error());
    detection.boxes = boxes_of(*persons);
    const int count = static_cast<int>(detection.boxes.size());
    detection.calibrated = calibrated_ && std::max(frame.width(), frame.height()) >= kLeastMeasuredSide;
    detection.interval = detection.calibrated ? count_interval(count) : CountInterval{0, kMostHeads};
    detection.label = name_ + "/" + std::to_string(width);
    return detection;
  }

  Result<void> warm_up() override { return network_.warm_up(); }

 private:
  std::string name_;
  std::vector<int> widths_;
  bool calibrated_;
  YoloxNetwork network_;
};

}  // namespace

std::unique_ptr<Detector> make_yolox_detector(Model model, std::vector<int> widths) {
  return std::make_unique<YoloxDetector>(std::move(model), widths.empty() ? usual_widths() : std::move(widths));
}

}  // namespace xueshi::vision
