#include "tests/support/faulty_files.h"

namespace xueshi::test {
namespace {

tl::unexpected<Error> injected(std::string_view operation, const Path& path, int error_number) {
  return tl::make_unexpected(system_error(std::string(operation) + " " + path.string(), error_number));
}

class FaultyAppendFile final : public AppendFile {
 public:
  FaultyAppendFile(std::unique_ptr<AppendFile> inner, FaultyFiles& owner, Path path)
      : inner_(std::move(inner)), owner_(owner), path_(std::move(path)) {}
  Result<void> append(ByteView bytes) override {
    if (const int error = owner_.ask("append", path_)) {
      if (owner_.torn_writes) (void)inner_->append(bytes.first(bytes.size() / 2));
      return injected("write", path_, error);
    }
    return inner_->append(bytes);
  }
  Result<void> sync() override {
    if (const int error = owner_.ask("sync", path_)) return injected("fdatasync", path_, error);
    return inner_->sync();
  }
  Result<void> close() override {
    if (const int error = owner_.ask("close", path_)) {
      (void)inner_->close();
      return injected("close", path_, error);
    }
    return inner_->close();
  }

 private:
  std::unique_ptr<AppendFile> inner_;
  FaultyFiles& owner_;
  Path path_;
};

class FaultyReadFile final : public ReadFile {
 public:
  FaultyReadFile(std::unique_ptr<ReadFile> inner, FaultyFiles& owner, Path path)
      : inner_(std::move(inner)), owner_(owner), path_(std::move(path)) {}
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    if (const int error = owner_.ask("read", path_)) return injected("read", path_, error);
    return inner_->read_at(offset, into);
  }
  Result<std::uint64_t> size() override { return inner_->size(); }

 private:
  std::unique_ptr<ReadFile> inner_;
  FaultyFiles& owner_;
  Path path_;
};

}  // namespace

void FaultyFiles::fail_if(Question question) {
  auto asked = std::make_shared<Question>(std::move(question));
  const std::scoped_lock lock(mutex_);
  question_ = std::move(asked);
}

void FaultyFiles::set_space(std::optional<DiskSpace> space) {
  const std::scoped_lock lock(mutex_);
  space_ = space;
}

void FaultyFiles::fail_nth(int n, int error_number) {
  fail_if([left = n, error_number](std::string_view operation, const Path&) mutable {
    const bool changes = operation != "open" && operation != "read" && operation != "list" && operation != "info" &&
                         operation != "space";
    return changes && --left == 0 ? error_number : 0;
  });
}

int FaultyFiles::ask(std::string_view operation, const Path& path) {
  ++operations_;
  std::shared_ptr<Question> asked;
  {
    const std::scoped_lock lock(mutex_);
    asked = question_;
  }
  return asked && *asked ? (*asked)(operation, path) : 0;
}

Result<std::unique_ptr<AppendFile>> FaultyFiles::create(const Path& path) {
  if (const int error = ask("create", path)) return injected("create", path, error);
  auto file = inner_.create(path);
  if (!file) return file;
  return std::make_unique<FaultyAppendFile>(std::move(*file), *this, path);
}

Result<std::unique_ptr<AppendFile>> FaultyFiles::create_secret(const Path& path) {
  if (const int error = ask("create_secret", path)) return injected("create", path, error);
  auto file = inner_.create_secret(path);
  if (!file) return file;
  return std::make_unique<FaultyAppendFile>(std::move(*file), *this, path);
}

Result<std::unique_ptr<ReadFile>> FaultyFiles::open(const Path& path) {
  if (const int error = ask("open", path)) return injected("open", path, error);
  auto file = inner_.open(path);
  if (!file) return file;
  return std::make_unique<FaultyReadFile>(std::move(*file), *this, path);
}

Result<std::vector<FileEntry>> FaultyFiles::list(const Path& folder) {
  if (const int error = ask("list", folder)) return injected("list", folder, error);
  return inner_.list(folder);
}

Result<FileInfo> FaultyFiles::info(const Path& path) {
  if (const int error = ask("info", path)) return injected("stat", path, error);
  return inner_.info(path);
}

Result<void> FaultyFiles::make_folders(const Path& folder) {
  if (const int error = ask("make_folders", folder)) return injected("make folder", folder, error);
  return inner_.make_folders(folder);
}

Result<void> FaultyFiles::sync_folder(const Path& folder) {
  if (const int error = ask("sync_folder", folder)) return injected("fsync folder", folder, error);
  return inner_.sync_folder(folder);
}

Result<void> FaultyFiles::rename(const Path& from, const Path& to) {
  if (const int error = ask("rename", from)) return injected("rename", from, error);
  return inner_.rename(from, to);
}

Result<void> FaultyFiles::unlink(const Path& path) {
  if (const int error = ask("unlink", path)) return injected("unlink", path, error);
  return inner_.unlink(path);
}

Result<void> FaultyFiles::truncate(const Path& path, std::uint64_t size) {
  if (const int error = ask("truncate", path)) return injected("truncate", path, error);
  return inner_.truncate(path, size);
}

Result<DiskSpace> FaultyFiles::space(const Path& folder) {
  if (const int error = ask("space", folder)) return injected("statvfs", folder, error);
  {
    const std::scoped_lock lock(mutex_);
    if (space_) return *space_;
  }
  return inner_.space(folder);
}

}  // namespace xueshi::test
