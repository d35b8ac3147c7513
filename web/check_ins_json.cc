#include "web/check_ins_json.h"

#include <boost/json.hpp>

#include "facts/wording.h"
#include "web/in_words.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

/// Enough to tell two phones apart, and not to pass for one.
constexpr std::size_t kDeviceDigits = 6;

json::value time_or_null(const std::optional<UtcMillis>& time) {
  if (!time) return nullptr;
  return json::value(to_rfc3339(*time));
}

template <typename Number>
json::value number_or_null(const std::optional<Number>& number) {
  if (!number) return nullptr;
  return json::value(*number);
}

json::object trainee_json(const SessionTrainee& trainee) {
  json::array hours;
  for (const std::optional<bool> present : trainee.present) {
    hours.push_back(present ? json::value(*present) : json::value());
  }
  json::object object{{"number", trainee.number.text},
                      {"name", trainee.name},
                      {"in", nullptr},
                      {"out", nullptr},
                      {"method", nullptr},
                      {"method_text", ""},
                      {"method_text_en", ""},
                      {"late", trainee.late},
                      {"left_early", trainee.left_early},
                      {"no_check_out", trainee.no_check_out},
                      {"voided", false},
                      {"on_leave", trainee.on_leave},
                      {"entered_by", ""},
                      {"reason", ""},
                      {"hours", std::move(hours)},
                      {"objection", number_or_null(trainee.objection)},
                      {"photo", nullptr},
                      {"attempts", trainee.attempts}};
  if (trainee.photo) object["photo"] = trainee.photo->hex();
  if (!trainee.standing) return object;
  const CheckIn& standing = *trainee.standing;
  object["in"] = to_rfc3339(standing.in);
  object["out"] = time_or_null(standing.out);
  object["method"] = kCheckInMethods.name(standing.method);
  object["method_text"] = wording(standing.method, Language::kChinese);
  object["method_text_en"] = wording(standing.method, Language::kEnglish);
  object["voided"] = standing.voided;
  object["entered_by"] = standing.entered_by;
  object["reason"] = standing.reason;
  return object;
}

json::object event_json(const SessionEvent& said) {
  const CheckInEvent& event = said.event;
  json::object object{{"id", event.id},
                      {"at", to_rfc3339(event.at.utc, true)},
                      {"at_boot_ms", count_ms(event.at.boot)},
                      {"boot", event.boot.hex()},
                      {"clock", name(event.at.state)},
                      {"trainee", nullptr},
                      {"name", said.name},
                      {"direction", kCheckDirections.name(event.direction)},
                      {"method", kCheckInMethods.name(event.method)},
                      {"result", kCheckResults.name(event.result)},
                      {"result_text", wording(event.result, Language::kChinese)},
                      {"result_text_en", wording(event.result, Language::kEnglish)},
                      {"device", event.device.substr(0, kDeviceDigits)},
                      {"address", event.address},
                      {"distance_m", number_or_null(event.distance_m)},
                      {"in", time_or_null(event.in)},
                      {"out", time_or_null(event.out)},
                      {"entered_by", event.entered_by},
                      {"reason", event.reason}};
  if (!event.trainee.empty()) object["trainee"] = event.trainee.text;
  return object;
}

json::object session_json(const CheckInSessionView& session) {
  json::array hours, oddities, trainees, events;
  for (const LessonHourId& hour : session.hours) hours.emplace_back(hour.hour());
  for (const CheckInOddity& oddity : session.oddities) {
    json::object line = in_words(kCheckInSigns, oddity.sign);
    line["from"] = to_rfc3339(oddity.utc.from);
    line["to"] = to_rfc3339(oddity.utc.to);
    oddities.push_back(std::move(line));
  }
  for (const SessionTrainee& trainee : session.trainees) trainees.push_back(trainee_json(trainee));
  for (const SessionEvent& event : session.events) events.push_back(event_json(event));
  const CheckInCounts& counts = session.counts;
  return {{"session", session.number},
          {"from", to_rfc3339(session.span.from)},
          {"to", to_rfc3339(session.span.to)},
          {"opens", to_rfc3339(session.opens)},
          {"closes", to_rfc3339(session.closes)},
          {"cancelled", session.cancelled},
          {"hours", std::move(hours)},
          {"opened_at", time_or_null(session.opened)},
          {"counts",
           {{"enrolled", counts.enrolled},
            {"present", counts.present},
            {"by_phone", counts.by_phone},
            {"by_staff", counts.by_staff},
            {"corrected", counts.corrected},
            {"on_leave", counts.on_leave},
            {"missing", counts.missing},
            {"refused", counts.refused}}},
          {"oddities", std::move(oddities)},
          {"trainees", std::move(trainees)},
          {"events", std::move(events)},
          {"more_events", session.more_events}};
}

}  // namespace

std::string check_in_day_json(const CheckInDay& day) {
  json::array sessions;
  for (const CheckInSessionView& session : day.sessions) sessions.push_back(session_json(session));
  return json::serialize(json::object{{"class", day.training_class.text},
                                      {"title", day.title},
                                      {"day", to_string(day.day)},
                                      {"sessions", std::move(sessions)}}) +
         "\n";
}

json::object leave_json(const NamedLeave& line) {
  json::object object{{"id", line.id},
                      {"trainee", line.leave.trainee.text},
                      {"name", line.name},
                      {"from", to_rfc3339(line.leave.span.from)},
                      {"to", to_rfc3339(line.leave.span.to)},
                      {"entered_by", line.leave.entered_by},
                      {"reason", line.leave.reason},
                      {"entered_at", time_or_null(line.leave.entered_at)},
                      {"withdrawn", nullptr}};
  if (line.withdrawn) {
    object["withdrawn"] = {
        {"at", to_rfc3339(line.withdrawn->at)}, {"by", line.withdrawn->entered_by}, {"reason", line.withdrawn->reason}};
  }
  return object;
}

json::object objection_json(const NamedObjection& line) {
  const Objection& about = line.objection;
  json::object object{{"id", about.id},           {"class", about.training_class.text},
                      {"title", line.title},      {"day", to_string(about.day)},
                      {"session", about.session}, {"trainee", about.trainee.text},
                      {"name", line.name},        {"at", to_rfc3339(about.at.utc)},
                      {"text", about.text},       {"answer", nullptr}};
  if (line.answer) {
    object["answer"] = {
        {"at", to_rfc3339(line.answer->at)}, {"by", line.answer->answered_by}, {"text", line.answer->text}};
  }
  return object;
}

}  // namespace xueshi::web
