#pragma once
/// What was read out of a spreadsheet, as JSON: for `xueshi import --json` and for the pages (DESIGN §7). Pure.
///
/// A problem:         {"row", "column", "code", "message", "message_en"}; row 0: the file as a whole
/// A roster's row:    {"row", "number", "name", "id", "phone", "occupation"}; `id` masked ("110105********002X"), null
///                    where there is none or it cannot be read
/// A timetable's row: {"row", "date", "from", "to", "hours", "stated_hours", "kind", "subject", "room", "teacher",
///                    "teacher_id", "material"}; `date` "2024-05-13", `from` and `to` RFC 3339: null where they cannot
///                    be read; `hours` [{"from", "to"}]: the lesson hours, RFC 3339; `stated_hours`: 课时, null where
///                    the row has none; `kind` "theory" or "practice"; `teacher_id` masked or null
/// A sheet:           {"rows": […], "errors": […], "warnings": […]}

#include <vector>

#include <boost/json.hpp>

#include "training/roster_sheet.h"
#include "training/sheet_problem.h"
#include "training/timetable_sheet.h"

namespace xueshi::daemon {

boost::json::object sheet_json(const training::SheetProblem& problem);
boost::json::array sheet_json(const std::vector<training::SheetProblem>& problems);
boost::json::object sheet_json(const training::RosterRow& row);
boost::json::object sheet_json(const training::TimetableRow& row);
boost::json::object sheet_json(const training::RosterSheet& sheet);
boost::json::object sheet_json(const training::TimetableSheet& sheet);

}  // namespace xueshi::daemon
