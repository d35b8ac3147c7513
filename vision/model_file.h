#pragma once
/// The network's weights on disk, known by their SHA-256.

#include <string>

#include "base/bytes.h"
#include "base/file_system.h"
#include "base/result.h"

namespace xueshi::vision {

struct PersonModel {
  Bytes onnx;
  std::string name;  ///< "yolox_nano"; "yolox_other" for weights nobody here knows
  bool known = false;
};

/// The person model in `folder`: `yolox_nano_416x416.onnx`, else `yolox_nano.onnx`. kNotFound when there is neither. A
/// file with an unknown checksum is taken, with a warning, and not believed (`known` false: its counts are
/// uncalibrated).
Result<PersonModel> read_person_model(FileSystem& files, const Path& folder);

}  // namespace xueshi::vision
