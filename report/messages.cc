#include "report/messages.h"

#include <algorithm>

#include <boost/json.hpp>

#include "report/envelope.h"

namespace xueshi::report {
namespace {

namespace json = boost::json;

std::int64_t seconds(Millis time) { return time.count() / 1000; }

}  // namespace

std::string hour_body(const HourConclusion& conclusion) {
  json::array reasons;
  for (const Reason reason : conclusion.reasons) reasons.emplace_back(kReasons.name(reason));
  json::array flags;
  for (const RaisedFlag& raised : conclusion.flags) {
    const json::value code(kFlags.name(raised.flag));
    if (std::find(flags.begin(), flags.end(), code) == flags.end()) flags.push_back(code);
  }
  json::value window;
  if (conclusion.window) {
    window = {{"from", to_rfc3339(conclusion.window->from)}, {"to", to_rfc3339(conclusion.window->to)}};
  }
  json::object body{{"class", conclusion.hour.training_class.text},
                    {"hour", conclusion.hour.hour()},
                    {"rev", conclusion.rev},
                    {"status", kHourStatuses.name(conclusion.status)},
                    {"from", to_rfc3339(conclusion.span.from)},
                    {"to", to_rfc3339(conclusion.span.to)},
                    {"kind", kLessonKinds.name(conclusion.kind)},
                    {"machine",
                     {{"verdict", kVerdicts.name(conclusion.verdict)},
                      {"reasons", std::move(reasons)},
                      {"certain_s", seconds(conclusion.certain)},
                      {"possible_s", seconds(conclusion.possible)},
                      {"window", std::move(window)}}},
                    {"decision", nullptr},
                    {"effective", kVerdicts.name(conclusion.verdict)},
                    {"enrolled", conclusion.enrolled},
                    {"on_leave", conclusion.on_leave},
                    {"present", conclusion.present},
                    {"median", nullptr},
                    {"gaps", conclusion.gaps},
                    {"flags", std::move(flags)},
                    {"clock", name(conclusion.clock)},
                    {"rules", conclusion.rules},
                    {"facts", "sha256:" + conclusion.facts.hex()}};
  if (conclusion.median) body["median"] = *conclusion.median;
  return json::serialize(body);
}

std::string check_in_body(const CheckIn& standing, const CheckInEvent& event, std::string_view person) {
  json::object body{{"class", standing.training_class.text},
                    {"day", to_string(standing.day)},
                    {"session", standing.session},
                    {"trainee", standing.trainee.text},
                    {"person", nullptr},
                    {"direction", kCheckDirections.name(event.direction)},
                    {"method", kCheckInMethods.name(event.method)},
                    {"in", nullptr},
                    {"out", nullptr},
                    {"clock", name(event.at.state)}};
  if (!person.empty()) body["person"] = person;
  if (!standing.voided) body["in"] = to_rfc3339(standing.in);
  if (!standing.voided && standing.out) body["out"] = to_rfc3339(*standing.out);
  return json::serialize(body);
}

std::string gap_body(const Gap& gap) {
  return json::serialize(json::object{{"camera", gap.camera.text},
                                      {"from", to_rfc3339(gap.utc.from, true)},
                                      {"to", to_rfc3339(gap.utc.to, true)},
                                      {"boot_id", gap.boot_id.hex()},
                                      {"boot_from_ms", count_ms(gap.boot.from)},
                                      {"boot_to_ms", count_ms(gap.boot.to)},
                                      {"cause", kGapCauses.name(gap.cause)}});
}

std::string alarm_body(const Alarm& alarm) {
  return json::serialize(json::object{{"code", kAlarmCodes.name(alarm.code)},
                                      {"what", alarm.what},
                                      {"raised", alarm.raised},
                                      {"since", to_rfc3339(alarm.at, true)},
                                      {"detail", alarm.detail}});
}

std::string state_text(const BoxState& state) {
  return json::serialize(json::object{{"v", kVersion},
                                      {"box", state.box.text},
                                      {"at", to_rfc3339(state.at)},
                                      {"online", state.online},
                                      {"version", state.version},
                                      {"rules", state.rules},
                                      {"demo", state.demo},
                                      {"clock", name(state.clock)},
                                      {"cameras", state.cameras},
                                      {"cameras_recording", state.cameras_recording},
                                      {"disk_ok", state.disk_ok},
                                      {"counting", state.counting},
                                      {"waiting", state.waiting},
                                      {"alarms", state.alarms}});
}

std::string will_text(const BoxId& box) {
  return json::serialize(json::object{{"v", kVersion}, {"box", box.text}, {"online", false}});
}

std::string birth_text(const BoxId& box, std::string_view version, std::string_view stream, UtcMillis at) {
  return json::serialize(json::object{
      {"v", kVersion}, {"box", box.text}, {"at", to_rfc3339(at)}, {"version", version}, {"stream", stream}});
}

}  // namespace xueshi::report
