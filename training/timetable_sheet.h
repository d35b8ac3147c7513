#pragma once
/// A timetable (课程表) out of the school's own spreadsheet, both forms (RULES "Staff's own spreadsheets"). Pure.

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "training/id_number.h"
#include "training/sheet_problem.h"

namespace xueshi::training {

struct TimetableRow {
  int row = 0;                 ///< as the spreadsheet numbers it
  LocalDay day{};              ///< !ok(): it could not be read, and is among the errors
  UtcSpan span;                ///< empty: likewise
  std::optional<int> hours;    ///< 课时
  std::vector<UtcSpan> slots;  ///< the lesson hours: lesson_slots(span, hours, rules)
  LessonKind kind = LessonKind::kTheory;
  std::string subject;
  std::string room;
  std::string teacher;
  std::optional<IdNumber> teacher_id;
  std::string material;
};

struct TimetableSheet {
  std::vector<TimetableRow> rows;    ///< one per data row of the file, in its order
  std::vector<SheetProblem> errors;  ///< one: nothing may be imported. Rows that overlap each other are among them
  std::vector<SheetProblem> warnings;
};

/// As read_roster.
TimetableSheet read_timetable(ByteView file, const config::RulePack& rules);

}  // namespace xueshi::training
