#include "actions/box_off.h"

#include <algorithm>

namespace xueshi::actions {
namespace {

/// A file that ended within so much of the last sign of life was being written then.
constexpr Millis kNear{15'000};

/// The gap that was running at the last sign of life, and was never told.
std::optional<Gap> untold_gap(const CameraId& camera, const LastAlive& alive, const LastKnown& known) {
  const auto cause = alive.not_recorded.find(camera);
  if (cause == alive.not_recorded.end()) return std::nullopt;
  std::optional<BootMillis> end;
  if (known.segment && known.segment->boot_id == alive.boot_id) end = known.segment->boot_span().to;
  if (known.gap && known.gap->boot_id == alive.boot_id)
    end = std::max(end.value_or(known.gap->boot.to), known.gap->boot.to);
  if (!end || *end >= alive.reading.boot) return std::nullopt;
  const UtcMillis from = alive.reading.utc - (alive.reading.boot - *end);
  return Gap{camera, alive.boot_id, {*end, alive.reading.boot}, {from, alive.reading.utc}, cause->second};
}

}  // namespace

std::vector<Gap> gaps_before_start(const CameraId& camera, const std::optional<LastAlive>& alive,
                                   const LastKnown& known, const BootId& boot_id, const ClockReading& now) {
  if (!alive) return {};
  std::vector<Gap> gaps;
  const auto untold = untold_gap(camera, *alive, known);
  if (untold) gaps.push_back(*untold);
  Gap gap;
  gap.camera = camera;
  gap.boot_id = boot_id;
  gap.cause = GapCause::kBoxOff;
  gap.boot = {boot_ms(0), now.boot};
  gap.utc = {alive->reading.utc, now.utc};
  if (!untold && known.segment && known.segment->boot_id == alive->boot_id) {
    const Millis later = known.segment->boot_span().to - alive->reading.boot;
    if (std::chrono::abs(later) <= kNear) gap.utc.from += later;
  }
  if (alive->boot_id == boot_id) gap.boot.from = alive->reading.boot + (gap.utc.from - alive->reading.utc);
  // A wall clock that was set back meanwhile must not turn the gap around.
  gap.utc.to = std::max(gap.utc.to, gap.utc.from);
  gap.boot.to = std::max(gap.boot.to, gap.boot.from);
  gaps.push_back(gap);
  return gaps;
}

}  // namespace xueshi::actions
