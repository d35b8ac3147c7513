#pragma once
/// What was said about one session, put together for people to look at. Pure.

#include <vector>

#include "checkin/sessions.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "facts/said.h"
#include "store/reader.h"
#include "web/check_ins_source.h"

namespace xueshi::daemon {

/// What the store has of a class for some days; more than a session needs does no harm.
struct SaidOfClass {
  TrainingClass training_class;
  std::vector<LessonHour> hours;
  std::vector<CheckIn> standing;
  std::vector<Leave> leave;  ///< that stands
  std::vector<CheckInEvent> events;
  std::vector<CheckInOpening> openings;
  std::vector<store::ObjectionLine> objections;
};

/// `now`: before a session takes no check-outs any more none is missing.
web::CheckInSessionView check_in_view(const checkin::CheckInSession& session, const SaidOfClass& said,
                                      const config::RulePack& rules, UtcMillis now);

}  // namespace xueshi::daemon
