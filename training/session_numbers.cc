#include "training/session_numbers.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace xueshi::training {
namespace {

Millis between(const UtcSpan& a, const UtcSpan& b) { return std::max({Millis{0}, b.from - a.to, a.from - b.to}); }

/// The nearest hour with a session that may be joined; null where there is none.
const LessonHour* neighbour_of(const LessonHour& hour, const std::vector<LessonHour*>& of_day,
                               const config::RulePack& rules) {
  const LessonHour* nearest = nullptr;
  for (const LessonHour* other : of_day) {
    if (other->session == 0 || other->cancelled) continue;
    const Millis away = between(hour.span, other->span);
    if (away > rules.session_break) continue;
    if (nearest == nullptr ||
        std::tuple(away, other->span.from) < std::tuple(between(hour.span, nearest->span), nearest->span.from)) {
      nearest = other;
    }
  }
  return nearest;
}

}  // namespace

void number_sessions(std::vector<LessonHour*> of_day, const config::RulePack& rules) {
  std::stable_sort(of_day.begin(), of_day.end(), [](const LessonHour* a, const LessonHour* b) {
    return std::tie(a->span.from, a->span.to) < std::tie(b->span.from, b->span.to);
  });
  int session = 1;
  UtcMillis taught_until{};
  for (LessonHour* const hour : of_day) {
    if (hour != of_day.front() && hour->span.from - taught_until > rules.session_break) ++session;
    taught_until = hour == of_day.front() ? hour->span.to : std::max(taught_until, hour->span.to);
    hour->session = session;
  }
}

void number_sessions_held(std::vector<LessonHour*> of_day, const config::RulePack& rules) {
  std::stable_sort(of_day.begin(), of_day.end(), [](const LessonHour* a, const LessonHour* b) {
    return std::tie(a->span.from, a->span.to) < std::tie(b->span.from, b->span.to);
  });
  const auto cancelled =
      std::stable_partition(of_day.begin(), of_day.end(), [](const LessonHour* hour) { return !hour->cancelled; });
  if (cancelled == of_day.begin()) return number_sessions(std::move(of_day), rules);
  number_sessions({of_day.begin(), cancelled}, rules);
  for (auto hour = cancelled; hour != of_day.end(); ++hour) {
    const auto nearest = std::min_element(of_day.begin(), cancelled, [&](const LessonHour* a, const LessonHour* b) {
      return between((*hour)->span, a->span) < between((*hour)->span, b->span);  // of two, the earlier
    });
    (*hour)->session = (*nearest)->session;
  }
}

void add_to_sessions(const std::vector<LessonHour*>& of_day, const config::RulePack& rules) {
  std::vector<LessonHour*> left;
  int last = 0;
  for (LessonHour* const hour : of_day) {
    last = std::max(last, hour->session);
    if (hour->session == 0) left.push_back(hour);
  }
  std::stable_sort(left.begin(), left.end(),
                   [](const LessonHour* a, const LessonHour* b) { return a->span.from < b->span.from; });
  while (!left.empty()) {
    // Sessions that are there grow first, from hour to hour; only then does one begin.
    auto next = std::find_if(left.begin(), left.end(),
                             [&](const LessonHour* hour) { return neighbour_of(*hour, of_day, rules) != nullptr; });
    if (next != left.end()) {
      (*next)->session = neighbour_of(**next, of_day, rules)->session;
    } else {
      next = left.begin();
      (*next)->session = ++last;
    }
    left.erase(next);
  }
}

}  // namespace xueshi::training
