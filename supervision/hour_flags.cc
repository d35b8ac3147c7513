#include "supervision/hour_flags.h"

#include <algorithm>
#include <tuple>

namespace xueshi::supervision {
namespace {

/// What of `within` none of `spans` covers, where it is longer than `most`.
std::vector<UtcSpan> uncovered(std::vector<UtcSpan> spans, const UtcSpan& within, Millis most) {
  std::sort(spans.begin(), spans.end(), [](const UtcSpan& a, const UtcSpan& b) { return a.from < b.from; });
  std::vector<UtcSpan> result;
  UtcMillis at = within.from;
  const auto note = [&](UtcMillis to) {
    if (to - at > most) result.push_back({at, to});
  };
  for (const UtcSpan& span : spans) {
    if (span.from > at) note(std::min(span.from, within.to));
    at = std::max(at, span.to);
  }
  note(within.to);
  return result;
}

}  // namespace

UtcSpan on_wall(const ClockMap& map, const BootId& boot_id, const BootSpan& span) {
  const auto from = map.utc(boot_id, span.from);
  const auto last = map.utc(boot_id, span.to - Millis{1});
  if (!from || !last) return {};
  return {*from, *last + Millis{1}};
}

std::vector<RaisedFlag> flags(const HourInputs& inputs, const ClockMap& map, const HourAnalysis& analysis,
                              const config::RulePack& rules) {
  std::vector<RaisedFlag> raised;
  const UtcSpan hour = inputs.hour.span;
  const UtcSpan so_far{hour.from, std::min(hour.to, std::max(hour.from, inputs.now))};
  const auto raise = [&](Flag flag, const UtcSpan& utc) { raised.push_back({flag, utc}); };

  std::vector<UtcSpan> covered;
  if (analysis.best) {
    for (const CameraBoot& boot : analysis.cameras[*analysis.best].boots) {
      for (const BootSpan& stretch : boot.covered) covered.push_back(on_wall(map, boot.boot_id, stretch));
      for (const Spell& spell : boot.presence.spells) {
        if (spell.state == Presence::kMissing) raise(Flag::kFewerHeads, on_wall(map, boot.boot_id, spell.boot));
      }
    }
  }
  for (const UtcSpan& gap : uncovered(std::move(covered), so_far, rules.max_packet_gap)) {
    const bool on_its_way = inputs.now < hour.to && gap.to == so_far.to && gap.length() <= kIndexLag;
    if (!on_its_way) raise(Flag::kGap, gap);
  }
  for (const CameraView& camera : analysis.cameras) {
    for (const CameraBoot& boot : camera.boots) {
      for (const BootSpan& stretch : boot.presence.black) raise(Flag::kBlack, on_wall(map, boot.boot_id, stretch));
      for (const BootSpan& stretch : boot.presence.frozen) raise(Flag::kFrozen, on_wall(map, boot.boot_id, stretch));
    }
  }
  for (const ClockStep& step : analysis.mapped.steps) raise(Flag::kClockStep, {step.utc, step.utc});
  if (inputs.hour.planned_at > hour.from) raise(Flag::kPlannedLate, hour);

  const Attendance& attendance = analysis.attendance;
  const bool over = inputs.now >= hour.to;
  // The check-out belongs to the session: only its last hour can tell that one is missing.
  if (rules.checkin_out && attendance.not_checked_out && over && hour.to >= inputs.session.to) {
    raise(Flag::kNoCheckOut, hour);
  }
  for (const UtcMillis left : attendance.left) {
    if (left < hour.to - rules.late_after) raise(Flag::kLeftEarly, {left, hour.to});
  }
  for (const CheckInOddity& odd : inputs.oddities) {
    switch (odd.sign) {
      case CheckInSign::kBurst: raise(Flag::kBurst, odd.utc); break;
      case CheckInSign::kOnePhone: raise(Flag::kOnePhone, odd.utc); break;
      case CheckInSign::kFarAway: raise(Flag::kFarAway, odd.utc); break;
    }
  }
  if (inputs.hour.cancelled && inputs.hour.cancelled_at &&
      *inputs.hour.cancelled_at > hour.from - Millis(rules.plan_notice)) {
    raise(Flag::kCancelledLate, hour);
  }
  if (attendance.staff_entered) raise(Flag::kStaffEntered, hour);
  if (!attendance.at_least(rules.attendance_warn_percent)) raise(Flag::kAttendanceWarn, hour);

  const auto order = [](const RaisedFlag& one) { return std::tuple(one.flag, one.utc.from, one.utc.to); };
  std::sort(raised.begin(), raised.end(),
            [&](const RaisedFlag& a, const RaisedFlag& b) { return order(a) < order(b); });
  raised.erase(std::unique(raised.begin(), raised.end()), raised.end());
  return raised;
}

}  // namespace xueshi::supervision
