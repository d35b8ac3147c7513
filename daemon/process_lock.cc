#include "daemon/process_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace xueshi::daemon {

Result<ProcessLock> ProcessLock::take(const std::filesystem::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!fd) return tl::make_unexpected(system_error("open " + file.string(), errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const ssize_t got = ::pread(fd.get(), holder, sizeof holder - 1, 0);
    std::string who = got > 0 ? std::string(holder, static_cast<std::size_t>(got)) : "";
    while (!who.empty() && who.back() == '\n') who.pop_back();
    return fail(ErrorCode::kBusy, file.parent_path().string() + " is in use by another process" +
                                      (who.empty() ? "" : " (pid " + who + ")"));
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), pid.data(), pid.size(), 0) < 0) {
    return tl::make_unexpected(system_error("write " + file.string(), errno));
  }
  return ProcessLock(std::move(fd));
}

}  // namespace xueshi::daemon
