#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "config/box.h"
#include "config/rules.h"
#include "daemon/command.h"
#include "recording/media_folders.h"

namespace xueshi::daemon {

inline constexpr const char* kDefaultConfig = "/etc/xueshi/box.toml";

/// Adds `--config FILE` to a command that works on a set-up box.
void add_config_option(CLI::App& command, std::string& config);

/// The rule pack a box is set up with.
Result<config::RulePack> rules_of(const config::Box& box);

/// Where a box's parts lie in its state folder.
std::filesystem::path control_socket(const config::Box& box);
std::filesystem::path lock_file(const config::Box& box);
/// Where its recordings lie.
recording::MediaFolders media_folders(const config::Box& box);

}  // namespace xueshi::daemon
