#pragma once
/// Tables of text for people to take away.

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace xueshi::training {

struct Table {
  std::string name;  ///< of the sheet, at most 31 characters
  std::vector<std::string> headings;
  std::vector<double> widths = {};             ///< of the columns, in characters; empty: as wide as the headings
  std::vector<std::vector<std::string>> rows;  ///< every cell is text: an identity number keeps its digits
  std::string note = {};                       ///< a .xlsx shows it in a line above the headings; empty: no such line
};

/// As a .xlsx (ISO/IEC 29500), headings bold and frozen. Every column is formatted as text, so that what is typed into
/// it later stays as typed. Invalid UTF-8 becomes U+FFFD, control characters spaces.
Result<Bytes> write_workbook(const Table& table);

/// As CSV (RFC 4180): UTF-8 with a BOM, as Excel reads it; a cell that a spreadsheet would take for a formula (it
/// begins with '=', '+', '-', '@') gets an apostrophe before it.
std::string write_csv(const Table& table);

}  // namespace xueshi::training
