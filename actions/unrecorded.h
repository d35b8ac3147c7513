#pragma once

#include <vector>

#include "actions/hour_inputs.h"
#include "base/clock.h"

namespace xueshi::actions {

/// A stretch of a lesson hour of which the index says nothing for one camera: neither recorded nor a gap (I8).
struct Unrecorded {
  CameraId camera;
  BootId boot_id;
  BootSpan boot;  ///< for time in which the box was off: extrapolated from `now`, below zero before this boot
  UtcSpan utc;
  bool box_off = false;  ///< in no boot at all
};

/// Distances up to this between what is recorded and what is not are rounding (a last frame's length), not a gap.
inline constexpr Millis kAccountingSlack{1'500};

/// What of `whole` no span of `known` covers, in order; pieces up to the slack are left out.
std::vector<BootSpan> rest_of(const BootSpan& whole, std::vector<BootSpan> known);

/// What is not accounted for in the hour. `now` is a present reading of both clocks in `boot_id`.
std::vector<Unrecorded> unrecorded(const LoadedHour& hour, const BootId& boot_id, const ClockReading& now);

}  // namespace xueshi::actions
