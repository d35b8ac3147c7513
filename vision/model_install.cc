#include "vision/model_install.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/log.h"
#include "vision/model_file.h"

namespace xueshi::vision {
namespace {

constexpr std::string_view kPart = ".part-";

/// What another run, ended by a crash, left behind. One that still runs loses its file, fails and replaces nothing.
void remove_leftovers(FileSystem& files, const Path& folder, const ModelEntry& model) {
  const auto entries = files.list(folder);
  if (!entries) return;
  const std::string start = "." + std::string(model.name) + std::string(kPart);
  for (const FileEntry& entry : *entries) {
    if (entry.is_folder || !entry.name.starts_with(start)) continue;
    if (auto gone = files.unlink(folder / entry.name); !gone) log_warn("models", "{}", gone.error().chain());
  }
}

/// A file that vanishes with this object unless it was put in its place.
class PartFile {
 public:
  PartFile(FileSystem& files, Path path) : files_(files), path_(std::move(path)) {}
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() {
    if (!there_) return;
    file_.reset();
    (void)files_.unlink(path_);
  }

  Result<void> create() {
    auto created = files_.create(path_);
    if (!created) return tl::make_unexpected(std::move(created.error()));
    file_ = std::move(*created);
    there_ = true;
    return {};
  }
  Result<void> append(ByteView bytes) { return file_->append(bytes); }
  Result<void> finish() {
    if (auto synced = file_->sync(); !synced) return synced;
    return file_->close();
  }
  Result<void> become(const Path& path) {
    auto renamed = files_.rename(path_, path);
    if (renamed) there_ = false;
    return renamed;
  }

 private:
  FileSystem& files_;
  Path path_;
  std::unique_ptr<AppendFile> file_;
  bool there_ = false;
};

tl::unexpected<Error> refused(const ModelSource& source, const ModelEntry& model, const std::string& what) {
  return fail(ErrorCode::kCorrupt, source.name + ": this is not " + std::string(model.name) + ": " + what +
                                       ": expected " + expected_files(model) + "; nothing was replaced");
}

std::uint64_t longest(const ModelEntry& model) {
  std::uint64_t most = 0;
  for (const ModelFile& file : model.files) most = std::max(most, file.bytes);
  return most;
}

}  // namespace

Result<Path> install_model(FileSystem& files, Random& random, const ModelEntry& model, const Path& folder,
                           const ModelSource& source) {
  if (auto made = files.make_folders(folder); !made) return tl::make_unexpected(std::move(made.error()));
  remove_leftovers(files, folder, model);
  PartFile part(files, folder / ("." + std::string(model.name) + std::string(kPart) + random.hex_id(8)));
  if (auto created = part.create(); !created) return tl::make_unexpected(std::move(created.error()));

  const std::uint64_t most = longest(model);
  std::uint64_t bytes = 0;
  Sha256 hash;
  const auto given = source.give([&](ByteView piece) -> Result<void> {
    if (piece.size() > most - bytes) return refused(source, model, "more than " + std::to_string(most) + " bytes");
    bytes += piece.size();
    hash.add(piece);
    return part.append(piece);
  });
  if (!given) return tl::make_unexpected(given.error());
  const ModelFile* known = recognise(model, bytes, hash.digest());
  if (known == nullptr) return refused(source, model, describe(bytes, hash.digest().hex()));

  if (auto finished = part.finish(); !finished) return tl::make_unexpected(std::move(finished.error()));
  const Path path = folder / known->name;
  if (auto placed = part.become(path); !placed) return tl::make_unexpected(std::move(placed.error()));
  if (auto synced = files.sync_folder(folder); !synced) return tl::make_unexpected(std::move(synced.error()));
  return path;
}

ModelSource file_source(FileSystem& files, const Path& path) {
  return {path.string(), [&files, path](const TakeBytes& take) -> Result<void> {
            const auto file = files.open(path);
            if (!file) return tl::make_unexpected(file.error());
            std::array<std::uint8_t, 65'536> piece{};
            for (std::uint64_t at = 0;;) {
              const auto got = (*file)->read_at(at, piece);
              if (!got) return tl::make_unexpected(got.error());
              if (*got == 0) return {};
              if (auto taken = take(ByteView(piece).first(*got)); !taken) return taken;
              at += *got;
            }
          }};
}

}  // namespace xueshi::vision
