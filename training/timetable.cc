#include "training/timetable.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "training/session_numbers.h"

namespace xueshi::training {

std::vector<UtcSpan> lesson_slots(const UtcSpan& span, std::optional<int> hours, const config::RulePack& rules) {
  std::vector<UtcSpan> slots;
  if (span.empty()) return slots;
  const Millis lesson = rules.lesson_minutes;
  if (hours) {
    for (int i = 0; i < *hours; ++i) {
      const UtcMillis from = span.from + span.length() * i / *hours;
      const UtcMillis next = span.from + span.length() * (i + 1) / *hours;
      const UtcSpan slot{from, std::min(next, from + lesson)};
      if (!slot.empty()) slots.push_back(slot);
    }
    return slots;
  }
  const Millis step = lesson + rules.break_minutes;
  for (UtcMillis from = span.from; from + lesson <= span.to; from += step) slots.push_back({from, from + lesson});
  return slots;
}

void number_hours(std::vector<LessonHour>& hours, const config::RulePack& rules) {
  std::sort(hours.begin(), hours.end(), [](const LessonHour& a, const LessonHour& b) {
    return std::tuple(a.span.from, a.span.to, a.cancelled, a.subject) <
           std::tuple(b.span.from, b.span.to, b.cancelled, b.subject);
  });
  std::vector<LessonHour*> of_day;
  for (LessonHour& hour : hours) {
    hour.id.day = local_day(hour.span.from);
    if (!of_day.empty() && of_day.back()->id.day != hour.id.day) {
      number_sessions(of_day, rules);
      of_day.clear();
    }
    of_day.push_back(&hour);
    hour.id.number = static_cast<int>(of_day.size());
  }
  number_sessions(of_day, rules);
}

std::vector<Session> sessions(const std::vector<LessonHour>& hours) {
  struct Found {
    Session session;
    bool cancelled = true;
  };
  std::vector<Found> found;
  for (const LessonHour& hour : hours) {
    auto it = std::find_if(found.begin(), found.end(), [&](const Found& known) {
      return known.session.training_class == hour.id.training_class && known.session.day == hour.id.day &&
             known.session.number == hour.session;
    });
    const Found fresh{{hour.id.training_class, hour.id.day, hour.session, hour.span}, hour.cancelled};
    if (it == found.end()) {
      found.push_back(fresh);
    } else if (it->cancelled && !hour.cancelled) {
      *it = fresh;  // what is taught sets the bounds, not what was cancelled
    } else if (it->cancelled == hour.cancelled) {
      it->session.span.from = std::min(it->session.span.from, hour.span.from);
      it->session.span.to = std::max(it->session.span.to, hour.span.to);
    }
  }
  std::vector<Session> result;
  result.reserve(found.size());
  for (const Found& one : found) result.push_back(one.session);
  std::sort(result.begin(), result.end(), [](const Session& a, const Session& b) {
    return std::tie(a.training_class, a.day, a.number) < std::tie(b.training_class, b.day, b.number);
  });
  return result;
}

std::optional<std::pair<std::size_t, std::size_t>> first_overlap(const std::vector<LessonHour>& hours) {
  std::vector<std::size_t> order(hours.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(hours[a].id.training_class, hours[a].span.from, a) <
           std::tuple(hours[b].id.training_class, hours[b].span.from, b);
  });
  std::optional<std::size_t> longest;  // of this class, the one that ends last
  for (const std::size_t i : order) {
    const LessonHour& hour = hours[i];
    if (hour.cancelled) continue;
    if (longest && hours[*longest].id.training_class == hour.id.training_class) {
      if (hour.span.from < hours[*longest].span.to) return std::pair{*longest, i};
      longest = i;
    } else {
      longest = i;
    }
  }
  return std::nullopt;
}

}  // namespace xueshi::training
