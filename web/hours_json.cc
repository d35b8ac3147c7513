#include "web/hours_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "web/in_words.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

double seconds(Millis time) { return static_cast<double>(time.count()) / 1000; }

json::object span_json(const UtcSpan& span) {
  return {{"from", to_rfc3339(span.from, true)}, {"to", to_rfc3339(span.to, true)}};
}

template <typename Value>
json::value or_null(const std::optional<Value>& value) {
  if (!value) return nullptr;
  return *value;
}

json::array flags_json(const std::vector<RaisedFlag>& flags) {
  json::array list;
  std::map<Flag, std::size_t> told;
  for (const RaisedFlag& flag : flags) {
    if (++told[flag.flag] > kMostFlagsOfOneCode) continue;
    json::object one = in_words(kFlags, flag.flag);
    one["from"] = to_rfc3339(flag.utc.from, true);
    one["to"] = to_rfc3339(flag.utc.to, true);
    list.push_back(std::move(one));
  }
  return list;
}

void add_conclusion(json::object& hour, const HourConclusion& conclusion, HourState state) {
  hour["enrolled"] = conclusion.enrolled;
  hour["certain_s"] = seconds(conclusion.certain);
  hour["possible_s"] = seconds(conclusion.possible);
  hour["present"] = conclusion.present;
  hour["on_leave"] = conclusion.on_leave;
  hour["median"] = or_null(conclusion.median);
  hour["gaps"] = conclusion.gaps;
  if (conclusion.window) hour["window"] = span_json(*conclusion.window);
  if (conclusion.camera) hour["camera"] = conclusion.camera->text;
  hour["clock"] = name(conclusion.clock);
  hour["rules"] = conclusion.rules;
  json::array reasons;
  for (const Reason reason : conclusion.reasons) reasons.push_back(in_words(kReasons, reason));
  hour["reasons"] = std::move(reasons);
  hour["flags"] = flags_json(conclusion.flags);
  if (state != HourState::kConcluded) return;
  hour["rev"] = conclusion.rev;
  hour["facts"] = "sha256:" + conclusion.facts.hex();
  hour["concluded_at"] = to_rfc3339(conclusion.concluded_at);
  if (conclusion.status == HourStatus::kCancelled) return;  // its machine's verdict says nothing
  hour["verdict"] = kVerdicts.name(conclusion.verdict);
  hour["verdict_text"] = wording(conclusion.verdict, Language::kChinese);
  hour["verdict_text_en"] = wording(conclusion.verdict, Language::kEnglish);
}

/// The longest `most` of them, in their order.
template <typename Stretch, typename Length>
std::vector<Stretch> longest(std::vector<Stretch> all, std::size_t most, Length length) {
  if (all.size() <= most) return all;
  std::vector<Millis> lengths;
  for (const Stretch& one : all) lengths.push_back(length(one));
  std::nth_element(lengths.begin(), lengths.begin() + static_cast<std::ptrdiff_t>(most - 1), lengths.end(),
                   std::greater<>());
  const Millis least = lengths[most - 1];
  std::vector<Stretch> kept;
  std::size_t as_long = most - static_cast<std::size_t>(std::count_if(
                                   all.begin(), all.end(), [&](const Stretch& one) { return length(one) > least; }));
  for (Stretch& one : all) {
    const Millis of_one = length(one);
    if (of_one < least || (of_one == least && as_long == 0)) continue;
    if (of_one == least) --as_long;
    kept.push_back(std::move(one));
  }
  return kept;
}

json::object camera_json(const HourCamera& camera, std::size_t most_points, std::size_t most_stretches) {
  json::array recorded, gaps, coverage, counts;
  for (const HourRecorded& one :
       longest(camera.recorded, most_stretches, [](const HourRecorded& each) { return each.utc.length(); })) {
    json::object stretch = span_json(one.utc);
    stretch["suspect"] = one.suspect;
    recorded.push_back(std::move(stretch));
  }
  for (const HourGap& one : longest(camera.gaps, most_stretches, [](const HourGap& each) { return each.length; })) {
    json::object gap = span_json(one.utc);
    gap["seconds"] = seconds(one.length);
    gap["cause"] = kGapCauses.name(one.cause);
    gap["text"] = wording(one.cause, Language::kChinese);
    gap["text_en"] = wording(one.cause, Language::kEnglish);
    gap["open"] = one.open;
    gaps.push_back(std::move(gap));
  }
  for (const UtcSpan& one :
       longest(camera.coverage, most_stretches, [](const UtcSpan& each) { return each.length(); })) {
    coverage.push_back(span_json(one));
  }
  for (const HeadCount& one : thinned(camera.counts, most_points)) {
    counts.push_back(
        {{"at", to_rfc3339(one.at, true)}, {"count", one.count}, {"lo", or_null(one.lo)}, {"hi", or_null(one.hi)}});
  }
  return {{"id", camera.id.text},
          {"recorded", std::move(recorded)},
          {"gaps", std::move(gaps)},
          {"gaps_in_all", camera.gaps.size()},
          {"coverage", std::move(coverage)},
          {"counts", std::move(counts)}};
}

}  // namespace

