#pragma once
/// A roster (花名册) out of the school's own spreadsheet (RULES "Staff's own spreadsheets"). Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "training/id_number.h"
#include "training/sheet_problem.h"

namespace xueshi::training {

struct RosterRow {
  int row = 0;         ///< as the spreadsheet numbers it
  std::string number;  ///< 序号 as two or more digits, "07"; where the sheet has none: by the row's place
  std::string name;
  std::optional<IdNumber> id;
  std::string phone;
  std::string occupation;
};

struct RosterSheet {
  std::vector<RosterRow> rows;       ///< one per data row of the file, in its order
  std::vector<SheetProblem> errors;  ///< one: nothing may be imported
  std::vector<SheetProblem> warnings;
};

/// Reads a .xlsx or .csv (told apart by content; UTF-8 with or without BOM, GB18030). Errors of the file as a whole (no
/// spreadsheet, too large, no header found in the first 10 rows) are in `errors` with row 0. Never throws.
RosterSheet read_roster(ByteView file);

}  // namespace xueshi::training
