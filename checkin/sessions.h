#pragma once
/// Which sessions take check-ins at a moment. Pure.

#include <vector>

#include "base/time.h"
#include "checkin/code.h"
#include "config/rules.h"
#include "facts/planned.h"

namespace xueshi::checkin {

/// A session as far as check-in goes. Check-in: from `opens` (`checkin_opens_before` its beginning) to the session's
/// end. Check-out: until `closes`, as long after the end; at the end itself where the rules ask for no check-out.
struct CheckInSession {
  SessionKey key;
  UtcSpan span;  ///< of its hours, cancelled ones left out
  UtcMillis opens{};
  UtcMillis closes{};
  bool cancelled = false;  ///< all of its hours are
  friend bool operator==(const CheckInSession&, const CheckInSession&) = default;
};

/// All sessions of the hours of one class, by beginning.
std::vector<CheckInSession> check_in_sessions(const std::vector<LessonHour>& hours, const config::RulePack& rules);

/// The one whose code is shown at `now`: the one that is held; else the latest that is open for check-in, else one that
/// is open for check-out; nothing between sessions. Cancelled ones are never shown.
const CheckInSession* session_at(const std::vector<CheckInSession>& sessions, UtcMillis now);

}  // namespace xueshi::checkin
