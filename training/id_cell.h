#pragma once
/// An identity number in a spreadsheet's cell. Pure. Digits that a spreadsheet lost are never put back by guessing.

#include <optional>
#include <string>

#include "training/cell_grid.h"
#include "training/id_number.h"

namespace xueshi::training {

/// What became of a cell that should hold an identity number.
struct ReadId {
  std::optional<IdNumber> id;
  /// Where there is none: its code ("id_digits_lost", "id_length", "id_letters", "id_birth_date", "id_check_digit"),
  /// and what to say, without row and column. Empty code: the cell is empty.
  SheetProblem problem;
  /// With a number: what makes it doubtful ("id_ends_zeros"), likewise. Empty code: nothing does.
  SheetProblem doubt;
};
ReadId read_id(const Cell& cell);

}  // namespace xueshi::training
