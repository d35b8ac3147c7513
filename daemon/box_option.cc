#include "daemon/box_option.h"

namespace xueshi::daemon {

void add_config_option(CLI::App& command, std::string& config) {
  config = kDefaultConfig;
  command.add_option("--config", config, "the box's settings (default " + std::string(kDefaultConfig) + ")");
}

Result<config::RulePack> rules_of(const config::Box& box) {
  if (box.rules.empty()) return config::RulePack{};
  return config::read_rules(box.rules.string());
}

std::filesystem::path control_socket(const config::Box& box) { return box.state / "control.sock"; }
std::filesystem::path lock_file(const config::Box& box) { return box.state / "xueshid.lock"; }

recording::MediaFolders media_folders(const config::Box& box) {
  std::vector<recording::MediaDisk> disks;
  for (const config::Disk& disk : box.recording.disks) disks.push_back({disk.name, disk.media});
  return recording::MediaFolders(std::move(disks));
}

}  // namespace xueshi::daemon
