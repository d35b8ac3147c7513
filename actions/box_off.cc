#include "actions/box_off.h"

#include <algorithm>

namespace xueshi::actions {
namespace {

/// A file that ended within so much of the last sign of life was being written then.
constexpr Millis kNear{15'000};

}  // namespace

std::optional<Gap> box_off_gap(const CameraId& camera, const std::optional<LastAlive>& alive,
                               const std::optional<Segment>& last, const BootId& boot_id, const ClockReading& now) {
  if (!alive) return std::nullopt;
  Gap gap;
  gap.camera = camera;
  gap.boot_id = boot_id;
  gap.cause = GapCause::kBoxOff;
  gap.boot = {boot_ms(0), now.boot};
  gap.utc = {alive->reading.utc, now.utc};
  if (last && last->boot_id == alive->boot_id) {
    const Millis later = last->boot_span().to - alive->reading.boot;
    if (std::chrono::abs(later) <= kNear) gap.utc.from += later;
  }
  if (alive->boot_id == boot_id) gap.boot.from = alive->reading.boot + (gap.utc.from - alive->reading.utc);
  // A wall clock that was set back meanwhile must not turn the gap around.
  gap.utc.to = std::max(gap.utc.to, gap.utc.from);
  gap.boot.to = std::max(gap.boot.to, gap.boot.from);
  return gap;
}

}  // namespace xueshi::actions
