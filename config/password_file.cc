#include "config/password_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "config/private_file.h"

namespace xueshi::config {
namespace {

constexpr std::size_t kMostPassword = 1024;
constexpr std::size_t kMostName = 255;

}  // namespace

Result<Secret> read_password_file(const std::filesystem::path& path) {
  auto read = read_private_file(path, kMostPassword);
  if (!read) return tl::make_unexpected(read.error());
  std::string& content = *read;
  while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
  if (content.empty()) return fail(ErrorCode::kBadInput, path.string() + " is empty");
  const bool one_line = std::none_of(content.begin(), content.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!one_line) return fail(ErrorCode::kBadInput, path.string() + " holds more than one line, or control characters");
  return Secret(std::move(content));
}

Result<std::optional<Secret>> read_credential(const std::string& name) {
  if (name.empty() || name.size() > kMostName || name == "." || name == ".." || name.find('/') != std::string::npos ||
      name.find('\0') != std::string::npos) {
    return fail(ErrorCode::kBadInput, "expected the plain name of a credential, without a folder");
  }
  const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') return std::nullopt;
  auto secret = read_password_file(std::filesystem::path(folder) / name);
  if (!secret && secret.error().code == ErrorCode::kNotFound) {
    return fail(ErrorCode::kNotFound, fmt::format("systemd handed over no credential of this name; add "
                                                  "LoadCredential={}:FILE to the unit (systemctl edit xueshid)",
                                                  name));
  }
  if (!secret) return tl::make_unexpected(secret.error());
  return std::optional(std::move(*secret));
}

}  // namespace xueshi::config
