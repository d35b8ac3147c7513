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

}  // namespace xueshi::daemon
