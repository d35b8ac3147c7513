#include "vision/detector.h"

#include "base/file_system.h"
#include "config/widths.h"
#include "vision/fusion_detector.h"
#include "vision/hog_detector.h"
#include "vision/model_file.h"
#include "vision/yolox_detector.h"
#include "vision/yunet_detector.h"

namespace xueshi::vision {
namespace {

using Made = Result<std::unique_ptr<Detector>>;

Result<Model> read(std::string_view model, const Path& folder) {
  return read_model(*posix_file_system(), folder, *find_model(model));
}

Made make_yolox(const DetectorSettings& settings) {
  auto model = read(kPersonModel, settings.models);
  if (!model) return tl::make_unexpected(std::move(model.error()));
  return make_yolox_detector(std::move(*model), settings.widths);
}

Made make_yunet(const DetectorSettings& settings) {
  auto model = read(kFaceModel, settings.models);
  if (!model) return tl::make_unexpected(std::move(model.error()));
  return make_yunet_detector(std::move(*model), settings.widths);
}

Made make_fusion(const DetectorSettings& settings) {
  auto persons = read(kPersonModel, settings.models);
  if (!persons) return tl::make_unexpected(std::move(persons.error()));
  auto faces = read(kFaceModel, settings.models);
  if (!faces) return tl::make_unexpected(std::move(faces.error()));
  return make_fusion_detector(std::move(*persons), std::move(*faces), settings.widths);
}

std::string known_kinds() {
  std::string kinds;
  for (const std::string_view kind : kDetectorKinds) kinds += (kinds.empty() ? "\"" : ", \"") + std::string(kind) + '"';
  return kinds;
}

}  // namespace

Result<std::unique_ptr<Detector>> make_detector(const DetectorSettings& settings) {
  if (!settings.widths.empty()) {
    if (auto checked = config::check_widths(settings.widths); !checked)
      return tl::make_unexpected(std::move(checked.error()));
  }
  if (settings.kind == "hog") return make_hog_detector();
  if (settings.kind == "yolox") return make_yolox(settings);
  if (settings.kind == "yunet") return make_yunet(settings);
  if (settings.kind == "fusion") return make_fusion(settings);
  if (settings.kind != "auto") {
    return fail(ErrorCode::kBadInput, "detector \"" + settings.kind + "\": expected one of " + known_kinds());
  }
  auto best = make_yolox(settings);
  if (!best && best.error().code == ErrorCode::kNotFound) return make_hog_detector();
  return best;
}

}  // namespace xueshi::vision
