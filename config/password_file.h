#pragma once

#include <filesystem>

#include "base/result.h"
#include "config/box.h"

namespace xueshi::config {

/// Reads a password out of a file of one line: a regular, non-empty file of at most 1024 bytes that neither its group
/// nor others may read or write (mode 0600 or 0400). A file in $CREDENTIALS_DIRECTORY is systemd's, which guards it by
/// other means than the mode. The error says what to do and never shows the content.
Result<Secret> read_password_file(const std::filesystem::path& path);

}  // namespace xueshi::config
