#include "supervision/conclude.h"

#include <algorithm>
#include <array>
#include <set>

#include "supervision/hour_flags.h"
#include "supervision/input_digest.h"

namespace xueshi::supervision {
namespace {

UtcMillis end_of_run(const HourInputs& inputs) { return std::min(inputs.hour.span.to, inputs.now); }

/// How long one camera shows nothing that counts in [spells], by doubt, within a stretch.
std::array<Millis, 7> doubts(const std::vector<Spell>& spells, const BootSpan& within) {
  std::array<Millis, 7> total{};
  for (const Spell& spell : spells) {
    const BootSpan part = intersect(spell.boot, within);
    if (!part.empty()) total[static_cast<std::size_t>(spell.doubt)] += part.length();
  }
  return total;
}

const CameraBoot* boot_of(const CameraView& camera, const BootId& id) {
  for (const CameraBoot& boot : camera.boots) {
    if (boot.boot_id == id) return &boot;
  }
  return nullptr;
}

/// Why the possible run is not certain: each doubt that takes `missing_after` of it or more, else the greatest one.
void add_doubts(std::set<Reason>& reasons, const CameraView& best, const config::RulePack& rules) {
  const CameraBoot* boot = boot_of(best, best.possible.boot_id);
  if (boot == nullptr) return;
  const auto total = doubts(boot->presence.spells, best.possible.boot);
  const auto of = [&](Doubt doubt) { return total[static_cast<std::size_t>(doubt)]; };
  const std::array<std::pair<Reason, Millis>, 4> causes{{
      {Reason::kNotCertain, of(Doubt::kInterval) + of(Doubt::kShort)},
      {Reason::kUncalibratedDetector, of(Doubt::kUncalibrated)},
      {Reason::kNoObservations, of(Doubt::kTooFewObservations)},
      {Reason::kPictureUnusable, of(Doubt::kBlack) + of(Doubt::kFrozen)},
  }};
  Millis greatest{0};
  for (const auto& [reason, length] : causes) greatest = std::max(greatest, length);
  for (const auto& [reason, length] : causes) {
    if (length >= rules.missing_after || (length == greatest && greatest < rules.missing_after)) reasons.insert(reason);
  }
}

bool heads_seen(const HourAnalysis& analysis) {
  for (const CameraView& camera : analysis.cameras) {
    for (const CameraBoot& boot : camera.boots) {
      for (const Sight& sight : boot.presence.sights) {
        if (sight.median_hi > 0) return true;
      }
    }
  }
  return false;
}

/// Some camera was looked at all hour, and it saw nobody at any moment.
bool empty_all_hour(const HourAnalysis& analysis, const UtcSpan& hour, const ClockMap& map,
                    const config::RulePack& rules) {
  if (heads_seen(analysis)) return false;
  for (const CameraView& camera : analysis.cameras) {
    Millis watched{0};
    for (const CameraBoot& boot : camera.boots) {
      for (const Spell& spell : boot.presence.spells) {
        const bool counted = spell.state != Presence::kUncertain || spell.doubt == Doubt::kInterval;
        if (counted) watched += on_wall(map, boot.boot_id, spell.boot).length();
      }
    }
    if (hour.length() - watched < rules.missing_after) return true;
  }
  return false;
}

void judge(const HourInputs& inputs, const ClockMap& map, HourAnalysis& analysis, const config::RulePack& rules) {
  HourConclusion& result = analysis.conclusion;
  const Attendance& attendance = analysis.attendance;
  const CameraView none;
  const CameraView& best = analysis.best ? analysis.cameras[*analysis.best] : none;
  const Millis needed = rules.min_continuous;
  const bool check_in_worked = inputs.check_in_down.empty();
  std::set<Reason> reasons;  // in the order of the enumeration

  if (attendance.present == 0 && check_in_worked && empty_all_hour(analysis, inputs.hour.span, map, rules)) {
    result.verdict = Verdict::kNotMet;
    reasons.insert(Reason::kNobodyCame);
  } else if (best.certain.length() >= needed) {
    result.verdict = Verdict::kMet;
  } else if (best.possible.length() < needed) {
    result.verdict = Verdict::kNotMet;
    Millis longest{0};
    for (const CameraView& camera : analysis.cameras) longest = std::max(longest, camera.longest_covered);
    reasons.insert(longest == Millis{0} ? Reason::kNoRecording
                   : longest < needed   ? Reason::kTooShort
                                        : Reason::kTooFewVisible);
  } else {
    result.verdict = Verdict::kReview;
    add_doubts(reasons, best, rules);
  }

  // What allows `review` at most, and is worth knowing beside `not_met`.
  const bool nobody_came = reasons.contains(Reason::kNobodyCame);
  std::set<Reason> limits;
  if (attendance.present == 0 && !nobody_came && heads_seen(analysis)) limits.insert(Reason::kNobodyCheckedIn);
  if (!check_in_worked) limits.insert(Reason::kCheckInDown);
  if (!inputs.timetable) limits.insert(Reason::kNoTimetable);
  if (!analysis.mapped.spans.empty() && result.clock == ClockState::kUnproven) limits.insert(Reason::kClockUnproven);
  if (inputs.hour.planned_at > inputs.hour.span.from) limits.insert(Reason::kPlannedLate);
  if (attendance.present > 0 && !attendance.at_least(rules.attendance_fail_percent)) {
    limits.insert(Reason::kLowAttendance);
  }
  // Nobody checked in and nothing says whether anybody was there: not for a machine to call met.
  if (attendance.present == 0 && result.verdict == Verdict::kMet && limits.empty()) {
    limits.insert(Reason::kNobodyCheckedIn);
  }
  if (!limits.empty() && result.verdict == Verdict::kMet) result.verdict = Verdict::kReview;
  reasons.merge(limits);
  result.reasons.assign(reasons.begin(), reasons.end());
}

/// Can the hour still be met? By a run that is going on, or one that begins now.
bool can_still_be_met(const HourInputs& inputs, const HourAnalysis& analysis, const config::RulePack& rules) {
  const Millis left = std::max(Millis{0}, Millis{inputs.hour.span.to - inputs.now});
  if (left >= rules.min_continuous) return true;
  const ClockMap map(inputs.clock);
  for (const CameraView& camera : analysis.cameras) {
    if (camera.certain.length() >= rules.min_continuous) return true;
    if (camera.possible_now.length() == Millis{0}) continue;
    const UtcSpan run = on_wall(map, camera.possible_now.boot_id, camera.possible_now.boot);
    const bool going_on = end_of_run(inputs) - run.to <= kIndexLag;
    if (going_on && inputs.hour.span.to - run.from >= rules.min_continuous) return true;
  }
  return false;
}

std::optional<int> median_heads(const CameraView& camera, const Run& window) {
  std::vector<int> in_window;
  std::vector<int> all;
  for (const CameraBoot& boot : camera.boots) {
    for (const Sight& sight : boot.presence.sights) {
      all.push_back(sight.count);
      if (boot.boot_id == window.boot_id && window.boot.contains(sight.at)) in_window.push_back(sight.count);
    }
  }
  if (!in_window.empty()) return median(std::move(in_window));
  if (!all.empty()) return median(std::move(all));
  return std::nullopt;
}

}  // namespace

HourAnalysis analyse(const HourInputs& given, const config::RulePack& rules) {
  const HourInputs inputs = relevant(given, rules);
  const ClockMap map(inputs.clock);
  HourAnalysis analysis;
  analysis.mapped = map.map(inputs.hour.span);
  analysis.attendance = attendance(inputs.hour, inputs.roster, inputs.check_ins, inputs.leave);
  for (const CameraInputs& camera : inputs.cameras) {
    analysis.cameras.push_back(view(camera, analysis.mapped, analysis.attendance.present, rules));
    const std::size_t last = analysis.cameras.size() - 1;
    if (!analysis.best || analysis.cameras[last].better_than(analysis.cameras[*analysis.best], rules.min_continuous)) {
      analysis.best = last;
    }
  }

  HourConclusion& result = analysis.conclusion;
  result.hour = inputs.hour.id;
  result.rev = inputs.rev;
  result.span = inputs.hour.span;
  result.kind = inputs.hour.kind;
  result.enrolled = analysis.attendance.enrolled;
  result.on_leave = analysis.attendance.on_leave;
  result.present = analysis.attendance.present;
  result.clock = analysis.mapped.clock;
  result.rules = rules.version;
  result.concluded_at = inputs.now;
  judge(inputs, map, analysis, rules);

  const bool running = inputs.now < inputs.hour.span.to;
  result.status = inputs.hour.cancelled ? HourStatus::kCancelled
                  : running             ? HourStatus::kProvisional
                                        : HourStatus::kFinal;
  if (running && result.verdict == Verdict::kNotMet && can_still_be_met(inputs, analysis, rules)) {
    result.verdict = Verdict::kReview;  // nothing is lost yet
  }
  if (analysis.best) {
    const CameraView& best = analysis.cameras[*analysis.best];
    result.certain = best.certain.length();
    result.possible = best.possible.length();
    const Run& window = best.certain.length() >= rules.min_continuous ? best.certain : best.possible;
    if (window.length() > Millis{0}) result.window = on_wall(map, window.boot_id, window.boot);
    if (best.longest_covered > Millis{0}) result.camera = best.camera;
    result.median = median_heads(best, window);
  }
  result.flags = flags(inputs, map, analysis, rules);
  result.gaps = static_cast<int>(std::count_if(result.flags.begin(), result.flags.end(),
                                               [](const RaisedFlag& one) { return one.flag == Flag::kGap; }));
  result.facts = input_digest(inputs, rules);
  return analysis;
}

HourConclusion conclude(const HourInputs& inputs, const config::RulePack& rules) {
  return analyse(inputs, rules).conclusion;
}

LiveHour live(const HourInputs& inputs, const config::RulePack& rules) {
  const HourAnalysis analysis = analyse(inputs, rules);
  const HourInputs facts = relevant(inputs, rules);
  const ClockMap map(facts.clock);
  LiveHour result;
  result.needed = rules.min_continuous;
  result.certain = analysis.conclusion.certain;
  const UtcMillis now = std::max(inputs.now, inputs.hour.span.from);
  result.left = std::max(Millis{0}, Millis{inputs.hour.span.to - now});
  result.can_still_be_met = can_still_be_met(facts, analysis, rules);
  if (!analysis.best) return result;

  const CameraView& best = analysis.cameras[*analysis.best];
  int staff = rules.staff_in_view;
  for (const CameraInputs& camera : facts.cameras) {
    if (camera.camera == best.camera) staff = camera.staff_in_view.value_or(staff);
  }
  result.heads_needed = heads_needed(analysis.attendance.present, staff);
  if (best.certain_now.length() > Millis{0}) {
    const UtcSpan run = on_wall(map, best.certain_now.boot_id, best.certain_now.boot);
    if (end_of_run(facts) - run.to <= kIndexLag + rules.missing_after) result.current = best.certain_now.length();
  }
  for (const CameraBoot& boot : best.boots) {
    if (boot.presence.sights.empty()) continue;
    const Sight& last = boot.presence.sights.back();
    const auto at = map.utc(boot.boot_id, last.at);
    if (!at || now - *at > rules.observation_max_age) continue;
    result.state = last.state;
    if (last.doubt != Doubt::kTooFewObservations && last.doubt != Doubt::kBlack && last.doubt != Doubt::kFrozen) {
      result.heads = last.median_count;
      if (last.doubt != Doubt::kUncalibrated) result.heads_lo = last.median_lo;
    }
  }
  return result;
}

}  // namespace xueshi::supervision
