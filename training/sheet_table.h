#pragma once
/// The table within a spreadsheet: which row is the header, which column holds what, and which rows are data. The same
/// for rosters and timetables; what their cells mean is their own matter. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "training/cell_grid.h"

namespace xueshi::training {

/// A column that a form knows. `names` are compared without spaces, stars and colons, and with or without what stands
/// in brackets: 课别 is found in "课别(上课内容)". They stand here as compact() gives them.
struct FormColumn {
  std::string_view name;  ///< what messages call it
  std::vector<std::string_view> names;
};

/// A kind of table. Columns are known by their place here; its enumeration is the form's own.
struct SheetForm {
  std::string_view name;     ///< 花名册
  std::string_view name_en;  ///< roster
  std::vector<FormColumn> columns;
  /// Sets of columns of which one must be there, whole, for a row to be the header.
  std::vector<std::vector<std::size_t>> needed;
  /// A row in which one of these columns has so many digits is data, whatever word it begins with; without, it may be a
  /// footer (合计, 制表人).
  struct Key {
    std::size_t column;
    std::ptrdiff_t digits;
  };
  std::vector<Key> keys;
  /// Two columns of such a name are an error: half of the rows may stand in the second.
  std::vector<std::size_t> once;
  /// 上课时间 beside 下课时间: with `end` and without `missing`, the column `named` is the missing one.
  struct Instead {
    std::size_t named;
    std::size_t end;
    std::size_t missing;
  };
  std::optional<Instead> instead;
};

/// One table, opened.
class SheetTable {
 public:
  static constexpr int kLastHeaderRow = 10;

  /// The table of the first visible sheet that has a header of `form`. What keeps the file from being read at all is
  /// the result's error; `errors` and `warnings` get what was left out and why (other sheets with such a table, a
  /// column that is there twice): errors where rows or people may be lost by it. `other` names the form that a file
  /// without this header is probably of.
  static SheetResult<SheetTable> open(ByteView file, const SheetForm& form, const SheetForm& other,
                                      std::vector<SheetProblem>& errors, std::vector<SheetProblem>& warnings);

  [[nodiscard]] const CellGrid& grid() const { return grid_; }
  /// Data rows: not empty, not the header again, no footer. Example rows of a template are left out with a warning.
  std::vector<const GridRow*> data_rows(std::vector<SheetProblem>& warnings) const;

  [[nodiscard]] bool has(std::size_t column) const { return columns_[column].has_value(); }
  /// By the header's text; the form's own name where the sheet has no such column.
  [[nodiscard]] std::string heading(std::size_t column) const;
  [[nodiscard]] const Cell& cell(const GridRow& row, std::size_t column) const;
  /// As a person sees it (cell_text).
  [[nodiscard]] std::string text(const GridRow& row, std::size_t column) const;
  /// What stands above the header, for a year that stands only there; without who made the sheet and when.
  [[nodiscard]] std::string title() const;

 private:
  explicit SheetTable(const SheetForm& form) : form_(&form) {}
  bool find_header(const CellGrid& grid);
  void tell_twice(std::vector<SheetProblem>& errors, std::vector<SheetProblem>& warnings) const;
  [[nodiscard]] bool is_header_again(const GridRow& row) const;
  [[nodiscard]] bool is_footer(const GridRow& row, const std::string& begins) const;

  const SheetForm* form_;
  CellGrid grid_;
  std::size_t header_ = 0;                           // index into grid_.rows
  std::vector<std::optional<std::size_t>> columns_;  // of the form → of the sheet
  std::vector<std::size_t> twice_;                   // of the form: a second column has such a name
};

}  // namespace xueshi::training
