#include "daemon/check_in_view.h"

#include <algorithm>
#include <map>

#include "checkin/oddities.h"
#include "supervision/attendance.h"

namespace xueshi::daemon {
namespace {

bool is_of(const checkin::CheckInSession& session, const ClassId& id, LocalDay day, int number) {
  return session.key.training_class == id && session.key.day == day && session.key.number == number;
}

template <typename Said>
bool is_of(const checkin::CheckInSession& session, const Said& said) {
  return is_of(session, said.training_class, said.day, said.session);
}

std::vector<LessonHour> hours_of(const checkin::CheckInSession& session, const std::vector<LessonHour>& all) {
  std::vector<LessonHour> hours;
  for (const LessonHour& hour : all) {
    const bool held = session.cancelled || !hour.cancelled;
    if (held && is_of(session, hour.id.training_class, hour.id.day, hour.session)) hours.push_back(hour);
  }
  std::sort(hours.begin(), hours.end(), [](const LessonHour& a, const LessonHour& b) { return a.id < b.id; });
  return hours;
}

/// Present in the hour, as its verdict has it (supervision/).
bool was_present(const LessonHour& hour, const CheckIn& standing, const std::vector<Leave>& leave) {
  if (standing.voided || hour.cancelled) return false;
  std::vector<Leave> own;
  for (const Leave& one : leave) {
    if (one.trainee == standing.trainee) own.push_back(one);
  }
  return supervision::attendance(hour, {standing.trainee}, {standing}, own).present > 0;
}

}  // namespace

web::CheckInSessionView check_in_view(const checkin::CheckInSession& session, const SaidOfClass& said,
                                      const config::RulePack& rules, UtcMillis now) {
  web::CheckInSessionView view;
  view.number = session.key.number;
  view.span = session.span;
  view.opens = session.opens;
  view.closes = session.closes;
  view.cancelled = session.cancelled;
  const std::vector<LessonHour> hours = hours_of(session, said.hours);
  for (const LessonHour& hour : hours) view.hours.push_back(hour.id);
  for (const CheckInOpening& opening : said.openings) {
    if (is_of(session, opening) && (!view.opened || opening.at.utc < *view.opened)) view.opened = opening.at.utc;
  }

  std::vector<std::optional<bool>> nowhere;  // of an hour that has not begun nobody can say who was there
  for (const LessonHour& hour : hours) nowhere.push_back(hour.span.from <= now ? std::optional(false) : std::nullopt);

  std::map<TraineeNo, std::size_t> place;
  const auto line_of = [&](const TraineeNo& number) -> web::SessionTrainee* {
    const auto found = place.find(number);
    return found == place.end() ? nullptr : &view.trainees[found->second];
  };
  for (const Trainee& trainee : said.training_class.roster) {
    if (!place.emplace(trainee.number, view.trainees.size()).second) continue;
    web::SessionTrainee line;
    line.number = trainee.number;
    line.name = trainee.name;
    line.present = nowhere;
    view.trainees.push_back(std::move(line));
  }
  const std::size_t enrolled = view.trainees.size();
  for (const CheckIn& standing : said.standing) {
    if (!is_of(session, standing)) continue;
    if (place.emplace(standing.trainee, view.trainees.size()).second) {
      web::SessionTrainee stranger;
      stranger.number = standing.trainee;
      stranger.present = nowhere;
      view.trainees.push_back(std::move(stranger));
    }
    web::SessionTrainee& line = *line_of(standing.trainee);
    line.standing = standing;
    if (standing.voided) continue;
    line.late = supervision::is_late(standing, session.span, rules);
    line.left_early = standing.out && *standing.out < session.span.to - rules.late_after;
    line.no_check_out = rules.checkin_out && !standing.out && now >= session.closes;
    for (std::size_t i = 0; i < hours.size(); ++i) {
      if (line.present[i]) line.present[i] = was_present(hours[i], standing, said.leave);
    }
  }
  for (const Leave& leave : said.leave) {
    web::SessionTrainee* line = line_of(leave.trainee);
    if (line != nullptr && !intersect(leave.span, session.span).empty()) line->on_leave = true;
  }
  for (const store::ObjectionLine& objection : said.objections) {
    if (!is_of(session, objection.objection) || objection.answer) continue;
    if (web::SessionTrainee* line = line_of(objection.objection.trainee)) line->objection = objection.objection.id;
  }

  for (const CheckInEvent& event : said.events) {
    if (!is_of(session, event)) continue;
    web::SessionTrainee* line = line_of(event.trainee);
    if (event.result != CheckResult::kAccepted) {
      ++view.counts.refused;
      if (line != nullptr) ++line->attempts;
    }
    if (line != nullptr && event.photo) line->photo = event.photo;
    view.events.push_back({event, line == nullptr ? "" : line->name});
  }
  if (view.events.size() > web::kMostSessionEvents) {
    view.more_events = view.events.size() - web::kMostSessionEvents;
    view.events.erase(view.events.begin(), view.events.begin() + static_cast<std::ptrdiff_t>(view.more_events));
  }
  view.oddities = checkin::oddities(said.events, session.key.number, rules);

  view.counts.enrolled = static_cast<int>(enrolled);
  for (std::size_t i = 0; i < view.trainees.size(); ++i) {
    const web::SessionTrainee& line = view.trainees[i];
    if (line.came()) {
      ++view.counts.present;
      switch (line.standing->method) {
        case CheckInMethod::kPhone: ++view.counts.by_phone; break;
        case CheckInMethod::kStaff: ++view.counts.by_staff; break;
        case CheckInMethod::kCorrected: ++view.counts.corrected; break;
      }
    } else if (i < enrolled) {
      ++(line.on_leave ? view.counts.on_leave : view.counts.missing);
    }
  }
  return view;
}

}  // namespace xueshi::daemon
