#pragma once
/// The action "import a roster": what of a school's spreadsheet is new or changed becomes facts, once.

#include "actions/audit.h"
#include "actions/sheet_import.h"
#include "base/result.h"
#include "facts/planned.h"
#include "store/reader.h"
#include "training/roster_sheet.h"

namespace xueshi::actions {

/// Holds the file against the roster that stands (training/roster_change.h) and against other classes: who is in two
/// at one time is an error; of those who were on the roster before, only for hours to come. Identity numbers that are
/// unchanged keep their sealed form, so the same file again changes nothing. Who leaves the roster keeps his past, and
/// his number stays his. Does not write; the caller holds a lock from here to the commit. kNotFound: no such class;
/// kConflict: it is the plan file's.
Result<SheetImport> import_roster(const Actor& actor, store::Reader& reader, const Moment& moment, const ClassId& id,
                                  const training::RosterSheet& sheet, const ImportBox& box);

}  // namespace xueshi::actions
