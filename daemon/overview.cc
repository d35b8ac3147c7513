#include "daemon/overview.h"

#include <cmath>

#include <fmt/format.h>

#include "daemon/time_text.h"
#include "facts/wording.h"
#include "web/in_words.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

Millis from_seconds(const json::value& value) { return Millis{std::llround(value.to_number<double>() * 1000)}; }

json::object to_json(const CameraOverview& camera) {
  json::object object{{"id", camera.id.text},    {"state", capture::kCameraStates.name(camera.state)},
                      {"detail", camera.detail}, {"recorded_s", seconds(camera.recorded)},
                      {"bytes", camera.bytes},   {"seen", nullptr}};
  if (camera.seen) {
    object["seen"] = {{"at", to_rfc3339(camera.seen->utc)},
                      {"count", camera.seen->count},
                      {"lo", camera.seen->lo},
                      {"hi", camera.seen->hi},
                      {"calibrated", camera.seen->calibrated},
                      {"detector", camera.seen->detector}};
  }
  return object;
}

json::object to_json(const Alarm& alarm) {
  return {{"code", kAlarmCodes.name(alarm.code)},
          {"what", alarm.what},
          {"since", to_rfc3339(alarm.at)},
          {"detail", alarm.detail},
          {"text", wording(alarm.code, Language::kChinese)},
          {"text_en", wording(alarm.code, Language::kEnglish)}};
}

json::object to_json(const DiskOverview& disk) {
  return {{"name", disk.name},
          {"ok", disk.ok},
          {"detail", disk.detail},
          {"free_bytes", disk.free_bytes},
          {"total_bytes", disk.total_bytes}};
}

json::object to_json(const ReconcileOverview& reconcile) {
  const actions::ReconcileFigures& figures = reconcile.figures;
  json::object object{{"running", reconcile.running},
                      {"camera", reconcile.camera},
                      {"detail", reconcile.detail},
                      {"runs", reconcile.runs},
                      {"last", nullptr},
                      {"took_s", seconds(reconcile.took)},
                      {"files", figures.files},
                      {"found", figures.found},
                      {"lost", figures.lost},
                      {"returned", figures.returned},
                      {"away", figures.away},
                      {"changed", figures.changed},
                      {"foreign", figures.foreign},
                      {"set_aside", figures.set_aside},
                      {"unreadable", figures.unreadable}};
  if (reconcile.last) object["last"] = to_rfc3339(*reconcile.last);
  return object;
}

template <typename Item>
json::array list(const std::vector<Item>& items) {
  json::array array;
  for (const Item& item : items) array.emplace_back(to_json(item));
  return array;
}

}  // namespace

json::object to_json(const HourOverview& hour) {
  json::array reasons, reason_texts;
  for (const Reason reason : hour.reasons) {
    reasons.emplace_back(kReasons.name(reason));
    reason_texts.push_back(web::in_words(kReasons, reason));
  }
  json::object object{{"class", hour.id.training_class.text},
                      {"title", hour.title},
                      {"hour", hour.id.hour()},
                      {"from", to_rfc3339(hour.span.from)},
                      {"to", to_rfc3339(hour.span.to)},
                      {"present", hour.present},
                      {"enrolled", hour.enrolled},
                      {"verdict", kVerdicts.name(hour.verdict)},
                      {"reasons", std::move(reasons)},
                      {"reason_texts", std::move(reason_texts)},
                      {"certain_s", seconds(hour.certain)},
                      {"continuous_s", seconds(hour.continuous)},
                      {"needed_s", seconds(hour.needed)},
                      {"left_s", seconds(hour.left)},
                      {"can_still_be_met", hour.can_still_be_met},
                      {"heads", nullptr}};
  if (hour.heads) object["heads"] = *hour.heads;
  return object;
}

json::value to_json(const Overview& overview) {
  json::object object{
      {"box", overview.box},
      {"version", overview.version},
      {"at", to_rfc3339(overview.clock.utc)},
      {"clock", name(overview.clock.state)},
      {"rules", overview.rules},
      {"demo", overview.demo},
      {"cameras", list(overview.cameras)},
      {"hours", list(overview.hours)},
      {"next_hour", nullptr},
      {"disks", list(overview.disks)},
      {"county",
       {{"configured", overview.county.configured},
        {"connected", overview.county.connected},
        {"detail", overview.county.detail},
        {"waiting", overview.county.waiting}}},
      {"vision",
       {{"running", overview.vision.running},
        {"detector", overview.vision.detector},
        {"detail", overview.vision.detail},
        {"counted", overview.vision.counted},
        {"restarts", overview.vision.restarts},
        {"sandbox", overview.vision.sandbox},
        {"cpu_percent", overview.vision.percent},
        {"period_s", seconds(overview.vision.period)},
        {"too_slow", overview.vision.too_slow}}},
      {"reconcile", to_json(overview.reconcile)},
      {"database", {{"ok", overview.database_ok}, {"detail", overview.database_detail}}},
      {"alarms", list(overview.alarms)},
  };
  if (overview.next_hour) object["next_hour"] = to_rfc3339(*overview.next_hour);
  return object;
}

std::string progress_line(const json::object& overview) {
  std::string line = std::string(overview.at("at").as_string()).substr(11, 8);
  if (overview.at("demo").as_bool()) line = "[DEMO] " + line;
  for (const json::value& value : overview.at("cameras").as_array()) {
    const json::object& camera = value.as_object();
    line +=
        fmt::format(" · {} {}", std::string(camera.at("id").as_string()), std::string(camera.at("state").as_string()));
    line += " " + minutes_text(from_seconds(camera.at("recorded_s")));
    if (const json::object* seen = camera.at("seen").if_object()) {
      line += fmt::format(" · 人数 {}", seen->at("count").to_number<int>());
      if (!seen->at("calibrated").as_bool()) line += " (未校准)";
    }
  }
  for (const json::value& value : overview.at("hours").as_array()) {
    const json::object& hour = value.as_object();
    line += fmt::format(" · {} 连续录像 {} / {} (确认全体 {}) {}", std::string(hour.at("hour").as_string()),
                        minutes_text(from_seconds(hour.at("continuous_s"))),
                        minutes_text(from_seconds(hour.at("needed_s"))),
                        minutes_text(from_seconds(hour.at("certain_s"))), std::string(hour.at("verdict").as_string()));
  }
  if (overview.at("hours").as_array().empty()) {
    if (const json::string* next = overview.at("next_hour").if_string()) {
      line += " · 下一学时 " + std::string(*next).substr(11, 8);
    }
  }
  const json::object& county = overview.at("county").as_object();
  if (county.at("configured").as_bool()) {
    line += fmt::format(" · 县平台 {} 待确认 {}", county.at("connected").as_bool() ? "已连接" : "未连接",
                        county.at("waiting").to_number<std::uint64_t>());
  }
  return line;
}

}  // namespace xueshi::daemon
