#pragma once

#include <filesystem>

#include "base/result.h"
#include "base/unique_fd.h"

namespace xueshi::daemon {

/// A lock file that one process at a time holds (flock(2)); it falls with the process, so a crash leaves none behind.
class ProcessLock {
 public:
  /// kBusy when another process has it; the message names its pid where the file tells.
  static Result<ProcessLock> take(const std::filesystem::path& file);

 private:
  explicit ProcessLock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace xueshi::daemon
