#include "training/cell_grid.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "training/cell_text.h"
#include "training/excel_time.h"

namespace xueshi::training {

const Cell& GridRow::at(std::size_t column) const {
  static const Cell kNothing;
  return column < cells.size() ? cells[column] : kNothing;
}

std::string cell_text(const Cell& cell, const CellGrid& grid) {
  if (cell.kind != Cell::Kind::kNumber) return tidy(cell.text);
  if (cell.is_date) {
    const auto moment = excel_moment(cell.number, grid.since_1904);
    if (moment && moment->day && moment->of_day == Millis{0}) return to_string(*moment->day);
    if (moment) {
      const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(moment->of_day).count();
      const std::string time = fmt::format("{}:{:02}", minutes / 60, minutes % 60);
      return moment->day ? to_string(*moment->day) + " " + time : time;
    }
  }
  constexpr double kExactBelow = 1e15;  // what a spreadsheet keeps of a number: 15 digits
  if (std::abs(cell.number) < kExactBelow && cell.number == std::floor(cell.number)) {
    return fmt::format("{:.0f}", cell.number);
  }
  return std::abs(cell.number) < kExactBelow ? fmt::format("{:.15g}", cell.number) : fmt::format("{:.5E}", cell.number);
}

SheetResult<void> GridBuilder::put(int row, std::size_t column, Cell cell) {
  if (cell.kind == Cell::Kind::kText && tidy(cell.text).empty()) return {};
  if (cell.empty()) return {};
  if (column >= kMostColumns) {
    return tl::make_unexpected(file_problem(
        "too_many_columns", fmt::format("第 {} 行的内容超出第 {} 列。请删除多余的列后重新上传。", row, kMostColumns),
        fmt::format("Row {} holds something beyond column {}. Delete the surplus columns and try again.", row,
                    kMostColumns)));
  }
  if (row < 1 || row > kLastRow || (!grid_.rows.empty() && row < grid_.rows.back().number)) {
    return tl::make_unexpected(file_problem("damaged_file", "文件已损坏：行号不正确。请用表格软件打开后另存为 .xlsx。",
                                            "The file is damaged: its rows are not numbered in order. Open it in a "
                                            "spreadsheet program and save it as .xlsx."));
  }
  text_bytes_ += cell.text.size();
  if (grid_.rows.empty() || grid_.rows.back().number != row) grid_.rows.push_back({row, {}});
  if (grid_.rows.size() > kMostRows || ++cells_ > kMostCells || text_bytes_ > kMostTextBytes) {
    return tl::make_unexpected(file_problem(
        "too_large", fmt::format("表格内容过多：最多 {} 行、{} 个单元格。请分成几个文件。", kMostRows, kMostCells),
        fmt::format("The sheet holds too much: at most {} rows and {} cells. Split it into several files.", kMostRows,
                    kMostCells)));
  }
  std::vector<Cell>& cells = grid_.rows.back().cells;
  if (cells.size() <= column) cells.resize(column + 1);
  cells[column] = std::move(cell);
  return {};
}

SheetResult<void> GridBuilder::merge(int first_row, int last_row, std::size_t column) {
  if (first_row >= last_row || column >= kMostColumns) return {};
  const auto begin = std::lower_bound(grid_.rows.begin(), grid_.rows.end(), first_row,
                                      [](const GridRow& row, int number) { return row.number < number; });
  if (begin == grid_.rows.end() || begin->number != first_row || begin->at(column).empty()) return {};
  begin->cells[column].merged = Cell::Merged::kFirst;
  Cell value = begin->cells[column];
  value.merged = Cell::Merged::kContinued;
  for (auto row = begin + 1; row != grid_.rows.end() && row->number <= last_row; ++row) {
    text_bytes_ += value.text.size();
    if (++merged_cells_ > kMostMergedCells || text_bytes_ > kMostTextBytes) {
      return tl::make_unexpected(file_problem("too_large", "表格中合并的单元格过多。请取消合并后重新上传。",
                                              "The sheet holds too many merged cells. Unmerge them and try again."));
    }
    if (row->cells.size() <= column) row->cells.resize(column + 1);
    if (row->cells[column].empty()) row->cells[column] = value;
  }
  return {};
}

SheetProblem file_problem(std::string code, std::string chinese, std::string english) {
  return {0, "", std::move(code), std::move(chinese), std::move(english)};
}

}  // namespace xueshi::training
