#include "vision/fusion_detector.h"

#include <algorithm>

#include "vision/fusion.h"
#include "vision/message.h"
#include "vision/widths.h"
#include "vision/yolox_network.h"
#include "vision/yunet_network.h"

namespace xueshi::vision {
namespace {

class FusionDetector final : public Detector {
 public:
  FusionDetector(Model persons, Model faces, std::vector<int> widths)
      : name_(persons.known && faces.known ? "yolox_nano+yunet_n" : "fusion_other"),
        widths_(std::move(widths)),
        persons_(std::move(persons.onnx)),
        faces_(std::move(faces.onnx)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] int widths() const override { return static_cast<int>(widths_.size()); }
  [[nodiscard]] bool calibrated() const override { return false; }

  Result<Detection> detect(const Frame& frame, std::uint32_t turn) override {
    const int width = widths_[turn % widths_.size()];
    Detection detection;
    const auto scaled = scale(frame, width, *std::max_element(widths_.begin(), widths_.end()));
    if (!scaled) return tl::make_unexpected(scaled.error());
    const auto persons = persons_.persons(*scaled, kLeastPersonCandidate, detection.forward);
    if (!persons) return tl::make_unexpected(persons.error());
    const auto faces = faces_.faces(*scaled, kLeastFaceCandidate, detection.forward);
    if (!faces) return tl::make_unexpected(faces.error());
    detection.boxes = boxes_of(fuse(*persons, *faces));
    if (detection.boxes.size() > kMostBoxes) detection.boxes.resize(kMostBoxes);
    detection.interval = {0, kMostHeads};
    detection.label = name_ + "/" + std::to_string(width);
    return detection;
  }

  Result<void> warm_up() override {
    if (auto warm = persons_.warm_up(); !warm) return warm;
    return faces_.warm_up();
  }

 private:
  std::string name_;
  std::vector<int> widths_;
  YoloxNetwork persons_;
  YunetNetwork faces_;
};

}  // namespace

std::unique_ptr<Detector> make_fusion_detector(Model persons, Model faces, std::vector<int> widths) {
  return std::make_unique<FusionDetector>(std::move(persons), std::move(faces),
                                          widths.empty() ? usual_widths() : std::move(widths));
}

}  // namespace xueshi::vision
