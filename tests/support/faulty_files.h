#pragma once
/// A file system that fails when told: the Nth operation, or all writes once a disk is "full".

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/file_system.h"

namespace xueshi::test {

/// Wraps another FileSystem. `fail_if` is asked before each operation ("create", "create_secret", "open", "append",
/// "sync", "close", "list", "info", "make_folders", "sync_folder", "rename", "unlink", "truncate", "space", "read") and
/// its path; an errno other than 0 makes it fail with that. For a failing "append" the half of the bytes is written
/// first when `torn_writes` is set, as a full disk does. Any thread; the question is asked on the thread of the
/// operation, which it may keep waiting, and by several at once where several work.
class FaultyFiles final : public FileSystem {
 public:
  using Question = std::function<int(std::string_view operation, const Path& path)>;

  explicit FaultyFiles(FileSystem& inner) : inner_(inner) {}
  void fail_if(Question question);
  /// Fails the `n`-th operation from now (from 1) of those that change something, once.
  void fail_nth(int n, int error_number);
  bool torn_writes = false;
  /// What space() says from now on, whatever the disk has.
  void set_space(std::optional<DiskSpace> space);
  [[nodiscard]] int operations() const { return operations_; }

  Result<std::unique_ptr<AppendFile>> create(const Path& path) override;
  Result<std::unique_ptr<AppendFile>> create_secret(const Path& path) override;
  Result<std::unique_ptr<ReadFile>> open(const Path& path) override;
  Result<std::vector<FileEntry>> list(const Path& folder) override;
  Result<FileInfo> info(const Path& path) override;
  Result<void> make_folders(const Path& folder) override;
  Result<void> sync_folder(const Path& folder) override;
  Result<void> rename(const Path& from, const Path& to) override;
  Result<void> unlink(const Path& path) override;
  Result<void> truncate(const Path& path, std::uint64_t size) override;
  Result<DiskSpace> space(const Path& folder) override;

  /// 0, or the errno with which this operation is to fail. Counts.
  int ask(std::string_view operation, const Path& path);

 private:
  FileSystem& inner_;
  std::mutex mutex_;  // guards question_ and space_
  std::shared_ptr<Question> question_;
  std::optional<DiskSpace> space_;
  std::atomic<int> operations_{0};
};

}  // namespace xueshi::test
