#pragma once
/// What holds for every spreadsheet, whatever its bytes are (training/roster_sheet.h, timetable_sheet.h).

#include <string>

#include "tests/fuzz/fuzz.h"
#include "training/cell_grid.h"
#include "training/cell_text.h"
#include "training/roster_sheet.h"
#include "training/timetable_sheet.h"

namespace xueshi::fuzz {

/// No whole identity number in `text` (I15): no 18 characters in a row that are one.
inline void must_be_masked(const std::string& text) {
  std::size_t digits = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool digit = text[at] >= '0' && text[at] <= '9';
    if ((digit || text[at] == 'X' || text[at] == 'x') && digits >= 17) {
      must(!training::IdNumber::parse(std::string_view(text).substr(at - 17, 18)), "no identity number is shown whole");
    }
    digits = digit ? digits + 1 : 0;
  }
}

inline void must_be_good(const std::vector<training::SheetProblem>& problems) {
  must(problems.size() <= 2'100, "problems are bounded");
  for (const training::SheetProblem& problem : problems) {
    must(problem.row >= 0 && problem.row <= training::GridBuilder::kLastRow, "rows are numbered as the sheet's");
    must(!problem.code.empty() && !problem.message.empty() && !problem.message_en.empty(), "a problem is told whole");
    for (const std::string& text : {problem.column, problem.message, problem.message_en}) {
      must(training::is_utf8(text), "messages are UTF-8");
    }
    must_be_masked(problem.message);
    must_be_masked(problem.message_en);
  }
}

inline void read_both(ByteView file) {
  const auto roster = training::read_roster(file);
  must_be_good(roster.errors);
  must_be_good(roster.warnings);
  must(!roster.rows.empty() || !roster.errors.empty(), "nothing read is told");
  must(roster.rows.size() <= training::GridBuilder::kMostRows, "rows are bounded");
  for (const auto& row : roster.rows) {
    must(training::is_utf8(row.name) && training::is_utf8(row.phone) && training::is_utf8(row.occupation), "UTF-8");
  }
  const auto timetable = training::read_timetable(file, {});
  must_be_good(timetable.errors);
  must_be_good(timetable.warnings);
  must(!timetable.rows.empty() || !timetable.errors.empty(), "nothing read is told");
  for (const auto& row : timetable.rows) {
    must(training::is_utf8(row.subject) && training::is_utf8(row.room) && training::is_utf8(row.teacher) &&
             training::is_utf8(row.material),
         "UTF-8");
    must(row.day.ok() || row.span.empty(), "no span without a day");
    must(row.slots.size() <= 100, "lesson hours of a row are bounded");
    for (const UtcSpan& slot : row.slots) {
      must(!slot.empty() && row.span.from <= slot.from && slot.to <= row.span.to, "a lesson hour lies within its row");
    }
    must(!timetable.errors.empty() || !row.slots.empty(), "without errors each row has lesson hours");
  }
}

}  // namespace xueshi::fuzz
