/// `xueshi status`: what the box does now, asked of the running daemon.

#include <cstdio>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "daemon/box_option.h"
#include "daemon/command.h"
#include "daemon/control_server.h"
#include "daemon/overview.h"
#include "facts/wording.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct StatusOptions {
  std::string config;
  bool json = false;
  bool line = false;
};

std::string text(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

void print_whole(const json::object& overview, Language language) {
  std::printf("%s\n", progress_line(overview).c_str());
  std::printf("box %s · xueshi %s · rules %s · clock %s\n", text(overview, "box").c_str(),
              text(overview, "version").c_str(), text(overview, "rules").c_str(), text(overview, "clock").c_str());
  for (const json::value& value : overview.at("cameras").as_array()) {
    const json::object& camera = value.as_object();
    std::printf("camera %s: %s %s\n", text(camera, "id").c_str(), text(camera, "state").c_str(),
                text(camera, "detail").c_str());
  }
  for (const json::value& value : overview.at("disks").as_array()) {
    const json::object& disk = value.as_object();
    std::printf("disk %s: %s%s, %.1f GiB free\n", text(disk, "name").c_str(),
                disk.at("ok").as_bool() ? "ok" : "FAILING: ", text(disk, "detail").c_str(),
                disk.at("free_bytes").to_number<double>() / (1024.0 * 1024.0 * 1024.0));
  }
  const json::object& index = overview.at("reconcile").as_object();
  const auto figure = [&](const char* key) { return index.at(key).to_number<std::uint64_t>(); };
  std::printf("index: %s; %llu files, %llu found, %llu lost, %llu away, %llu changed%s%s\n",
              index.at("running").as_bool() ? ("looking at camera " + text(index, "camera")).c_str()
              : figure("runs") == 0         ? "not held against the files yet"
                                            : ("held against the files " + text(index, "last")).c_str(),
              static_cast<unsigned long long>(figure("files")), static_cast<unsigned long long>(figure("found")),
              static_cast<unsigned long long>(figure("lost")), static_cast<unsigned long long>(figure("away")),
              static_cast<unsigned long long>(figure("changed")), text(index, "detail").empty() ? "" : "; ",
              text(index, "detail").c_str());
  const json::object& vision = overview.at("vision").as_object();
  std::printf("counting: %s %s\n", vision.at("running").as_bool() ? "running" : "DOWN",
              text(vision, vision.at("running").as_bool() ? "detector" : "detail").c_str());
  const json::object& county = overview.at("county").as_object();
  if (county.at("configured").as_bool()) {
    std::printf("county: %s %s\n", county.at("connected").as_bool() ? "connected" : "not connected",
                text(county, "detail").c_str());
  } else {
    std::printf("county: none set up\n");
  }
  for (const json::value& value : overview.at("alarms").as_array()) {
    const json::object& alarm = value.as_object();
    const auto code = kAlarmCodes.find(text(alarm, "code"));
    std::printf("ALARM since %s: %s (%s) %s\n", text(alarm, "since").c_str(),
                code ? std::string(wording(*code, language)).c_str() : text(alarm, "code").c_str(),
                text(alarm, "what").c_str(), text(alarm, "detail").c_str());
  }
}

int run_status(const StatusOptions& options) {
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  const auto answer = control_request(control_socket(*box), {{"command", "status"}}, Millis{5'000});
  if (!answer) return report_error(answer.error());
  if (options.json) {
    std::printf("%s\n", json::serialize(*answer).c_str());
  } else if (options.line) {
    std::printf("%s\n", progress_line(answer->as_object()).c_str());
  } else {
    print_whole(answer->as_object(), language_of_environment());
  }
  return kDone;
}

}  // namespace

void add_status_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command = xueshi.add_subcommand("status", "what the box does now");
  add_config_option(*command, options->config);
  command->add_flag("--json", options->json, "as JSON");
  command->add_flag("--line", options->line, "as one line");
  command->callback([options, &chosen] { chosen = [options] { return run_status(*options); }; });
}

}  // namespace xueshi::daemon
