#pragma once
/// The only door to files, so that a test can fail any operation it likes and fill the disk.
///
/// All members of FileSystem may be called from any thread; an open file belongs to one thread at a time.
/// Errors carry the operation and the path. Nothing here retries except on EINTR.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace xueshi {

using Path = std::filesystem::path;

/// A file that is only appended to.
class AppendFile {
 public:
  /// Closes without a sync when close() was not called; errors are lost then.
  virtual ~AppendFile() = default;
  /// All bytes by one write(2); a short write counts as an error (what it left behind is cut away by recovery).
  virtual Result<void> append(ByteView bytes) = 0;
  /// fdatasync(2): what was appended is on stable storage, with the file's size.
  virtual Result<void> sync() = 0;
  virtual Result<void> close() = 0;
};

/// A file that is read at any place.
class ReadFile {
 public:
  virtual ~ReadFile() = default;
  /// Fills `into` from `offset`; returns how many bytes there were (fewer only at the end of the file).
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) = 0;
  virtual Result<std::uint64_t> size() = 0;
};

struct FileEntry {
  std::string name;  ///< within its folder
  bool is_folder = false;
};

struct FileInfo {
  std::uint64_t bytes = 0;
  bool is_folder = false;
};

struct DiskSpace {
  std::uint64_t total_bytes = 0;
  std::uint64_t free_bytes = 0;  ///< what an unprivileged process may still use
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// A new, empty file; an existing one is an error (kBusy).
  virtual Result<std::unique_ptr<AppendFile>> create(const Path& path) = 0;
  /// The same, for a secret: only its owner may ever read it (mode 0600).
  virtual Result<std::unique_ptr<AppendFile>> create_secret(const Path& path) = 0;
  virtual Result<std::unique_ptr<ReadFile>> open(const Path& path) = 0;
  /// The entries of a folder in no order, without "." and "..".
  virtual Result<std::vector<FileEntry>> list(const Path& folder) = 0;
  virtual Result<FileInfo> info(const Path& path) = 0;
  /// The folder and its missing parents; each new one's parent is synced.
  virtual Result<void> make_folders(const Path& folder) = 0;
  /// fsync(2) on a folder: names made, renamed and removed in it are on stable storage.
  virtual Result<void> sync_folder(const Path& folder) = 0;
  virtual Result<void> rename(const Path& from, const Path& to) = 0;
  virtual Result<void> unlink(const Path& path) = 0;
  /// Cuts a file to `size` bytes and syncs it.
  virtual Result<void> truncate(const Path& path, std::uint64_t size) = 0;
  virtual Result<DiskSpace> space(const Path& folder) = 0;
};

/// The machine's files.
std::unique_ptr<FileSystem> posix_file_system();

/// A whole small file, at most `most` bytes (kBadInput when it is larger).
Result<Bytes> read_whole(FileSystem& files, const Path& path, std::uint64_t most);

/// Writes a small file so that a crash leaves the old or the new content, never a part: temporary file beside it, sync,
/// rename, sync of the folder.
Result<void> write_whole(FileSystem& files, const Path& path, ByteView content);

/// The same for a secret, by create_secret().
Result<void> write_secret(FileSystem& files, const Path& path, ByteView content);

}  // namespace xueshi
