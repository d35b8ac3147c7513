#pragma once
/// Workbooks of Excel, WPS and LibreOffice: .xlsx, SpreadsheetML of ISO/IEC 29500-1 §18, both its namespaces. Pure.

#include <vector>

#include "base/bytes.h"
#include "training/cell_grid.h"

namespace xueshi::training {

/// At most so many sheets are looked at; further ones are left out.
inline constexpr std::size_t kMostSheets = 8;

/// The visible sheets, in the workbook's order, each as a grid; merged cells are filled downwards. A sheet that is no
/// table (a chart) is left out. Values are those that the file holds: nothing is calculated.
SheetResult<std::vector<CellGrid>> read_xlsx(ByteView file);

}  // namespace xueshi::training
