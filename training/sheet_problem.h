#pragma once

#include <string>

namespace xueshi::training {

/// What is wrong with a cell, or a row, of somebody's spreadsheet, and what to do about it.
struct SheetProblem {
  int row = 0;             ///< as the spreadsheet numbers it, from 1, headings included; 0: the file as a whole
  std::string column;      ///< by its header's text; empty: the row as a whole
  std::string code;        ///< "id_check_digit", "id_digits_lost", "date_unreadable", "overlap_room", …
  std::string message;     ///< for people, Chinese; may show what the cell holds, but never an identity number whole
  std::string message_en;  ///< the same in English
  friend bool operator==(const SheetProblem&, const SheetProblem&) = default;
};

}  // namespace xueshi::training
