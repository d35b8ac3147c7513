#pragma once
/// What an importer says about a spreadsheet. The codes are listed in docs/import.md; none is ever renamed.

#include <cstddef>
#include <string>

namespace xueshi::training {

/// A larger file is refused: what a spreadsheet of 10 000 rows needs several times over.
inline constexpr std::size_t kMostSheetBytes = std::size_t{4} * 1024 * 1024;

/// What is wrong with a cell, or a row, of somebody's spreadsheet, and what to do about it.
struct SheetProblem {
  int row = 0;             ///< as the spreadsheet numbers it, from 1, headings included; 0: the file as a whole
  std::string column;      ///< by its header's text; empty: the row as a whole
  std::string code;        ///< "id_check_digit", "id_digits_lost", "date_unreadable", "rows_overlap", …
  std::string message;     ///< for people, Chinese; may show what the cell holds, but never an identity number whole
  std::string message_en;  ///< the same in English
  friend bool operator==(const SheetProblem&, const SheetProblem&) = default;
};

}  // namespace xueshi::training
