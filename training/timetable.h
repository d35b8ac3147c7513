#pragma once
/// From the spans of a timetable to lesson hours and sessions. Pure.

#include <optional>
#include <vector>

#include "base/time.h"
#include "config/rules.h"
#include "facts/planned.h"

namespace xueshi::training {

/// The lesson hours of a timetable row (RULES "A timetable row with 课时 k"). With `hours` = k: k equal slots of the
/// span, each hour the first `lesson_minutes` of its slot, or the whole slot where that is shorter. Without: hours of
/// `lesson_minutes` with breaks of `break_minutes`, ⌊(T + b) / (lesson_minutes + b)⌋ of them; none where the span is
/// shorter than one. Slots are cut to whole milliseconds. Empty for an empty span or k < 1.
std::vector<UtcSpan> lesson_slots(const UtcSpan& span, std::optional<int> hours, const config::RulePack& rules);

/// Gives the hours of one class, in any order and of any days, their numbers (`id.day` is the local day of their
/// beginning; `id.number` counts from 1 by beginning within the day) and their sessions (a break longer than
/// `session_break` begins the next one; from 1 each day). Cancelled hours keep their number and their place in a
/// session, so that a cancellation moves nobody's check-in to another session. Sorts by beginning.
void number_hours(std::vector<LessonHour>& hours, const config::RulePack& rules);

/// 课次: the hours of one class on one day with short breaks: one check-in, one check-out.
struct Session {
  ClassId training_class;
  LocalDay day{};
  int number = 1;
  UtcSpan
      span;  ///< from the first hour's beginning to the last one's end, cancelled hours left out where others remain
  friend bool operator==(const Session&, const Session&) = default;
};

/// The sessions of numbered hours, by class, day and number.
std::vector<Session> sessions(const std::vector<LessonHour>& hours);

/// Two hours of one class that overlap, as indices into `hours` (the earlier beginning first); none when all is well.
/// Cancelled hours do not count.
std::optional<std::pair<std::size_t, std::size_t>> first_overlap(const std::vector<LessonHour>& hours);

}  // namespace xueshi::training
