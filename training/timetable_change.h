#pragma once
/// What a corrected timetable does to the lesson hours that are planned. Pure.
///
/// Nothing ever leaves the list, and what was taught stays as it was taught:
///
/// * An hour with exactly the same span is the same hour. While it has not begun its text may change; `planned_at`
///   stays. One that was cancelled and has not begun is planned again, from now on; one that was cancelled and is
///   history stays cancelled, and a new hour of that span is planned.
/// * Hours of a day that have not begun and that the file does not have are paired, in order, with the file's new ones
///   of that day: they were moved. They keep their id; they are planned from now on.
/// * What is new beyond that gets a number of that day that no hour ever had.
/// * What has gone beyond that is cancelled.
/// * An hour that has begun, or was concluded, is history: where the file says otherwise it stays, and a row that
///   overlaps it is left out.
///
/// Check-ins name class, day and session. On a day with a session whose check-in has opened, hours that are there keep
/// their session; new ones join that of a neighbour not further away than `session_break`, or begin one with a number
/// that none had. On other days sessions are counted anew where hours came, went or moved; a cancelled hour
/// bridges no break.

#include <map>
#include <set>
#include <vector>

#include "base/time.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "training/sheet_change.h"
#include "training/sheet_problem.h"
#include "training/timetable_sheet.h"

namespace xueshi::training {

/// The hours of one class as they are stored.
struct StoredHours {
  ClassId training_class;
  std::vector<LessonHour> hours;
  std::set<LessonHourId> concluded;
};

struct TimetableChange {
  std::vector<LessonHour> hours;       ///< to be written: what is new or not as it was; by day and number
  std::vector<LessonHour> after;       ///< all of the class, as they then are; by day and number
  std::map<LessonHourId, int> rows;    ///< the row of the file that an hour comes from; kept ones have none
  std::vector<SheetChange> changes;    ///< by day
  std::vector<SheetProblem> errors;    ///< "day_too_full", "numbers_used_up"
  std::vector<SheetProblem> warnings;  ///< "planned_late", "cancelled_late", "hour_kept", "hours_not_in_file"
  int unchanged = 0;                   ///< hours of the file that are planned just so
};

/// More lesson hours on one day are a mistake in the file.
inline constexpr std::size_t kMostHoursOfDay = 48;
/// The highest number of an hour within its day; cancelled ones keep theirs.
inline constexpr int kHighestNumber = 99;

/// `rows` are those of a file without errors. The same rows again change nothing.
TimetableChange change_timetable(const StoredHours& stored, const std::vector<TimetableRow>& rows, UtcMillis now,
                                 const config::RulePack& rules);

}  // namespace xueshi::training
