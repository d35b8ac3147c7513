#pragma once
/// The models this program knows: what they are for, their licence, and how to recognise their files. The weights
/// themselves are not part of the project; `xueshi models install` fetches them.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"

namespace xueshi::vision {

/// One export of a model's weights. Any one of a model's files will do.
struct ModelFile {
  std::string_view name;
  std::uint64_t bytes = 0;
  std::string_view sha256;    ///< 64 hex digits
  std::string_view upstream;  ///< where it can be downloaded; empty: no address is known
};

struct ModelEntry {
  std::string_view name;  ///< "yolox_nano"
  std::string_view task;
  std::string_view task_zh;
  std::string_view licence;
  std::span<const ModelFile> files;  ///< in the order in which they are looked for
};

inline constexpr std::string_view kPersonModel = "yolox_nano";
inline constexpr std::string_view kFaceModel = "yunet_n";

/// No model's file is larger; more is never read or taken.
inline constexpr std::uint64_t kMostModelBytes = 64u << 20;

/// All of them, the most useful first.
std::span<const ModelEntry> model_manifest();

/// Null: no such model.
const ModelEntry* find_model(std::string_view name);

/// Which export this is, whatever its file is called; null: none that is known.
const ModelFile* recognise(const ModelEntry& model, std::uint64_t bytes, const Sha256Digest& digest);

}  // namespace xueshi::vision
