#include "vision/model_file.h"

#include <array>
#include <string_view>

#include "base/hash.h"
#include "base/log.h"

namespace xueshi::vision {
namespace {

constexpr std::uint64_t kMostModelBytes = 64u << 20;

struct KnownModel {
  std::string_view sha256;
  std::string_view origin;
};
/// The same weights (YOLOX-nano, Apache-2.0, Megvii) in two exports.
constexpr std::array kKnownModels{
    KnownModel{"695e750a5d5754bb5a8d5325643b59282191a7e7a564e435a415fd3c578eab14",
               "yolox_nano_416x416.onnx of Kazuhito00/YOLOX-ONNX-TFLite-Sample"},
    KnownModel{"c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d",
               "yolox_nano.onnx of Megvii-BaseDetection/YOLOX 0.1.1rc0"},
};

}  // namespace

Result<PersonModel> read_person_model(FileSystem& files, const Path& folder) {
  for (const char* name : {"yolox_nano_416x416.onnx", "yolox_nano.onnx"}) {
    if (folder.empty()) break;
    const Path path = folder / name;
    auto content = read_whole(files, path, kMostModelBytes);
    if (!content && content.error().code == ErrorCode::kNotFound) continue;
    if (!content) return fail("cannot read the model", std::move(content.error()));
    PersonModel model{std::move(*content), "yolox_other", false};
    const std::string digest = sha256(model.onnx).hex();
    for (const KnownModel& known : kKnownModels) model.known = model.known || known.sha256 == digest;
    if (model.known) {
      model.name = "yolox_nano";
    } else {
      log_warn("vision", "{} has the unknown SHA-256 {}: its counts are treated as uncalibrated", path.string(),
               digest);
    }
    return model;
  }
  return fail(ErrorCode::kNotFound, "no model in \"" + folder.string() +
                                        "\": expected yolox_nano_416x416.onnx or yolox_nano.onnx (give its folder by "
                                        "--models or XUESHI_MODELS)");
}

}  // namespace xueshi::vision
