#pragma once
/// What is odd about the check-ins of a session: for a person to look at, no verdict changes by it. Pure.

#include <vector>

#include "config/rules.h"
#include "facts/said.h"

namespace xueshi::checkin {

/// Of the `events` of one class and day those of `session`, by phone:
///
/// * kBurst: `burst_people` trainees or more were accepted at check-in within `burst_within`, on the boot clock. Check-
///   outs are left out: a class leaves together.
/// * kOnePhone: one phone was tried for two trainees or more, refused attempts included, but for wrong numbers alone:
///   who taps the wrong name has not tried for somebody else. A phone is known by its cookie, and by its address where
///   somebody was refused for it (kPhoneUsed): whether phones have addresses of their own is known at the door, and a
///   verdict must not hang on it. One for each such phone, from its first attempt to its last.
/// * kFarAway: a phone said it was further than `geofence_m` away. One for each attempt.
///
/// By their beginning; each span ends a millisecond after its last event.
std::vector<CheckInOddity> oddities(const std::vector<CheckInEvent>& events, int session,
                                    const config::RulePack& rules);

}  // namespace xueshi::checkin
