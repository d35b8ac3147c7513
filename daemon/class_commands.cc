#include "daemon/class_commands.h"

#include <utility>

#include "daemon/base64.h"
#include "daemon/box_keys.h"
#include "daemon/box_option.h"
#include "daemon/shell_audit.h"
#include "daemon/stopped_box.h"
#include "web/class_body.h"
#include "web/class_json.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

std::string text(const json::object& request, std::string_view member) {
  const json::value* value = request.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<json::value> answer(tl::expected<web::ClassDetail, web::ClassRefused> done) {
  if (!done) return tl::make_unexpected(std::move(done.error().error));
  return json::value(web::class_json(*done));
}

/// The members of the request as a wish; kBadInput names those that are not as they should be.
Result<web::ClassWish> wish_in(const json::object& request) {
  web::ClassBody body = web::class_body(request);
  if (body.faults.empty()) return std::move(body.wish);
  std::string message = "the class cannot be taken:";
  for (const web::CodedText& fault : body.faults) message += " " + fault.code + ": " + fault.text_en + ";";
  message.pop_back();
  return fail(ErrorCode::kBadInput, message);
}

Result<json::value> change(ClassDesk& desk, const Actor& actor, const json::object& request, bool is_new) {
  const auto wish = wish_in(request);
  if (!wish) return tl::make_unexpected(wish.error());
  const ClassId id(text(request, "id"));
  return answer(is_new ? desk.add_class(actor, id, *wish) : desk.change_class(actor, id, *wish));
}

Result<json::value> import(ClassDesk& desk, const Actor& actor, const json::object& request, web::Spreadsheet sheet) {
  const auto file = from_base64(text(request, "file_base64"));
  if (!file) return tl::make_unexpected(file.error());
  const json::value* const dry_run = request.if_contains("dry_run");
  if (dry_run == nullptr || !dry_run->is_bool()) return fail(ErrorCode::kBadInput, "expected dry_run as true or false");
  auto report = desk.import_sheet(actor, sheet, ClassId(text(request, "class")), as_text(*file), dry_run->get_bool());
  if (!report) return tl::make_unexpected(report.error());
  return json::value(std::move(report->document));
}

/// With the daemon stopped.
Result<json::value> by_ourselves(const config::Box& box, const json::object& request) {
  const auto rules = rules_of(box);
  if (!rules) return tl::make_unexpected(rules.error());
  auto stopped = StoppedBox::open(box);
  if (!stopped) return tl::make_unexpected(stopped.error());
  const auto keys = box_keys(*stopped->files, box.state, *stopped->random);
  if (!keys) return tl::make_unexpected(keys.error());
  std::mutex changing;  // nobody else is there
  PlanClasses plan(*stopped->files, box.plan, *rules);
  ClassDesk desk(
      class_box(box, *rules, keys->identity), plan, *stopped->store,
      [&stopped](store::CommitRequest&& change) -> Result<void> {
        auto written = stopped->store->commit(change.facts, change.messages);
        if (!written) return tl::make_unexpected(written.error());
        return {};
      },
      changing, *stopped->clock, *stopped->random);
  return class_commands(desk).at(std::string(request.at("command").as_string()))(shell_actor(), request);
}

}  // namespace

std::map<std::string, ControlServer::Handler> class_commands(ClassDesk& desk) {
  std::map<std::string, ControlServer::Handler> table;
  for (const bool is_new : {true, false}) {
    table[is_new ? "class_add" : "class_set"] = [&desk, is_new](const Actor& actor, const json::object& request) {
      return change(desk, actor, request, is_new);
    };
  }
  for (const auto& [name, sheet] : {std::pair{"import_roster", web::Spreadsheet::kRoster},
                                    std::pair{"import_timetable", web::Spreadsheet::kTimetable}}) {
    table[name] = [&desk, sheet = sheet](const Actor& actor, const json::object& request) {
      return import(desk, actor, request, sheet);
    };
  }
  return table;
}

Result<json::value> ask_for_classes(const config::Box& box, const json::object& request, Millis deadline) {
  auto told = control_request(control_socket(box), request, deadline);
  if (told || told.error().code != ErrorCode::kUnreachable) return told;
  return by_ourselves(box, request);
}

}  // namespace xueshi::daemon
