#pragma once
/// A made-up model of the manifest: two exports of a few bytes.

#include <array>
#include <string>

#include "base/hash.h"
#include "vision/model_manifest.h"

namespace xueshi::test {

class ModelBench {
 public:
  ModelBench() = default;
  ModelBench(const ModelBench&) = delete;  // `entry` points into it
  ModelBench& operator=(const ModelBench&) = delete;

  const std::string official = "the official export";
  const std::string other = "another export, somewhat longer";

 private:
  const std::string official_sha_ = sha256(as_bytes(official)).hex();
  const std::string other_sha_ = sha256(as_bytes(other)).hex();
  const std::array<vision::ModelFile, 2> files_{
      vision::ModelFile{"a.onnx", official.size(), official_sha_, "http://example.invalid/a.onnx"},
      vision::ModelFile{"a_416.onnx", other.size(), other_sha_, ""}};

 public:
  const vision::ModelEntry entry{"a_nano", "persons", "人", "Apache-2.0", files_};
};

}  // namespace xueshi::test
