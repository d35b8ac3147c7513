#include "web/hours_routes.h"

#include "base/log.h"
#include "web/hours_json.h"
#include "web/json.h"
#include "web/query.h"

namespace xueshi::web {
namespace {

Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "没有这个学时", "there is no such lesson hour");
    case ErrorCode::kBusy:
    case ErrorCode::kClosed: return busy("设备正忙，请稍后再试", "the box is busy; try again");
    default:
      log_warn("web", "a lesson hour cannot be shown: {}", error.chain());
      return problem(500, "学时信息读取出错", "the lesson hour cannot be read");
  }
}

Response bad_day() {
  return problem(400, "日期应写作 2026-11-23 这样的年-月-日", "expected the day as year-month-day, such as 2026-11-23");
}

Response day(HoursSource& source, const Request& request) {
  const auto values = parse_query(request.query);
  if (!values) return problem(400, "查询串格式有误", "the query is malformed");
  std::optional<LocalDay> wanted;
  for (const auto& [key, value] : *values) {
    if (key != "day") return problem(400, "查询串中有未知的参数", "the query has a parameter that is not known");
    wanted = parse_day(value);
    if (!wanted) return bad_day();
  }
  Response response;
  response.slow = [&source, wanted](const GivenUp&) {
    const auto hours = source.day(wanted);
    return hours ? json_text_answer(day_json(*hours)) : answer_for(hours.error());
  };
  return response;
}

std::optional<int> number_in(std::string_view digits) {
  const auto number = whole_number<int>(digits);
  return number && *number >= 1 && *number <= 99 ? number : std::nullopt;
}

Response hour(HoursSource& source, const Request& request) {
  LessonHourId id;
  id.training_class = ClassId(request.path_values.at("class"));
  if (!is_plain_id(id.training_class.text)) return answer_for({ErrorCode::kNotFound, "no class's number", nullptr});
  const auto of_day = parse_day(request.path_values.at("day"));
  if (!of_day) return bad_day();
  const auto number = number_in(request.path_values.at("number"));
  if (!number) return problem(400, "学时序号应为 1 至 99 的整数", "expected the hour's number as 1 to 99");
  id.day = *of_day;
  id.number = *number;
  Response response;
  response.slow = [&source, id](const GivenUp&) {
    const auto found = source.hour(id);
    return found ? json_text_answer(detail_json(*found)) : answer_for(found.error());
  };
  return response;
}

}  // namespace

void add_hours_routes(Router& router, HoursSource& source) {
  router.add("GET", "/api/v1/hours", Access::to(Right::kSeeHours),
             [&source](const Request& request) { return day(source, request); });
  router.add("GET", "/api/v1/hours/{class}/{day}/{number}", Access::to(Right::kSeeHours),
             [&source](const Request& request) { return hour(source, request); });
}

}  // namespace xueshi::web
