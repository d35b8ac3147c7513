#include "base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>

#include "base/unique_fd.h"

namespace xueshi {
namespace {

tl::unexpected<Error> failed(std::string_view operation, const Path& path, int error_number) {
  Error error = system_error(std::string(operation) + " " + path.string(), error_number);
  if (error_number == EEXIST) error.code = ErrorCode::kBusy;
  return tl::make_unexpected(std::move(error));
}

template <typename Call>
auto retry_interrupted(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

class PosixAppendFile final : public AppendFile {
 public:
  PosixAppendFile(UniqueFd fd, Path path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<void> append(ByteView bytes) override {
    const ssize_t written = retry_interrupted([&] { return ::write(fd_.get(), bytes.data(), bytes.size()); });
    if (written < 0) return failed("write", path_, errno);
    if (static_cast<std::size_t>(written) != bytes.size()) return failed("write", path_, ENOSPC);
    return {};
  }

  Result<void> sync() override {
    if (retry_interrupted([&] { return ::fdatasync(fd_.get()); }) != 0) return failed("fdatasync", path_, errno);
    return {};
  }

  Result<void> close() override {
    const int fd = fd_.release();
    if (fd >= 0 && ::close(fd) != 0 && errno != EINTR) return failed("close", path_, errno);
    return {};
  }

 private:
  UniqueFd fd_;
  Path path_;
};

class PosixReadFile final : public ReadFile {
 public:
  PosixReadFile(UniqueFd fd, Path path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t got = retry_interrupted([&] {
        return ::pread(fd_.get(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
      });
      if (got < 0) return failed("read", path_, errno);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  Result<std::uint64_t> size() override {
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) return failed("stat", path_, errno);
    return static_cast<std::uint64_t>(status.st_size);
  }

 private:
  UniqueFd fd_;
  Path path_;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<AppendFile>> create(const Path& path) override { return create_with(path, 0640); }
  Result<std::unique_ptr<AppendFile>> create_secret(const Path& path) override { return create_with(path, 0600); }

  Result<std::unique_ptr<ReadFile>> open(const Path& path) override {
    UniqueFd fd(retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    if (!fd) return failed("open", path, errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode)) {
      return fail(ErrorCode::kBadInput, "open " + path.string() + ": is a folder, expected a file");
    }
    return std::make_unique<PosixReadFile>(std::move(fd), path);
  }

  Result<std::vector<FileEntry>> list(const Path& folder) override {
    struct Close {
      void operator()(DIR* dir) const { ::closedir(dir); }
    };
    const std::unique_ptr<DIR, Close> dir(::opendir(folder.c_str()));
    if (!dir) return failed("list", folder, errno);
    std::vector<FileEntry> entries;
    errno = 0;
    while (const dirent* entry = ::readdir(dir.get())) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") {
        bool is_folder = entry->d_type == DT_DIR;
        if (entry->d_type == DT_UNKNOWN) {
          const auto about = info(folder / name);
          is_folder = about && about->is_folder;
        }
        entries.push_back({name, is_folder});
      }
      errno = 0;
    }
    if (errno != 0) return failed("list", folder, errno);
    return entries;
  }

  Result<FileInfo> info(const Path& path) override {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return failed("stat", path, errno);
    return FileInfo{static_cast<std::uint64_t>(status.st_size), S_ISDIR(status.st_mode)};
  }

  Result<void> make_folders(const Path& folder) override {
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0) {
      if (S_ISDIR(status.st_mode)) return {};
      return failed("make folder", folder, ENOTDIR);
    }
    Path parent = folder.parent_path();
    if (parent.empty()) parent = ".";
    if (parent != folder) {
      if (auto made = make_folders(parent); !made) return made;
    }
    if (::mkdir(folder.c_str(), 0750) != 0 && errno != EEXIST) return failed("make folder", folder, errno);
    return sync_folder(parent);
  }

  Result<void> sync_folder(const Path& folder) override {
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return failed("open folder", folder, errno);
    if (retry_interrupted([&] { return ::fsync(fd.get()); }) != 0) return failed("fsync folder", folder, errno);
    return {};
  }

  Result<void> rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename", from, errno);
    return {};
  }

  Result<void> unlink(const Path& path) override {
    if (::unlink(path.c_str()) != 0) return failed("unlink", path, errno);
    return {};
  }

  Result<void> truncate(const Path& path, std::uint64_t size) override {
    const UniqueFd fd(retry_interrupted([&] { return ::open(path.c_str(), O_WRONLY | O_CLOEXEC); }));
    if (!fd) return failed("open", path, errno);
    if (retry_interrupted([&] { return ::ftruncate(fd.get(), static_cast<off_t>(size)); }) != 0) {
      return failed("truncate", path, errno);
    }
    if (retry_interrupted([&] { return ::fsync(fd.get()); }) != 0) return failed("fsync", path, errno);
    return {};
  }

  Result<DiskSpace> space(const Path& folder) override {
    struct statvfs status {};
    if (::statvfs(folder.c_str(), &status) != 0) return failed("statvfs", folder, errno);
    return DiskSpace{std::uint64_t{status.f_frsize} * status.f_blocks,
                     std::uint64_t{status.f_frsize} * status.f_bavail};
  }

 private:
  static Result<std::unique_ptr<AppendFile>> create_with(const Path& path, mode_t mode) {
    UniqueFd fd(retry_interrupted(
        [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, mode); }));
    if (!fd) return failed("create", path, errno);
    return std::make_unique<PosixAppendFile>(std::move(fd), path);
  }
};

/// Writes the new file `temporary` and gives it its name.
Result<void> put_in_place(FileSystem& files, Result<std::unique_ptr<AppendFile>> file, const Path& temporary,
                          const Path& path, ByteView content) {
  if (!file) return tl::make_unexpected(file.error());
  if (auto done = (*file)->append(content); !done) return done;
  if (auto done = (*file)->sync(); !done) return done;
  if (auto done = (*file)->close(); !done) return done;
  if (auto done = files.rename(temporary, path); !done) return done;
  const Path folder = path.parent_path();
  return files.sync_folder(folder.empty() ? Path(".") : folder);
}

/// The file beside `path` that becomes it; what a crash left there goes.
Result<Path> fresh_beside(FileSystem& files, const Path& path) {
  Path temporary = path.string() + ".new";
  if (files.info(temporary)) {
    if (auto removed = files.unlink(temporary); !removed) return tl::make_unexpected(removed.error());
  }
  return temporary;
}

}  // namespace

