#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace xueshi::config {

inline constexpr std::size_t kMostKeyBytes = 64u << 10;  ///< of a certificate's key

/// Reads a file that holds a secret: a regular one of at most `most` bytes that neither its group nor others may read
/// or write (mode 0600 or 0400). A file in $CREDENTIALS_DIRECTORY is systemd's, which guards it by other means than the
/// mode. The error says what to do and never shows the content.
Result<std::string> read_private_file(const std::filesystem::path& path, std::size_t most);

}  // namespace xueshi::config
