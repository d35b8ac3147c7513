#include "vision/model_manifest.h"

#include <algorithm>
#include <array>

namespace xueshi::vision {
namespace {

/// The same weights in two exports; the second is the one most measurements were made with.
constexpr std::array kYoloxNano{
    ModelFile{"yolox_nano.onnx", 3'659'407, "c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d",
              "https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0/yolox_nano.onnx"},
    ModelFile{"yolox_nano_416x416.onnx", 3'660'092, "695e750a5d5754bb5a8d5325643b59282191a7e7a564e435a415fd3c578eab14",
              ""},
};

constexpr std::array kYunetN{
    ModelFile{"yunet_n_640_640.onnx", 317'466, "25a606a145a5b6d7271ae138fbd00eba91dad8b83222ae3f2c7ecd0f4a7b0e31",
              "https://github.com/ShiqiYu/libfacedetection.train/raw/master/onnx/yunet_n_640_640.onnx"},
};

constexpr std::array kModels{
    ModelEntry{kPersonModel, "persons", "人",
               "Apache-2.0 (Megvii YOLOX; the export of 416 × 416: Kazuhito00/YOLOX-ONNX-TFLite-Sample)", kYoloxNano},
    ModelEntry{kFaceModel, "faces", "人脸", "Apache-2.0 (ShiqiYu/libfacedetection.train)", kYunetN},
};

}  // namespace

std::span<const ModelEntry> model_manifest() { return kModels; }

const ModelEntry* find_model(std::string_view name) {
  const auto known =
      std::find_if(kModels.begin(), kModels.end(), [&](const auto& model) { return model.name == name; });
  return known == kModels.end() ? nullptr : &*known;
}

const ModelFile* recognise(const ModelEntry& model, std::uint64_t bytes, const Sha256Digest& digest) {
  const std::string hex = digest.hex();
  for (const ModelFile& file : model.files) {
    if (file.bytes == bytes && file.sha256 == hex) return &file;
  }
  return nullptr;
}

}  // namespace xueshi::vision
