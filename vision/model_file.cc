#include "vision/model_file.h"

#include "base/hash.h"
#include "base/log.h"

namespace xueshi::vision {
namespace {

struct Read {
  Path path;
  Bytes content;
  std::string sha256;
  bool known = false;
};

/// The file of a model to be used: the first known one, else the first there is. Nothing: there is none.
Result<std::optional<Read>> read_best(FileSystem& files, const Path& folder, const ModelEntry& model) {
  std::optional<Read> unknown;
  for (const ModelFile& file : model.files) {
    if (folder.empty()) break;
    const Path path = folder / file.name;
    auto content = read_whole(files, path, kMostModelBytes);
    if (!content && content.error().code == ErrorCode::kNotFound) continue;
    if (!content) return fail("cannot read the model", std::move(content.error()));
    const Sha256Digest digest = sha256(*content);
    Read read{path, std::move(*content), digest.hex(), false};
    read.known = recognise(model, read.content.size(), digest) != nullptr;
    if (read.known) return read;
    if (!unknown) unknown = std::move(read);
  }
  return unknown;
}

std::string names_of(const ModelEntry& model) {
  std::string names;
  for (const ModelFile& file : model.files) names += (names.empty() ? "" : " or ") + std::string(file.name);
  return names;
}

}  // namespace

std::string describe(std::uint64_t bytes, std::string_view sha256) {
  return std::to_string(bytes) + " bytes with SHA-256 " + std::string(sha256);
}

std::string expected_files(const ModelEntry& model) {
  std::string text;
  for (const ModelFile& file : model.files) text += (text.empty() ? "" : " or ") + describe(file.bytes, file.sha256);
  return text;
}

Result<Model> read_model(FileSystem& files, const Path& folder, const ModelEntry& model) {
  auto read = read_best(files, folder, model);
  if (!read) return tl::make_unexpected(std::move(read.error()));
  if (!*read) {
    return fail(ErrorCode::kNotFound, "no model " + std::string(model.name) + " in " +
                                          (folder.empty() ? "any of the usual places" : "\"" + folder.string() + "\"") +
                                          ": expected " + names_of(model) +
                                          " (`xueshi models install` brings it; its folder is given by --models or "
                                          "XUESHI_MODELS)");
  }
  if (!(*read)->known) {
    log_warn("vision", "{} has the unknown SHA-256 {}: its counts are treated as uncalibrated", (*read)->path.string(),
             (*read)->sha256);
  }
  return Model{std::move((*read)->content), (*read)->known};
}

Result<ModelState> model_state(FileSystem& files, const Path& folder, const ModelEntry& model) {
  const auto read = read_best(files, folder, model);
  if (!read) return tl::make_unexpected(read.error());
  if (!*read) return ModelState{};
  if ((*read)->known) return ModelState{ModelState::Kind::kInstalled, (*read)->path, {}};
  return ModelState{ModelState::Kind::kDamaged, (*read)->path,
                    describe((*read)->content.size(), (*read)->sha256) + ": expected " + expected_files(model)};
}

bool has_model(const Path& folder, const ModelEntry& model) {
  for (const ModelFile& file : model.files) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(folder / file.name, ignored)) return true;
  }
  return false;
}

}  // namespace xueshi::vision
