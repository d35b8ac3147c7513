#include "actions/tell.h"

#include "report/messages.h"

namespace xueshi::actions {

void add_gap(store::CommitRequest& request, const Gap& gap, UtcMillis now) {
  request.facts.gaps.push_back(gap);
  request.messages.push_back({"gap", now, report::gap_body(gap)});
}

void add_alarm(store::CommitRequest& request, const Alarm& alarm) {
  request.facts.alarms.push_back(alarm);
  request.messages.push_back({"alarm", alarm.at, report::alarm_body(alarm)});
}

void add_check_in(store::CommitRequest& request, const CheckIn& standing, const CheckInEvent& event,
                  std::string_view person) {
  request.facts.check_in_events.push_back(event);
  request.facts.check_ins.push_back(standing);
  request.messages.push_back({"checkin", event.at.utc, report::check_in_body(standing, event, person)});
}

store::Message hour_message(const HourConclusion& conclusion, UtcMillis now) {
  return {"hour", now, report::hour_body(conclusion)};
}

}  // namespace xueshi::actions
