#pragma once
/// The action "close an hour": load the facts, apply the rules, and one commit of conclusion, message and whatever the
/// index could not account for.

#include <optional>

#include "actions/hour_inputs.h"
#include "base/clock.h"
#include "base/result.h"
#include "config/rules.h"
#include "facts/actor.h"
#include "facts/concluded.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::actions {

/// An hour is concluded when its cameras are accounted for to its end, and at the latest so long after it.
inline constexpr Millis kCloseDeadline{120'000};
/// And never earlier than so long after it: pictures of its last seconds are still being counted.
inline constexpr Millis kCloseSettle{8'000};

struct CloseRequest {
  store::CommitRequest commit;  ///< all of it, or the hour stays open
  HourConclusion conclusion;
};

/// What closing `hour` comes to now; nothing while the tape of its last seconds is still on its way to the index (ask
/// again in a second). `process_started` is when this daemon began to record in `boot_id`: what is missing before it is
/// `box_off`, what is missing after it is `lost` (I8). Cancelled hours are concluded as such, without a look at the
/// tape. Does not write.
Result<std::optional<CloseRequest>> close_hour(const Actor& actor, store::Reader& reader, const LessonHour& hour,
                                               const config::RulePack& rules, const BootId& boot_id,
                                               BootMillis process_started, const ClockReading& now);

}  // namespace xueshi::actions
