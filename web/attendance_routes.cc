#include "web/attendance_routes.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "web/json.h"
#include "web/query.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostNamed = 20;  // trainees in a sentence

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound: return 404;
    case ErrorCode::kBadInput: return 400;
    case ErrorCode::kConflict: return 409;
    default: return 503;
  }
}

Response answer_for(const AttendanceRefused& refused) {
  const int status = status_of(refused.code);
  if (status == 503) return busy("设备暂时无法写入，请稍后再试", "the box cannot write now; try again", 10);
  std::string numbers;
  for (std::size_t i = 0; i < refused.trainees.size() && i < kMostNamed; ++i) {
    numbers += (i == 0 ? "" : ", ") + refused.trainees[i].text;
  }
  if (refused.trainees.size() > kMostNamed) numbers += " …";
  if (numbers.empty()) return problem(status, refused.fault, refused.text, refused.text_en);
  return problem(status, refused.fault, "学员 " + numbers + "：" + refused.text,
                 "trainee " + numbers + ": " + refused.text_en);
}

json::array hours_json(const std::vector<LessonHourId>& hours) {
  json::array list;
  for (const LessonHourId& hour : hours) list.emplace_back(hour.hour());
  return list;
}

Response answer_for(const AttendanceDone& done) {
  if (!done) return answer_for(done.error());
  return json_answer(json::object{{"entered", done->changed}, {"rejudged", hours_json(done->judged)}});
}

Response no_class() { return problem(404, "no_such_class", "没有这个班", "there is no such class"); }

std::optional<ClassId> class_in(const Request& request) {
  ClassId id(request.path_values.find("class")->second);
  if (!is_plain_id(id.text)) return std::nullopt;
  return id;
}

Response bad_body() {
  return problem(
      400, "body",
      "day 应为年-月-日，session 为课次序号，trainees 为花名册序号，in、out、from、to 为带时区的时间，reason 为文字",
      "expected day as year-month-day, session as its number, trainees as numbers of the roster, in, out, from "
      "and to as RFC 3339 with offset, reason as text");
}

std::optional<LocalDay> day_in(const json::object& body) {
  const auto text = text_in(body, "day");
  return text ? parse_day(*text) : std::nullopt;
}

std::optional<int> session_in(const json::object& body) {
  const json::value* value = body.if_contains("session");
  if (value == nullptr || !value->is_int64() || value->get_int64() < 1 || value->get_int64() > 99) return std::nullopt;
  return static_cast<int>(value->get_int64());
}

std::optional<std::vector<TraineeNo>> trainees_in(const json::object& body) {
  const json::value* value = body.if_contains("trainees");
  if (value == nullptr || !value->is_array()) return std::nullopt;
  std::vector<TraineeNo> trainees;
  for (const json::value& one : value->get_array()) {
    if (!one.is_string() || one.get_string().empty()) return std::nullopt;
    trainees.emplace_back(std::string(one.get_string()));
  }
  return trainees;
}

/// A time, or none where it is null or left out. False: neither.
bool read_time(const json::object& body, std::string_view member, std::optional<UtcMillis>& time) {
  const json::value* value = body.if_contains(member);
  if (value == nullptr || value->is_null()) return true;
  if (!value->is_string()) return false;
  time = parse_rfc3339(std::string_view(value->get_string()));
  return time.has_value();
}

Response enter(AttendanceSource& source, const Request& request) {
  const auto id = class_in(request);
  if (!id) return no_class();
  const auto body = json_body(request, {"day", "session", "trainees", "in", "out", "reason"});
  if (!body) return body.error();
  const auto day = day_in(*body);
  const auto session = session_in(*body);
  auto trainees = trainees_in(*body);
  if (!day || !session || !trainees) return bad_body();
  EntryWish wish{*day, *session, std::move(*trainees), {}, {}, text_in(*body, "reason").value_or("")};
  if (!read_time(*body, "in", wish.in) || !read_time(*body, "out", wish.out)) return bad_body();
  return slowly([&source, id = *id, wish = std::move(wish), actor = request.who->actor()](const GivenUp&) {
    return answer_for(source.enter(actor, id, wish));
  });
}

