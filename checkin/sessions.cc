#include "checkin/sessions.h"

#include <algorithm>
#include <tuple>

#include "training/timetable.h"

namespace xueshi::checkin {

std::vector<CheckInSession> check_in_sessions(const std::vector<LessonHour>& hours, const config::RulePack& rules) {
  std::vector<CheckInSession> sessions;
  for (const training::Session& planned : training::sessions(hours)) {
    CheckInSession session;
    session.key = {planned.training_class, planned.day, planned.number};
    session.span = planned.span;
    session.opens = planned.span.from - rules.checkin_opens_before;
    // People are let go as they came: the same time to leave as to arrive.
    session.closes = rules.checkin_out ? planned.span.to + rules.checkin_opens_before : planned.span.to;
    session.cancelled = std::none_of(hours.begin(), hours.end(), [&](const LessonHour& hour) {
      return !hour.cancelled && hour.session == planned.number && hour.id.day == planned.day &&
             hour.id.training_class == planned.training_class;
    });
    sessions.push_back(std::move(session));
  }
  std::sort(sessions.begin(), sessions.end(), [](const CheckInSession& a, const CheckInSession& b) {
    return std::tie(a.span.from, a.key) < std::tie(b.span.from, b.key);
  });
  return sessions;
}

const CheckInSession* session_at(const std::vector<CheckInSession>& sessions, UtcMillis now) {
  const CheckInSession* leaving = nullptr;
  const CheckInSession* coming = nullptr;
  for (const CheckInSession& session : sessions) {
    if (session.cancelled || now < session.opens || now >= session.closes) continue;
    if (session.span.contains(now)) return &session;  // whoever is late, or leaves, finds his code
    // Ordered by beginning: a later one takes the place of an earlier one.
    (now < session.span.to ? coming : leaving) = &session;
  }
  return coming != nullptr ? coming : leaving;
}

}  // namespace xueshi::checkin
