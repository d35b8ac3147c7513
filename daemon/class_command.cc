/// `xueshi class list|show|add|set`: what is planned, from the database; changes through the daemon where it runs.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "base/clock.h"
#include "daemon/box_option.h"
#include "daemon/class_commands.h"
#include "daemon/class_view.h"
#include "daemon/command.h"
#include "facts/wording.h"
#include "store/store.h"
#include "web/class_json.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct ClassOptions {
  std::string config;
  std::string id;
  bool json = false;
  std::vector<std::pair<const char*, std::string>> texts;  // by member, those that were given
  std::vector<std::string> cameras;
  std::vector<std::string> application;
};

/// A box's database beside its daemon.
struct Opened {
  config::Box box;
  config::RulePack rules;
  store::Reader reader;
  std::set<ClassId> of_plan_file;
};

Result<Opened> open(const ClassOptions& options) {
  auto box = config::read_box(options.config);
  if (!box) return tl::make_unexpected(box.error());
  auto rules = rules_of(*box);
  if (!rules) return tl::make_unexpected(rules.error());
  store::Readers readers(store::settings_in(box->state).database);
  auto reader = readers.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto files = posix_file_system();
  auto of_plan_file = PlanClasses(*files, box->plan, *rules).ids().value_or(std::set<ClassId>{});
  return Opened{std::move(*box), std::move(*rules), std::move(*reader), std::move(of_plan_file)};
}

std::string days(const std::optional<LocalDay>& from, const std::optional<LocalDay>& to) {
  return (from ? to_string(*from) : "?") + " – " + (to ? to_string(*to) : "?");
}

int run_list(const ClassOptions& options) {
  auto opened = open(options);
  if (!opened) return report_error(opened.error());
  const auto rows = class_rows(opened->reader, {opened->rules, nullptr, opened->of_plan_file});
  if (!rows) return report_error(rows.error());
  const Language language = language_of_environment();
  const bool chinese = language == Language::kChinese;
  if (options.json) {
    json::array list;
    for (const web::ClassRow& row : *rows) list.push_back(web::class_json(row));
    std::printf("%s\n", json::serialize(list).c_str());
    return kDone;
  }
  for (const web::ClassRow& row : *rows) {
    std::printf(chinese ? "%s  %s  %s  %s  学员 %d，学时 %d，已判定 %d%s\n"
                        : "%s  %s  %s  %s  %d trainees, %d lesson hours, %d concluded%s\n",
                row.id.text.c_str(), row.title.c_str(), std::string(wording(row.kind, language)).c_str(),
                days(row.from, row.to).c_str(), row.enrolled, row.hours, row.concluded,
                row.from_plan_file ? (chinese ? "（计划文件）" : " (plan file)") : "");
  }
  return kDone;
}

void print_class(const web::ClassDetail& detail, Language language) {
  const bool chinese = language == Language::kChinese;
  const TrainingClass& plan = detail.plan;
  std::printf("%s  %s\n", plan.id.text.c_str(), plan.title.c_str());
  const auto line = [chinese](const char* name, const char* name_en, const std::string& value) {
    if (!value.empty()) std::printf("  %s: %s\n", chinese ? name : name_en, value.c_str());
  };
  line("类别", "kind", std::string(wording(plan.kind, language)));
  line("职业（工种）", "occupation", plan.occupation + (detail.category.empty() ? "" : " (" + detail.category + ")"));
  std::string near;
  for (const std::string& name : detail.near_occupations) near += (near.empty() ? "" : ", ") + name;
  line("相近的名称", "nearest names", near);
  line("培训机构", "school", plan.school);
  line("教室", "room", plan.room);
  line("起止日期", "dates", days(plan.from, plan.to));
  std::string cameras;
  for (const CameraId& camera : plan.cameras) cameras += (cameras.empty() ? "" : ", ") + camera.text;
  line("摄像机", "cameras", cameras);
  for (std::size_t i = 0; i < plan.teachers.size(); ++i) {
    line("教师", "teacher", plan.teachers[i].name + " " + detail.teacher_ids[i]);
  }
  line("学员", "trainees", std::to_string(plan.roster.size()));
  for (std::size_t i = 0; i < plan.roster.size(); ++i) {
    std::printf("    %s  %s  %s\n", plan.roster[i].number.text.c_str(), plan.roster[i].name.c_str(),
                detail.roster_ids[i].c_str());
  }
  line("学时", "lesson hours", std::to_string(detail.hours.size()));
  for (const web::CodedText& missing : detail.missing) {
    line("缺", "missing", chinese ? missing.text : missing.text_en);
  }
}

