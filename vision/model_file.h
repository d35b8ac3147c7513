#pragma once
/// A model's weights on disk, known by size and SHA-256 (model_manifest.h).

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/file_system.h"
#include "base/result.h"
#include "vision/model_manifest.h"

namespace xueshi::vision {

struct Model {
  Bytes onnx;
  bool known = false;  ///< weights of the manifest; others are nobody's, and their counts are not believed
};

/// The model in `folder`, under one of its names: a file that the manifest knows, else one that it does not, with a
/// warning. kNotFound when there is neither.
Result<Model> read_model(FileSystem& files, const Path& folder, const ModelEntry& model);

/// One of a model's files as it lies in a folder.
struct ModelState {
  enum class Kind { kMissing, kInstalled, kDamaged } kind = Kind::kMissing;
  Path path;           ///< empty where missing
  std::string detail;  ///< kDamaged: what is there, and what was expected
};

/// What of `model` lies in `folder`: reads and checks the whole file. Errors are of reading only.
Result<ModelState> model_state(FileSystem& files, const Path& folder, const ModelEntry& model);

/// Whether a file of that name is there at all.
bool has_model(const Path& folder, const ModelEntry& model);

/// "3660092 bytes with SHA-256 695e…": for messages.
std::string describe(std::uint64_t bytes, std::string_view sha256);
/// The same of every file of a model: "expected 3659407 bytes with … or …".
std::string expected_files(const ModelEntry& model);

}  // namespace xueshi::vision
