#pragma once
/// The columns that rosters and timetables have, under every name that staff gives them (docs/import.md lists them).

#include "training/sheet_table.h"

namespace xueshi::training {

namespace roster_column {
enum : std::size_t { kNumber, kName, kId, kPhone, kOccupation };
}
namespace timetable_column {
enum : std::size_t { kDate, kFrom, kTo, kSpan, kHours, kSubject, kForm, kRoom, kTeacher, kTeacherId, kMaterial };
}

const SheetForm& roster_form();
const SheetForm& timetable_form();

}  // namespace xueshi::training
