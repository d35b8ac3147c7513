/// `xueshi config check [FILE]`: is this box set up well?

#include <boost/json.hpp>
#include <cstdio>
#include <memory>
#include <vector>

#include "config/box.h"
#include "config/rules.h"
#include "daemon/command.h"

namespace xueshi::daemon {
namespace {

struct CheckOptions {
  std::string file = "/etc/xueshi/box.toml";
  std::string rules;
  bool json = false;
};

/// What is wrong with a file may be many lines: one entry each.
void add_lines(const Error& error, std::vector<std::string>& lines) {
  const std::string text = error.chain();
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
}

int check(const CheckOptions& options) {
  std::vector<std::string> errors;
  const auto box = config::read_box(options.file);
  if (!box) add_lines(box.error(), errors);
  // The rules are looked at even when the box is broken, if we know where they are.
  const std::string rules_file = !options.rules.empty() ? options.rules : box ? box->rules.string() : "";
  const auto rules = rules_file.empty() ? Result<config::RulePack>(config::RulePack{}) : config::read_rules(rules_file);
  if (!rules) add_lines(rules.error(), errors);

  if (options.json) {
    boost::json::object document{{"ok", errors.empty()}};
    if (box) {
      boost::json::array cameras;
      for (const config::Camera& camera : box->cameras) cameras.emplace_back(camera.id.text);
      document["box"] = box->id.text;
      document["cameras"] = std::move(cameras);
    }
    if (rules && (box || !options.rules.empty())) {
      document["rules"] = rules->version;
      document["demo"] = rules->demo;
    }
    document["errors"] = boost::json::value_from(errors);
    std::printf("%s\n", boost::json::serialize(document).c_str());
  }
  for (const std::string& line : errors) std::fprintf(stderr, "%s\n", line.c_str());
  if (!errors.empty()) return kBadInput;
  if (!options.json) {
    std::printf("%s: good: box %s, %zu camera%s, rules %s\n", options.file.c_str(), box->id.text.c_str(),
                box->cameras.size(), box->cameras.size() == 1 ? "" : "s", rules->version.c_str());
  }
  return kDone;
}

}  // namespace

void add_config_command(CLI::App& xueshi, Run& chosen) {
  CLI::App* config = xueshi.add_subcommand("config", "the settings of this box");
  config->require_subcommand(1);
  CLI::App* command = config->add_subcommand("check", "reads box.toml and its rules; tells every mistake at once");
  const auto options = std::make_shared<CheckOptions>();
  command->add_option("--config,FILE", options->file, "the settings")->capture_default_str();
  command->add_option("--rules", options->rules, "a rule pack to check instead of the one that FILE names");
  command->add_flag("--json", options->json, "the result as JSON on standard output");
  command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace xueshi::daemon
