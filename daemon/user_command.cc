/// `xueshi user list|add|set|reset|unlock`: accounts, through the daemon where it runs.

#include <cstdio>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "daemon/account_commands.h"
#include "daemon/box_option.h"
#include "daemon/command.h"
#include "daemon/shell_audit.h"
#include "daemon/stopped_box.h"
#include "facts/wording.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct UserOptions {
  std::string config;
  std::string name;
  std::string role;
  std::string display;
  bool has_display = false;
  bool close = false;
  bool open = false;
  bool json = false;
};

/// With the daemon stopped: the same, on the database itself, with the daemon's lock held.
Result<json::value> by_ourselves(const config::Box& box, const json::object& request) {
  auto stopped = StoppedBox::open(box);
  if (!stopped) return tl::make_unexpected(stopped.error());
  AccountDesk desk(
      {}, *stopped->store,
      [&stopped](store::CommitRequest&& change) -> Result<void> {
        auto written = stopped->store->commit(change.facts, change.messages);
        if (!written) return tl::make_unexpected(written.error());
        return {};
      },
      *stopped->clock, *stopped->random);
  const auto table = account_commands(desk, [](const std::string&) {});
  return table.at(std::string(request.at("command").as_string()))(shell_actor(), request);
}

Result<json::value> ask(const config::Box& box, const json::object& request) {
  auto answer = control_request(control_socket(box), request, Millis{10'000});
  if (answer || answer.error().code != ErrorCode::kUnreachable) return answer;
  return by_ourselves(box, request);
}

std::string text(const json::object& object, const char* key) { return std::string(object.at(key).as_string()); }

void print_list(const json::object& answer, Language language) {
  for (const json::value& value : answer.at("accounts").as_array()) {
    const json::object& account = value.as_object();
    const auto role = kRoles.find(text(account, "role"));
    std::string marks;
    const auto mark = [&](bool on, const char* chinese, const char* english) {
      if (on) marks += std::string("  ") + (language == Language::kChinese ? chinese : english);
    };
    mark(account.at("closed").as_bool(), "已停用", "closed");
    mark(account.at("must_change_password").as_bool(), "须改密码", "must change the password");
    mark(account.at("locked_s").as_int64() > 0, "已锁定", "locked");
    std::printf("%-20s %-12s %s%s\n", text(account, "name").c_str(),
                role ? std::string(wording(*role, language)).c_str() : "?", text(account, "display").c_str(),
                marks.c_str());
  }
}

void print_password(const json::object& answer, Language language) {
  const std::string name = text(answer.at("account").as_object(), "name");
  const std::string password = text(answer, "password");
  if (language == Language::kChinese) {
    std::printf("账号 %s 的一次性密码：%s\n首次登录时必须修改；此密码不再显示。\n", name.c_str(), password.c_str());
  } else {
    std::printf("one-time password of %s: %s\nIt must be changed at the first sign-in and is not shown again.\n",
                name.c_str(), password.c_str());
  }
}

int run_user(const std::string& what, const UserOptions& options) {
  if (what == "set" && options.role.empty() && !options.has_display && !options.close && !options.open) {
    return report_error(
        {ErrorCode::kBadInput, "nothing to change: expected --role, --display, --close or --open", nullptr});
  }
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  json::object request{{"command", "user_" + what}};
  if (!options.name.empty()) request["name"] = options.name;
  if (!options.role.empty()) request["role"] = options.role;
  if (options.has_display) request["display"] = options.display;
  if (options.close || options.open) request["closed"] = options.close;
  const auto answer = ask(*box, request);
  if (!answer) return report_error(answer.error());
  const Language language = language_of_environment();
  if (options.json) {
    std::printf("%s\n", json::serialize(*answer).c_str());
  } else if (what == "list") {
    print_list(answer->as_object(), language);
  } else if (what == "add" || what == "reset") {
    print_password(answer->as_object(), language);
  } else {
    std::printf("%s\n", language == Language::kChinese ? "已完成" : "done");
  }
  return kDone;
}

}  // namespace

void add_user_command(CLI::App& xueshi, Run& chosen) {
  CLI::App* user = xueshi.add_subcommand("user", "accounts of the pages");
  user->require_subcommand(1);
  const auto add = [&](const std::string& name, const std::string& help, auto extra) {
    auto options = std::make_shared<UserOptions>();
    CLI::App* command = user->add_subcommand(name, help);
    add_config_option(*command, options->config);
    command->add_flag("--json", options->json, "as JSON");
    if (name != "list") command->add_option("NAME", options->name, "the account's name")->required();
    extra(*command, *options);
    CLI::Option* const display = command->get_option_no_throw("--display");
    command->callback([options, name, display, &chosen] {
      options->has_display = display != nullptr && display->count() > 0;
      chosen = [options, name] { return run_user(name, *options); };
    });
  };
  constexpr const char* kRoleHelp = "teacher, inspector, administrator, auditor or installer";
  add("list", "every account", [](CLI::App&, UserOptions&) {});
  add("add", "makes one and prints its one-time password", [&](CLI::App& command, UserOptions& options) {
    command.add_option("--role", options.role, kRoleHelp)->required();
    command.add_option("--display", options.display, "the person's name, for the pages");
  });
  add("set", "changes role or name, closes or opens it", [&](CLI::App& command, UserOptions& options) {
    command.add_option("--role", options.role, kRoleHelp);
    command.add_option("--display", options.display, "the person's name, for the pages");
    auto* close = command.add_flag("--close", options.close, "nobody can sign in with it any more");
    command.add_flag("--open", options.open, "ends --close")->excludes(close);
  });
  add("reset", "gives it a new one-time password and signs it out", [](CLI::App&, UserOptions&) {});
  add("unlock", "ends the wait after too many wrong passwords", [](CLI::App&, UserOptions&) {});
}

}  // namespace xueshi::daemon