std::unique_ptr<FileSystem> posix_file_system() { return std::make_unique<PosixFileSystem>(); }

Result<Bytes> read_whole(FileSystem& files, const Path& path, std::uint64_t most) {
  auto file = files.open(path);
  if (!file) return tl::make_unexpected(file.error());
  const auto size = (*file)->size();
  if (!size) return tl::make_unexpected(size.error());
  if (*size > most) {
    return fail(ErrorCode::kBadInput, "read " + path.string() + ": " + std::to_string(*size) +
                                          " bytes, expected at most " + std::to_string(most));
  }
  Bytes content(*size);
  const auto got = (*file)->read_at(0, content);
  if (!got) return tl::make_unexpected(got.error());
  content.resize(*got);
  return content;
}

Result<void> write_whole(FileSystem& files, const Path& path, ByteView content) {
  const auto temporary = fresh_beside(files, path);
  if (!temporary) return tl::make_unexpected(temporary.error());
  return put_in_place(files, files.create(*temporary), *temporary, path, content);
}

Result<void> write_secret(FileSystem& files, const Path& path, ByteView content) {
  const auto temporary = fresh_beside(files, path);
  if (!temporary) return tl::make_unexpected(temporary.error());
  return put_in_place(files, files.create_secret(*temporary), *temporary, path, content);
}

}  // namespace xueshi
