/// `xueshi import roster|timetable FILE --class NO`: the school's own spreadsheets. A dry run needs nothing but the
/// file; with --config it asks the running box what would change.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/file_system.h"
#include "daemon/base64.h"
#include "daemon/box_option.h"
#include "daemon/class_commands.h"
#include "daemon/command.h"
#include "daemon/control_server.h"
#include "daemon/sheet_json.h"
#include "facts/ids.h"
#include "facts/wording.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

/// Much more than an importer takes, so that it is the one who says that a file is too large.
constexpr std::uint64_t kMostFileBytes = std::uint64_t{64} * 1024 * 1024;
/// An import of 10 000 rows, and whatever else the daemon was asked before.
constexpr Millis kDeadline{60'000};

struct ImportOptions {
  std::string config;
  bool config_given = false;
  std::string file;
  std::string training_class;
  std::string rules;
  bool dry_run = false;
  bool json = false;
};

std::string text(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::array& list(const json::object& object, const char* key) {
  static const json::array kNothing;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : kNothing;
}

json::object the_file_alone(bool roster, ByteView file, const config::RulePack& rules) {
  return roster ? sheet_json(training::read_roster(file)) : sheet_json(training::read_timetable(file, rules));
}

Result<json::object> dry_run(bool roster, const ImportOptions& options, ByteView file) {
  config::RulePack rules;
  if (!options.rules.empty()) {
    auto read = config::read_rules(options.rules);
    if (!read) return tl::make_unexpected(read.error());
    rules = std::move(*read);
  }
  return the_file_alone(roster, file, rules);
}

Result<json::object> by_the_box(bool roster, const ImportOptions& options, ByteView file, bool chinese) {
  const auto box = config::read_box(options.config);
  if (!box) return tl::make_unexpected(box.error());
  const auto rules = rules_of(*box);
  if (!rules) return tl::make_unexpected(rules.error());
  if (file.size() > training::kMostSheetBytes) {  // its importer would say the same, to more than its socket takes
    return the_file_alone(roster, file, *rules);
  }
  const json::object request{{"command", roster ? "import_roster" : "import_timetable"},
                             {"class", options.training_class},
                             {"file_base64", to_base64(file)},
                             {"dry_run", options.dry_run}};
  // A trial takes nobody's lock and opens nobody's database: without a box that runs, the file is all there is.
  auto answer = options.dry_run ? control_request(control_socket(*box), request, kDeadline)
                                : ask_for_classes(*box, request, kDeadline);
  if (!answer && options.dry_run && answer.error().code == ErrorCode::kUnreachable) {
    std::fprintf(stderr, "xueshi: %s\n",
                 chinese ? "设备程序没有运行：只检查了文件，不知道导入会改变什么"
                         : "xueshid does not run here: only the file was checked, not what it would change");
    return the_file_alone(roster, file, *rules);
  }
  if (!answer) return tl::make_unexpected(answer.error());
  if (!answer->is_object()) return fail(ErrorCode::kInternal, "xueshid's answer is no object");
  return std::move(answer->get_object());
}

/// "花名册.xlsx 第 7 行「身份证号码」：…"
void print_problem(const std::string& file, const json::object& problem, bool warning, bool chinese) {
  const std::int64_t row = problem.at("row").to_number<std::int64_t>();
  const std::string column = text(problem, "column");
  std::string line = file;
  if (row > 0) line += fmt::format(fmt::runtime(chinese ? " 第 {} 行" : ", row {}"), row);
  if (!column.empty()) line += fmt::format(fmt::runtime(chinese ? "「{}」" : ", \"{}\""), column);
  line += chinese ? "：" : ": ";
  if (warning) line += chinese ? "提醒：" : "warning: ";
  std::fprintf(stderr, "%s%s\n", line.c_str(), text(problem, chinese ? "message" : "message_en").c_str());
}

void print_roster_row(const json::object& row, bool chinese) {
  const std::string id = text(row, "id");
  std::printf("%s  %-4s %s  %s  %s  %s\n",
              fmt::format(fmt::runtime(chinese ? "第 {} 行" : "row {}"), row.at("row").to_number<int>()).c_str(),
              text(row, "number").c_str(), text(row, "name").c_str(), id.empty() ? "–" : id.c_str(),
              text(row, "phone").c_str(), text(row, "occupation").c_str());
}

void print_timetable_row(const json::object& row, bool chinese) {
  // "2024-05-13T08:00:00+08:00" → "08:00"
  const auto clock = [&row](const char* key) {
    const std::string time = text(row, key);
    return time.size() < 16 ? std::string("–") : time.substr(11, 5);
  };
  const std::string date = text(row, "date");
  const auto kind = kLessonKinds.find(text(row, "kind"));
  const std::string_view kind_text =
      wording(kind.value_or(LessonKind::kTheory), chinese ? Language::kChinese : Language::kEnglish);
  std::printf("%s  %s  %s–%s  %s  %s  %s  %s\n",
              fmt::format(fmt::runtime(chinese ? "第 {} 行" : "row {}"), row.at("row").to_number<int>()).c_str(),
              date.empty() ? "–" : date.c_str(), clock("from").c_str(), clock("to").c_str(),
              fmt::format(fmt::runtime(chinese ? "{} 课时" : "{} hours"), list(row, "hours").size()).c_str(),
              std::string(kind_text).c_str(), text(row, "subject").c_str(), text(row, "teacher").c_str());
}

struct ChangeWord {
  const char* code;
  const char* chinese;
  const char* english;
};
/// As the pages call them (web/ui/src/i18n).
constexpr ChangeWord kChangeWords[] = {
    {"new", "新增", "new"}, {"changed", "修改", "changed"}, {"gone", "取消", "gone"}, {"kept", "保持", "kept"}};

/// What the box said would change, or has changed, and how many of each; nothing where only the file was read.
void print_changes(const json::object& import, bool chinese) {
  if (!import.contains("changes")) return;
  const json::array& changes = list(import, "changes");
  std::string counts;
  for (const ChangeWord& word : kChangeWords) {
    const auto count = std::count_if(changes.begin(), changes.end(), [&](const json::value& change) {
      return text(change.as_object(), "what") == word.code;
    });
    if (!counts.empty()) counts += chinese ? "，" : ", ";
    counts += chinese ? fmt::format("{} {}", word.chinese, count) : fmt::format("{} {}", count, word.english);
  }
  for (const json::value& value : changes) {
    const json::object& change = value.as_object();
    const auto* const word = std::find_if(std::begin(kChangeWords), std::end(kChangeWords),
                                          [&](const ChangeWord& each) { return text(change, "what") == each.code; });
    const char* const what = word == std::end(kChangeWords) ? "" : chinese ? word->chinese : word->english;
    std::printf("%s  %s\n", what, text(change, chinese ? "text" : "text_en").c_str());
  }
  const json::value* unchanged = import.if_contains("unchanged");
  const auto same = unchanged != nullptr && unchanged->is_int64() ? unchanged->get_int64() : 0;
  std::printf(
      "%s\n",
      fmt::format(fmt::runtime(chinese ? "变化：{}；不变 {}。" : "Changes: {}; {} unchanged."), counts, same).c_str());
}

void print(bool roster, const json::object& import, bool only_a_trial, bool chinese) {
  const json::value* done = import.if_contains("imported");
  const bool imported = done != nullptr && done->is_bool() && done->get_bool();
  for (const json::value& row : list(import, "rows")) {
    roster ? print_roster_row(row.as_object(), chinese) : print_timetable_row(row.as_object(), chinese);
  }
  print_changes(import, chinese);
  const std::size_t errors = list(import, "errors").size();
  const char* outcome = imported       ? (chinese ? "已导入。" : "Imported.")
                        : only_a_trial ? (chinese ? "试运行，没有导入。" : "Dry run: nothing was imported.")
                                       : (chinese ? "没有导入。" : "Nothing was imported.");
  std::printf(chinese ? "共 %zu 行，%zu 处错误，%zu 处提醒。%s\n" : "%zu rows, %zu errors, %zu warnings. %s\n",
              list(import, "rows").size(), errors, list(import, "warnings").size(), outcome);
}

int run_import(bool roster, const ImportOptions& options) {
  if (!is_plain_id(options.training_class)) {
    return report_error({ErrorCode::kBadInput,
                         "--class: expected 1 to 40 letters, digits, '-', '_' and '.', such as 2024-D-017", nullptr});
  }
  const bool asks_the_box = !options.dry_run || options.config_given;
  if (asks_the_box && !options.rules.empty()) {
    return report_error({ErrorCode::kBadInput,
                         "--rules: only with --dry-run and without --config; a box goes by its own rules", nullptr});
  }
  const auto files = posix_file_system();
  const auto file = read_whole(*files, options.file, kMostFileBytes);
  if (!file) return report_error(file.error());
  const bool chinese = language_of_environment() == Language::kChinese;
  const auto import = asks_the_box ? by_the_box(roster, options, *file, chinese) : dry_run(roster, options, *file);
  if (!import) return report_error(import.error());
  if (options.json) {
    std::printf("%s\n", json::serialize(*import).c_str());
  } else {
    print(roster, *import, options.dry_run, chinese);
  }
  std::fflush(stdout);
  const std::string name = std::filesystem::path(options.file).filename().string();
  for (const json::value& problem : list(*import, "errors")) print_problem(name, problem.as_object(), false, chinese);
  for (const json::value& problem : list(*import, "warnings")) print_problem(name, problem.as_object(), true, chinese);
  return list(*import, "errors").empty() ? kDone : kBadInput;
}

}  // namespace

void add_import_command(CLI::App& xueshi, Run& chosen) {
  CLI::App* import = xueshi.add_subcommand("import", "takes over a class's roster or timetable from a spreadsheet");
  import->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, bool roster) {
    auto options = std::make_shared<ImportOptions>();
    CLI::App* command = import->add_subcommand(name, help);
    add_config_option(*command, options->config);
    command->add_option("file", options->file, ".xlsx or .csv, as the school wrote it")->required();
    command->add_option("--class", options->training_class, "the class's number")->required();
    command->add_flag("--dry-run", options->dry_run,
                      "only says what the file holds and what is wrong with it; needs no box, and no such class. With "
                      "--config the box that runs there says what the import would change");
    command->add_option("--rules", options->rules,
                        "a rule pack for a dry run without --config; it changes the keys it names");
    command->add_flag("--json", options->json, "as JSON");
    command->callback([options, roster, command, &chosen] {
      options->config_given = command->count("--config") > 0;
      chosen = [options, roster] { return run_import(roster, *options); };
    });
  };
  add("roster", "花名册: who is trained", true);
  add("timetable", "课程表: when and what, both forms", false);
}

}  // namespace xueshi::daemon
