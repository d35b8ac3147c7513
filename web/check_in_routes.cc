#include "web/check_in_routes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <memory>

#include "base/log.h"
#include "web/check_ins_json.h"
#include "web/json.h"
#include "web/query.h"
#include "web/sittings.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "没有这个班，或没有这张照片", "there is no such class, or photo");
    case ErrorCode::kUnsupported:
      return problem(400, "too_much", "超过 20000 行，请缩短日期范围分次导出",
                     "more than 20 000 rows: export shorter stretches");
    case ErrorCode::kBusy:
    case ErrorCode::kClosed: return busy("设备正忙，请稍后再试", "the box is busy; try again");
    default:
      log_warn("web", "check-ins cannot be shown: {}", error.chain());
      return problem(500, "签到记录读取出错", "the check-ins cannot be read");
  }
}

Response no_class() { return answer_for({ErrorCode::kNotFound, "no class's number", nullptr}); }

std::optional<ClassId> class_in(const Request& request) {
  ClassId id(request.path_values.find("class")->second);
  if (!is_plain_id(id.text)) return std::nullopt;
  return id;
}

std::string object_of(const ClassId& id) { return "class:" + id.text; }

Response bad_days() {
  return problem(400, "日期应写作 2026-11-23 这样的年-月-日，从早到晚至多 400 天",
                 "expected days as year-month-day, such as 2026-11-23, at most 400 of them");
}

Response bad_query() {
  return problem(400, "查询串格式有误或有未知的参数", "the query is malformed or has a parameter that is not known");
}

/// The days that a query names by `names`, in their order; nothing for one that is not there.
std::optional<std::vector<std::optional<LocalDay>>> days_in(const Request& request,
                                                            std::initializer_list<std::string_view> names,
                                                            Response& wrong) {
  std::vector<std::optional<LocalDay>> days(names.size());
  const auto values = parse_query(request.query);
  wrong = bad_query();
  if (!values) return std::nullopt;
  for (const auto& [name, value] : *values) {
    const auto* const known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) return std::nullopt;
    const auto day = parse_day(value);
    if (!day) {
      wrong = bad_days();
      return std::nullopt;
    }
    days[static_cast<std::size_t>(known - names.begin())] = day;
  }
  return days;
}

Response of_day(CheckInsSource& source, const std::shared_ptr<Sittings>& sittings, const Request& request) {
  const auto id = class_in(request);
  if (!id) return no_class();
  Response wrong;
  const auto days = days_in(request, {"day"}, wrong);
  if (!days) return wrong;
  return slowly([&source, sittings, id = *id, day = days->front(), who = *request.who](const GivenUp&) {
    const auto found = source.day(id, day);
    if (!found) return answer_for(found.error());
    if (auto unwritten = sittings->write(who, AuditAction::kViewCheckIns, object_of(id), to_string(found->day))) {
      return std::move(*unwritten);
    }
    return json_text_answer(check_in_day_json(*found));
  });
}

Response exported(CheckInsSource& source, const std::shared_ptr<Sittings>& sittings, const Request& request,
                  ExportForm form) {
  const auto id = class_in(request);
  if (!id) return no_class();
  Response wrong;
  const auto days = days_in(request, {"from", "to"}, wrong);
  if (!days) return wrong;
  const auto first = days->front();
  const auto last = days->back();
  if (!first || !last || *last < *first) return bad_days();
  if (std::chrono::sys_days(*last) - std::chrono::sys_days(*first) >= std::chrono::days{kMostExportDays}) {
    return bad_days();
  }
  return slowly([&source, sittings, id = *id, first = *first, last = *last, form, who = *request.who](const GivenUp&) {
    auto file = source.exported(id, first, last, form);
    if (!file) return answer_for(file.error());
    const std::string detail =
        to_string(first) + " to " + to_string(last) + (form == ExportForm::kCsv ? ", csv" : ", xlsx");
    if (auto unwritten = sittings->write_each(who, AuditAction::kExportCheckIns, object_of(id), detail)) {
      return std::move(*unwritten);
    }
    Response response;
    response.content_type = std::move(file->content_type);
    response.body = std::move(file->bytes);
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file->name + "\"");
    return response;
  });
}

Response photo(CheckInsSource& source, const std::shared_ptr<Sittings>& sittings, const Request& request) {
  const auto digest = Sha256Digest::from_hex(request.path_values.find("sha256")->second);
  if (!digest) return no_class();
  return slowly([&source, sittings, digest = *digest, who = *request.who](const GivenUp&) {
    auto found = source.photo(digest);
    if (!found) return answer_for(found.error());
    const std::string name = digest.hex().substr(0, 12);
    if (auto unwritten = sittings->write_each(who, AuditAction::kViewPhoto, "photo:" + name)) {
      return std::move(*unwritten);
    }
    Response response;
    response.content_type = std::move(found->content_type);
    response.body = std::move(found->bytes);
    response.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name + "\"");
    return response;
  });
}

Response leave(CheckInsSource& source, const std::shared_ptr<Sittings>& sittings, const Request& request) {
  const auto id = class_in(request);
  if (!id) return no_class();
  return slowly([&source, sittings, id = *id, who = *request.who](const GivenUp&) {
    const auto lines = source.leave(id);
    if (!lines) return answer_for(lines.error());
    if (auto unwritten = sittings->write(who, AuditAction::kViewCheckIns, object_of(id), "leave")) {
      return std::move(*unwritten);
    }
    json::array list;
    for (const NamedLeave& line : *lines) list.push_back(leave_json(line));
    return json_answer(json::object{{"leave", std::move(list)}});
  });
}

Response objections(CheckInsSource& source, const std::shared_ptr<Sittings>& sittings, const Request& request) {
  const auto values = parse_query(request.query);
  if (!values) return bad_query();
  bool open_only = false;
  for (const auto& [name, value] : *values) {
    if (name != "open" || (value != "1" && value != "0")) return bad_query();
    open_only = value == "1";
  }
  return slowly([&source, sittings, open_only, who = *request.who](const GivenUp&) {
    const auto lines = source.objections(open_only);
    if (!lines) return answer_for(lines.error());
    if (auto unwritten = sittings->write(who, AuditAction::kViewCheckIns, "objections")) return std::move(*unwritten);
    json::array list;
    for (const NamedObjection& line : *lines) list.push_back(objection_json(line));
    return json_answer(json::object{{"objections", std::move(list)}});
  });
}

}  // namespace

void add_check_in_routes(Router& router, CheckInsSource& source, AuditSink& audit, const Clock& clock) {
  const auto sittings = std::make_shared<Sittings>(audit, clock);
  const Access readers = Access::to(Right::kSeeCheckIns);
  const std::string one = "/api/v1/classes/{class}";
  router.add("GET", one + "/check-ins", readers,
             [&source, sittings](const Request& request) { return of_day(source, sittings, request); });
  router.add("GET", one + "/check-ins.csv", readers, [&source, sittings](const Request& request) {
    return exported(source, sittings, request, ExportForm::kCsv);
  });
  router.add("GET", one + "/check-ins.xlsx", readers, [&source, sittings](const Request& request) {
    return exported(source, sittings, request, ExportForm::kWorkbook);
  });
  router.add("GET", "/api/v1/photos/{sha256}", readers,
             [&source, sittings](const Request& request) { return photo(source, sittings, request); });
  router.add("GET", one + "/leave", readers,
             [&source, sittings](const Request& request) { return leave(source, sittings, request); });
  router.add("GET", "/api/v1/objections", readers,
             [&source, sittings](const Request& request) { return objections(source, sittings, request); });
}

}  // namespace xueshi::web