std::vector<HeadCount> thinned(const std::vector<HeadCount>& points, std::size_t most) {
  if (points.size() <= most) return points;
  const std::size_t stretches = most / 2;
  std::vector<HeadCount> kept;
  kept.reserve(2 * stretches);
  for (std::size_t i = 0; i < stretches; ++i) {
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(points.size() * i / stretches);
    const auto end = points.begin() + static_cast<std::ptrdiff_t>(points.size() * (i + 1) / stretches);
    auto [lowest, highest] =
        std::minmax_element(begin, end, [](const HeadCount& a, const HeadCount& b) { return a.count < b.count; });
    if (highest < lowest) std::swap(lowest, highest);
    kept.push_back(*lowest);
    if (highest != lowest) kept.push_back(*highest);
  }
  return kept;
}

json::object hour_json(const HourRow& row) {
  json::object hour{{"class", row.plan.id.training_class.text},
                    {"title", row.title},
                    {"hour", row.plan.id.hour()},
                    {"from", to_rfc3339(row.plan.span.from)},
                    {"to", to_rfc3339(row.plan.span.to)},
                    {"kind", kLessonKinds.name(row.plan.kind)},
                    {"subject", row.plan.subject},
                    {"session", row.plan.session},
                    {"cancelled", row.plan.cancelled},
                    {"state", kHourStates.name(row.state)},
                    {"enrolled", row.enrolled},
                    {"verdict", nullptr},
                    {"verdict_text", nullptr},
                    {"verdict_text_en", nullptr},
                    {"reasons", json::array()},
                    {"flags", json::array()},
                    {"certain_s", 0},
                    {"possible_s", 0},
                    {"needed_s", seconds(row.needed)},
                    {"present", 0},
                    {"on_leave", 0},
                    {"median", nullptr},
                    {"gaps", 0},
                    {"window", nullptr},
                    {"camera", nullptr},
                    {"rev", nullptr},
                    {"clock", nullptr},
                    {"rules", nullptr},
                    {"facts", nullptr},
                    {"concluded_at", nullptr},
                    {"live", or_null(row.live)}};
  if (row.camera) hour["camera"] = row.camera->text;
  if (row.conclusion) add_conclusion(hour, *row.conclusion, row.state);
  return hour;
}

std::string day_json(const DayOfHours& day) {
  json::array hours;
  for (const HourRow& row : day.hours) hours.push_back(hour_json(row));
  return json::serialize(json::object{{"day", to_string(day.day)}, {"hours", std::move(hours)}, {"next", nullptr}}) +
         "\n";
}

std::string detail_json(const HourDetail& detail) {
  // A class with many cameras must not get an answer many times as long.
  const std::size_t pairs = std::max<std::size_t>(1, (detail.cameras.size() + 1) / 2);
  json::array cameras, attendance, check_ins;
  for (const HourCamera& camera : detail.cameras) {
    cameras.push_back(camera_json(camera, kMostPoints / pairs, kMostStretches / pairs));
  }
  for (const ExpectedFrom& step : detail.attendance) {
    attendance.push_back({{"at", to_rfc3339(step.at, true)}, {"expected", step.present}, {"needed", step.needed}});
  }
  for (const HourCheckIn& one : detail.check_ins) {
    json::object check_in{{"trainee", one.trainee.text},
                          {"in", to_rfc3339(one.in)},
                          {"out", nullptr},
                          {"method", kCheckInMethods.name(one.method)},
                          {"late", one.late}};
    if (one.out) check_in["out"] = to_rfc3339(*one.out);
    check_ins.push_back(std::move(check_in));
  }
  return json::serialize(json::object{{"hour", hour_json(detail.hour)},
                                      {"cameras", std::move(cameras)},
                                      {"attendance", std::move(attendance)},
                                      {"check_ins", std::move(check_ins)}}) +
         "\n";
}

}  // namespace xueshi::web
