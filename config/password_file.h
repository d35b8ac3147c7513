#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "config/box.h"

namespace xueshi::config {

/// Reads a password out of a private file (private_file.h) of one line, not empty, of at most 1024 bytes. The error
/// says what to do and never shows the content.
Result<Secret> read_password_file(const std::filesystem::path& path);

/// The same out of a credential of systemd (LoadCredential= in the unit), by its name: the file of that name in
/// $CREDENTIALS_DIRECTORY. Nothing where this program was not handed any.
Result<std::optional<Secret>> read_credential(const std::string& name);

}  // namespace xueshi::config
