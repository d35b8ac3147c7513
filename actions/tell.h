#pragma once
/// Facts of the tape and the box with the messages that go with them: what one commit of each holds (I9).

#include <string_view>

#include "base/time.h"
#include "facts/alarm.h"
#include "facts/concluded.h"
#include "facts/recorded.h"
#include "facts/said.h"
#include "store/store.h"

namespace xueshi::actions {

/// Adds the gap and its message.
void add_gap(store::CommitRequest& request, const Gap& gap, UtcMillis now);
/// Adds the alarm's raising or clearing and its message.
void add_alarm(store::CommitRequest& request, const Alarm& alarm);
/// Adds an accepted event of check-in, what stands after it, and its message. `person` as actions/person.h has it.
void add_check_in(store::CommitRequest& request, const CheckIn& standing, const CheckInEvent& event,
                  std::string_view person);
/// The message for a conclusion.
store::Message hour_message(const HourConclusion& conclusion, UtcMillis now);

}  // namespace xueshi::actions