int run_show(const ClassOptions& options) {
  auto opened = open(options);
  if (!opened) return report_error(opened.error());
  const auto detail = class_detail(opened->reader, ClassId(options.id), {opened->rules, nullptr, opened->of_plan_file},
                                   system_clock()->utc());
  if (!detail) return report_error(detail.error());
  if (options.json) {
    std::printf("%s\n", json::serialize(web::class_json(*detail)).c_str());
  } else {
    print_class(*detail, language_of_environment());
  }
  return kDone;
}

int run_change(const std::string& what, const ClassOptions& options) {
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  json::object request{{"command", "class_" + what}, {"id", options.id}};
  for (const auto& [member, value] : options.texts) {
    const bool no_day = (std::string_view(member) == "from" || std::string_view(member) == "to") && value.empty();
    if (no_day) {
      request[member] = nullptr;
    } else {
      request[member] = value;
    }
  }
  const auto put_list = [&request](const char* member, const std::vector<std::string>& values) {
    if (values.empty()) return;
    json::array list;
    for (const std::string& value : values) {
      if (!value.empty()) list.emplace_back(value);
    }
    request[member] = std::move(list);
  };
  put_list("cameras", options.cameras);
  put_list("application", options.application);
  if (request.size() == 2) {
    return report_error(
        {ErrorCode::kBadInput, "nothing to set: `xueshi class " + what + " --help` lists what can be", nullptr});
  }
  const auto answer = ask_for_classes(*box, request, Millis{10'000});
  if (!answer) return report_error(answer.error());
  if (options.json) {
    std::printf("%s\n", json::serialize(*answer).c_str());
  } else {
    std::printf("%s\n", language_of_environment() == Language::kChinese ? "已完成" : "done");
  }
  return kDone;
}

/// The options that `add` and `set` share.
void add_members(CLI::App& command, const std::shared_ptr<ClassOptions>& options) {
  const auto text = [&](const char* name, const char* member, const char* help) {
    command.add_option_function<std::string>(
        name, [options, member](const std::string& value) { options->texts.emplace_back(member, value); }, help);
  };
  text("--title", "title", "what it is called");
  text("--kind", "kind", "order, project, employee, startup or student_startup");
  text("--occupation", "occupation", "职业（工种）, as the policy's appendix names it");
  text("--school", "school", "the training school");
  text("--credit-code", "credit_code", "its unified social credit code");
  text("--room", "room", "where it is taught");
  text("--from", "from", "the first day, such as 2024-05-13");
  text("--to", "to", "the last day");
  command.add_option("--camera", options->cameras, "a camera that shows its room; may be given several times");
  command.add_option("--application", options->application,
                     "elements of the opening application that were handed in: roster, plan, teachers, resources, "
                     "assessment");
}

}  // namespace

void add_class_command(CLI::App& xueshi, Run& chosen) {
  CLI::App* classes = xueshi.add_subcommand("class", "training classes: what is planned, and changing it");
  classes->require_subcommand(1);
  const auto add = [&](const std::string& name, const char* help, auto run) {
    auto options = std::make_shared<ClassOptions>();
    CLI::App* command = classes->add_subcommand(name, help);
    add_config_option(*command, options->config);
    command->add_flag("--json", options->json, "as JSON");
    if (name != "list") command->add_option("NO", options->id, "the class's number, such as 2024-D-017")->required();
    if (name == "add" || name == "set") add_members(*command, options);
    command->callback([options, run, &chosen] { chosen = [options, run] { return run(*options); }; });
  };
  add("list", "every class", run_list);
  add("show", "one class: roster, teachers, and what is missing before it can open", run_show);
  for (const std::string what : {"add", "set"}) {
    add(what, what == "add" ? "makes a class" : "changes what is given",
        [what](const ClassOptions& options) { return run_change(what, options); });
  }
}

}  // namespace xueshi::daemon
