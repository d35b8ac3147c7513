#include "config/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/unique_fd.h"

namespace xueshi::config {
namespace {

bool is_systemd_credential(const std::filesystem::path& path) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder != nullptr && *folder != '\0' &&
         path.parent_path().lexically_normal() == std::filesystem::path(folder).lexically_normal();
}

}  // namespace

Result<std::string> read_private_file(const std::filesystem::path& path, std::size_t most) {
  // O_NONBLOCK: a pipe by that name must not hold the start up.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return tl::make_unexpected(system_error("cannot read " + path.string(), errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return tl::make_unexpected(system_error("cannot read " + path.string(), errno));
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kBadInput, path.string() + " is not a regular file");
  if ((info.st_mode & 077) != 0 && !is_systemd_credential(path)) {
    return fail(ErrorCode::kDenied, fmt::format("{} has mode {:04o}, so that others than its owner reach the secret in "
                                                "it; run: chmod 600 {}",
                                                path.string(), info.st_mode & 07777u, path.string()));
  }
  std::string content(most + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(fd.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::make_unexpected(system_error("cannot read " + path.string(), errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  if (size > most) {
    return fail(ErrorCode::kBadInput, fmt::format("{} is longer than {} bytes", path.string(), most));
  }
  return content;
}

}  // namespace xueshi::config
