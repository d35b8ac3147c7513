#include "vision/detector.h"

#include "base/file_system.h"
#include "vision/hog_detector.h"
#include "vision/model_file.h"
#include "vision/yolox_detector.h"

namespace xueshi::vision {
namespace {

Result<std::unique_ptr<Detector>> make_yolox(const Path& models) {
  auto model = read_person_model(*posix_file_system(), models);
  if (!model) return tl::make_unexpected(std::move(model.error()));
  return make_yolox_detector(std::move(*model));
}

}  // namespace

Result<std::unique_ptr<Detector>> make_detector(const std::string& kind, const std::filesystem::path& models) {
  if (kind == "hog") return make_hog_detector();
  if (kind == "yolox") return make_yolox(models);
  if (kind != "auto") {
    return fail(ErrorCode::kBadInput, "detector \"" + kind + "\": expected \"auto\", \"yolox\" or \"hog\"");
  }
  auto yolox = make_yolox(models);
  if (!yolox && yolox.error().code == ErrorCode::kNotFound) return make_hog_detector();
  return yolox;
}

}  // namespace xueshi::vision
