#include "web/import_routes.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "web/json.h"
#include "web/plan_unreadable.h"
#include "web/query.h"

namespace xueshi::web {
namespace {

Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "没有这个班级", "there is no such class");
    case ErrorCode::kConflict:
      return problem(409, "该班由计划文件管理，只能在计划文件中修改",
                     "the class is the plan file's and is changed there");
    case ErrorCode::kUnsupported:
      log_warn("web", "a spreadsheet cannot be taken: {}", error.chain());  // what is wrong in the file
      return plan_unreadable();
    default:
      log_warn("web", "a spreadsheet cannot be taken: {}", error.chain());
      return busy("设备暂时无法读写，请稍后再试", "the box cannot read or write now; try again", 10);
  }
}

/// Nothing where the query is neither empty nor dry_run=1.
std::optional<bool> is_dry_run(const Request& request) {
  const auto query = parse_query(request.query);
  if (!query || query->size() > 1) return std::nullopt;
  if (query->empty()) return false;
  const auto& [name, value] = *query->begin();
  return name == "dry_run" && value == "1" ? std::optional(true) : std::nullopt;
}

Response take(ImportSource& sheets, Spreadsheet sheet, const Request& request) {
  const auto dry_run = is_dry_run(request);
  if (!dry_run) return problem(400, "查询串应为空或 dry_run=1", "expected an empty query, or dry_run=1");
  return slowly([&sheets, sheet, actor = request.who->actor(), id = ClassId(request.path_values.find("class")->second),
                 dry_run = *dry_run, file = request.body](const GivenUp&) {
    auto report = sheets.import_sheet(actor, sheet, id, file, dry_run);
    if (!report) return answer_for(report.error());
    if (!report->has_errors || dry_run) return json_answer(report->document);
    return problem_with(422, "sheet_errors", "表格中有错误，没有导入任何内容",
                        "the spreadsheet has errors: nothing was imported", std::move(report->document));
  });
}

Response spreadsheet(ImportSource& sheets, SpreadsheetForm form, const char* name) {
  auto bytes = sheets.sheet_template(form);
  if (!bytes) return answer_for(bytes.error());
  Response response;
  response.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  response.headers.emplace_back("Content-Disposition", std::string("attachment; filename=\"") + name + "\"");
  response.body = std::move(*bytes);
  return response;
}

}  // namespace

void add_import_routes(Router& router, ImportSource& sheets) {
  for (const auto& [path, sheet] : {std::pair{"/api/v1/classes/{class}/roster", Spreadsheet::kRoster},
                                    std::pair{"/api/v1/classes/{class}/timetable", Spreadsheet::kTimetable}}) {
    router.add_upload("POST", path, Access::to(Right::kManageClasses),
                      [&sheets, sheet = sheet](const Request& request) { return take(sheets, sheet, request); });
  }
  const auto add_template = [&](const char* name, SpreadsheetForm form) {
    router.add("GET", std::string("/api/v1/templates/") + name, Access::signed_in(),
               [&sheets, name, form](const Request&) {
                 return slowly([&sheets, name, form](const GivenUp&) { return spreadsheet(sheets, form, name); });
               });
  };
  add_template("roster.xlsx", SpreadsheetForm::kRoster);
  add_template("timetable.xlsx", SpreadsheetForm::kTimetable);
  add_template("timetable2.xlsx", SpreadsheetForm::kTimetableSpans);
}

}  // namespace xueshi::web
