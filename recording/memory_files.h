#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "base/file_system.h"

namespace xueshi::recording {

/// A disk in memory, for what is never to be kept: a stream that somebody only watches. Gone with the object.
///
/// All files together take at most `most_bytes`, counted in whole chunks; beyond it an append changes nothing and fails
/// with kNoSpace, as on a full disk. As with any file system a file may be read while it is appended to, and one that
/// was removed takes its space until its last reader lets go of it; readers may outlive the MemoryFiles.
///
/// Any thread, an open file too. Paths are told apart as they are written, after "." and ".." are taken out; there are
/// no links and no permissions, and nothing has to be synced. A folder cannot be renamed or removed.
class MemoryFiles final : public FileSystem {
 public:
  static constexpr std::size_t kChunk = 64u << 10;

  explicit MemoryFiles(std::uint64_t most_bytes);
  ~MemoryFiles() override;

  Result<std::unique_ptr<AppendFile>> create(const Path& path) override;
  Result<std::unique_ptr<AppendFile>> create_secret(const Path& path) override { return create(path); }
  Result<std::unique_ptr<ReadFile>> open(const Path& path) override;
  Result<std::vector<FileEntry>> list(const Path& folder) override;
  Result<FileInfo> info(const Path& path) override;
  Result<void> make_folders(const Path& folder) override;
  Result<void> sync_folder(const Path& folder) override;
  Result<void> rename(const Path& from, const Path& to) override;
  Result<void> unlink(const Path& path) override;
  Result<void> truncate(const Path& path, std::uint64_t size) override;
  Result<DiskSpace> space(const Path& folder) override;

  /// What is taken now, with removed files that are still read.
  [[nodiscard]] std::uint64_t used() const;

  class Budget;
  class Content;

 private:
  /// `path` as the map has it.
  static Path key_of(const Path& path);
  Result<std::shared_ptr<Content>> find_file(const char* operation, const Path& path) const;

  const std::shared_ptr<Budget> budget_;
  mutable std::mutex mutex_;                        // guards nodes_; a file's content has a lock of its own
  std::map<Path, std::shared_ptr<Content>> nodes_;  // null: a folder
};

}  // namespace xueshi::recording
