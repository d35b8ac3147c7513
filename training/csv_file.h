#pragma once
/// Text tables: RFC 4180, as spreadsheets write it. Pure.

#include "base/bytes.h"
#include "training/cell_grid.h"

namespace xueshi::training {

/// UTF-8 with or without a BOM, UTF-16 with one, else GB18030, each checked whole. Fields are set apart by commas, tabs
/// or semicolons, whichever the first lines use most; quotes double within quotes; lines end in LF, CR LF or CR. Every
/// line is a row, an empty one too. "=""…""" and a leading apostrophe, by which people keep spreadsheets from reading
/// numbers, are taken off.
SheetResult<CellGrid> read_csv(ByteView file);

}  // namespace xueshi::training
