#pragma once
/// The action "import a timetable": what of a school's spreadsheet is new or changed becomes facts, once.

#include "actions/audit.h"
#include "actions/sheet_import.h"
#include "base/result.h"
#include "facts/planned.h"
#include "store/reader.h"
#include "training/timetable_sheet.h"

namespace xueshi::actions {

/// Holds the file against the hours that are stored (training/timetable_change.h), and the hours it plans against other
/// classes: a room, a teacher or a trainee that is elsewhere at that time is an error. What has begun or was concluded
/// stays as it was. The class's teachers become those that its hours name; who comes, goes or has another number is
/// among the changes. The same file again changes nothing. Does not write; the caller holds a lock from here to the
/// commit. kNotFound: no such class; kConflict: it is the plan file's.
Result<SheetImport> import_timetable(const Actor& actor, store::Reader& reader, const Moment& moment, const ClassId& id,
                                     const training::TimetableSheet& sheet, const ImportBox& box);

}  // namespace xueshi::actions
