#include "vision/yunet_detector.h"

#include <algorithm>

#include "vision/message.h"
#include "vision/widths.h"
#include "vision/yunet_network.h"

namespace xueshi::vision {
namespace {

constexpr float kLeastScore = 0.50F;

class YunetDetector final : public Detector {
 public:
  YunetDetector(Model model, std::vector<int> widths)
      : name_(model.known ? "yunet_n" : "yunet_other"), widths_(std::move(widths)), network_(std::move(model.onnx)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] int widths() const override { return static_cast<int>(widths_.size()); }
  [[nodiscard]] bool calibrated() const override { return false; }

  Result<Detection> detect(const Frame& frame, std::uint32_t turn) override {
    const int width = widths_[turn % widths_.size()];
    Detection detection;
    const auto scaled = scale(frame, width, *std::max_element(widths_.begin(), widths_.end()));
    if (!scaled) return tl::make_unexpected(scaled.error());
    const auto faces = network_.faces(*scaled, kLeastScore, detection.forward);
    if (!faces) return tl::make_unexpected(faces.error());
    detection.boxes = boxes_of(*faces);
    detection.interval = {0, kMostHeads};
    detection.label = name_ + "/" + std::to_string(width);
    return detection;
  }

  Result<void> warm_up() override { return network_.warm_up(); }

 private:
  std::string name_;
  std::vector<int> widths_;
  YunetNetwork network_;
};

}  // namespace

std::unique_ptr<Detector> make_yunet_detector(Model model, std::vector<int> widths) {
  return std::make_unique<YunetDetector>(std::move(model), widths.empty() ? usual_widths() : std::move(widths));
}

}  // namespace xueshi::vision