Response correct(AttendanceSource& source, const Request& request) {
  const auto id = class_in(request);
  if (!id) return no_class();
  const auto body = json_body(request, {"day", "session", "trainee", "in", "out", "reason"});
  if (!body) return body.error();
  const auto day = day_in(*body);
  const auto session = session_in(*body);
  const auto trainee = text_in(*body, "trainee");
  // Left out, `in` must not mean "was not there".
  if (!day || !session || !trainee || trainee->empty() || !body->contains("in")) return bad_body();
  CorrectionWish wish{*day, *session, TraineeNo(*trainee), {}, {}, text_in(*body, "reason").value_or("")};
  if (!read_time(*body, "in", wish.in) || !read_time(*body, "out", wish.out)) return bad_body();
  return slowly([&source, id = *id, wish = std::move(wish), actor = request.who->actor()](const GivenUp&) {
    const auto done = source.correct(actor, id, wish);
    if (!done) return answer_for(done.error());
    return json_answer(json::object{{"rejudged", hours_json(done->judged)}});
  });
}

Response enter_leave(AttendanceSource& source, const Request& request) {
  const auto id = class_in(request);
  if (!id) return no_class();
  const auto body = json_body(request, {"trainees", "from", "to", "reason"});
  if (!body) return body.error();
  auto trainees = trainees_in(*body);
  std::optional<UtcMillis> from, to;
  if (!trainees || !read_time(*body, "from", from) || !read_time(*body, "to", to) || !from || !to) return bad_body();
  LeaveWish wish{std::move(*trainees), {*from, *to}, text_in(*body, "reason").value_or("")};
  return slowly([&source, id = *id, wish = std::move(wish), actor = request.who->actor()](const GivenUp&) {
    return answer_for(source.enter_leave(actor, id, wish));
  });
}

Response withdraw_leave(AttendanceSource& source, const Request& request) {
  const auto id = class_in(request);
  if (!id) return no_class();
  const auto leave = whole_number<std::uint64_t>(request.path_values.find("leave")->second);
  if (!leave) return problem(404, "no_such_leave", "没有这条请假", "there is no such leave");
  const auto body = json_body(request, {"reason"});
  if (!body) return body.error();
  return slowly([&source, id = *id, leave = *leave, reason = text_in(*body, "reason").value_or(""),
                 actor = request.who->actor()](const GivenUp&) {
    const auto done = source.withdraw_leave(actor, id, leave, reason);
    if (!done) return answer_for(done.error());
    return json_answer(json::object{{"rejudged", hours_json(done->judged)}});
  });
}

Response answer(AttendanceSource& source, const Request& request) {
  const auto objection = whole_number<std::uint64_t>(request.path_values.find("objection")->second);
  if (!objection) return problem(404, "no_such_objection", "没有这条异议", "there is no such objection");
  const auto body = json_body(request, {"text"});
  if (!body) return body.error();
  return slowly([&source, objection = *objection, text = text_in(*body, "text").value_or(""),
                 actor = request.who->actor()](const GivenUp&) {
    const auto done = source.answer(actor, objection, text);
    if (!done) return answer_for(done.error());
    return json_answer(json::object{{"answered", true}});
  });
}

}  // namespace

void add_attendance_routes(Router& router, AttendanceSource& source) {
  const Access staff = Access::to(Right::kEnterAttendance);
  const Access inspectors = Access::to(Right::kCorrectAttendance);
  const std::string one = "/api/v1/classes/{class}";
  router.add("POST", one + "/entries", staff, [&source](const Request& request) { return enter(source, request); });
  router.add("POST", one + "/corrections", inspectors,
             [&source](const Request& request) { return correct(source, request); });
  router.add("POST", one + "/leave", staff, [&source](const Request& request) { return enter_leave(source, request); });
  router.add("POST", one + "/leave/{leave}/withdrawal", staff,
             [&source](const Request& request) { return withdraw_leave(source, request); });
  router.add("POST", "/api/v1/objections/{objection}/answer", inspectors,
             [&source](const Request& request) { return answer(source, request); });
}

}  // namespace xueshi::web
