#include "config/password_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/unique_fd.h"

namespace xueshi::config {
namespace {

constexpr std::size_t kMostPassword = 1024;

bool is_systemd_credential(const std::filesystem::path& path) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder != nullptr && *folder != '\0' &&
         path.parent_path().lexically_normal() == std::filesystem::path(folder).lexically_normal();
}

}  // namespace

Result<Secret> read_password_file(const std::filesystem::path& path) {
  // O_NONBLOCK: a pipe by that name must not hold the start up.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return tl::make_unexpected(system_error("cannot read " + path.string(), errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return tl::make_unexpected(system_error("cannot read " + path.string(), errno));
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kBadInput, path.string() + " is not a regular file");
  if ((info.st_mode & 077) != 0 && !is_systemd_credential(path)) {
    return fail(ErrorCode::kDenied, fmt::format("{} has mode {:04o}, so that others than its owner reach the password; "
                                                "run: chmod 600 {}",
                                                path.string(), info.st_mode & 07777u, path.string()));
  }
  std::string content(kMostPassword + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(fd.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::make_unexpected(system_error("cannot read " + path.string(), errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  if (size > kMostPassword) {
    return fail(ErrorCode::kBadInput, fmt::format("{} is longer than {} bytes", path.string(), kMostPassword));
  }
  while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
  if (content.empty()) return fail(ErrorCode::kBadInput, path.string() + " is empty");
  const bool one_line = std::none_of(content.begin(), content.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!one_line) return fail(ErrorCode::kBadInput, path.string() + " holds more than one line, or control characters");
  return Secret(std::move(content));
}

}  // namespace xueshi::config
