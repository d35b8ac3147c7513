#pragma once
/// The door for spreadsheets: bytes → sheets, whatever kind of file it is.

#include <vector>

#include "base/bytes.h"
#include "training/cell_grid.h"

namespace xueshi::training {

/// A .xlsx or a .csv, told apart by their content; the file's name does not count. Other files that people take for
/// spreadsheets (.xls, .ods, a web page, a PDF) are refused by name, with what to do. Never throws.
SheetResult<std::vector<CellGrid>> read_spreadsheet(ByteView file);

}  // namespace xueshi::training
