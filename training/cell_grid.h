#pragma once
/// What every kind of spreadsheet is read into: one sheet's cells by row and column. Bounded: a file may claim
/// anything, a grid holds at most what the constants here say.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "training/sheet_problem.h"

namespace xueshi::training {

/// A problem of the file as a whole (row 0) in place of a value.
template <typename T>
using SheetResult = tl::expected<T, SheetProblem>;

struct Cell {
  enum class Kind : std::uint8_t {
    kEmpty,
    kText,
    kNumber,
    kError,  ///< a formula's: `text` is "#N/A"; empty: the file holds the formula but no result
  };
  /// Part of a merged range of several rows? Such a value stands in the file once, and here in each of its rows.
  enum class Merged : std::uint8_t { kNo, kFirst, kContinued };

  Kind kind = Kind::kEmpty;
  Merged merged = Merged::kNo;
  bool is_date = false;  ///< kNumber: shown as a date or a time
  double number = 0;     ///< kNumber
  std::string text;      ///< kText: as it stands in the file; kNumber: its digits as the file writes them
  [[nodiscard]] bool empty() const { return kind == Kind::kEmpty; }
};

struct GridRow {
  int number = 0;           ///< as the spreadsheet numbers it, from 1
  std::vector<Cell> cells;  ///< by column, from 0; none empty at the end
  /// The cell of a column; an empty one beyond the row's end.
  [[nodiscard]] const Cell& at(std::size_t column) const;
};

struct CellGrid {
  std::string sheet;          ///< its name; empty: a file without sheets
  std::vector<GridRow> rows;  ///< those that hold anything, by number
  bool since_1904 = false;    ///< numbers of days count from 1904-01-01 (ECMA-376 §18.17.4.1), else from 1900
  bool knows_merged = false;  ///< CSV does not: there an empty cell may have been a merged one
};

/// A cell as a person sees it: text tidied; a number without exponent, as a date or a time where it is shown so.
std::string cell_text(const Cell& cell, const CellGrid& grid);

/// Fills a grid and keeps it within its bounds.
class GridBuilder {
 public:
  static constexpr int kLastRow = 1'048'576;  ///< of Excel
  static constexpr std::size_t kMostColumns = 256;
  static constexpr std::size_t kMostRows = 20'000;
  static constexpr std::size_t kMostCells = 600'000;
  static constexpr std::size_t kMostTextBytes = std::size_t{32} * 1024 * 1024;
  static constexpr std::size_t kMostMergedCells = 1'000'000;

  /// Empty cells and texts of spaces alone are nothing. Rows come in their order, each once.
  SheetResult<void> put(int row, std::size_t column, Cell cell);
  /// The value of the first row goes to the further ones, where these hold anything of their own. After the last put.
  SheetResult<void> merge(int first_row, int last_row, std::size_t column);
  [[nodiscard]] CellGrid take() { return std::move(grid_); }

 private:
  CellGrid grid_;
  std::size_t cells_ = 0;
  std::size_t text_bytes_ = 0;
  std::size_t merged_cells_ = 0;
};

/// A problem of the file as a whole.
SheetProblem file_problem(std::string code, std::string chinese, std::string english);

}  // namespace xueshi::training
