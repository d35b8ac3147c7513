#include "training/sheet_table.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "training/cell_text.h"
#include "training/sheet_file.h"

namespace xueshi::training {
namespace {

/// Beginnings of rows below the data: sums, signatures, notes.
constexpr std::array<std::string_view, 23> kFooters{
    "合计", "总计",   "小计",   "共计",   "总人数", "总学时", "总课时",   "制表",     "制单", "填表", "填报", "审核",
    "审批", "负责人", "经办人", "联系人", "班主任", "备注",   "培训机构", "培训学校", "说明", "签字", "盖章"};
constexpr std::string_view kExample = "示例";

/// The ways in which a heading may be compared: whole, without its brackets, what stands in them.
std::vector<std::string> keys_of(std::string_view heading) {
  std::string whole = compact(heading.substr(0, 200));
  std::erase_if(whole, [](char c) { return c == '*' || c == ':'; });
  std::vector<std::string> keys{whole};
  const std::size_t open = whole.find('(');
  const std::size_t close = whole.find(')', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || close == std::string::npos) return keys;
  keys.push_back(whole.substr(0, open) + whole.substr(close + 1));
  keys.push_back(whole.substr(open + 1, close - open - 1));
  return keys;
}

/// Which column of the form a heading names. A whole match counts more than one of its parts.
std::optional<std::size_t> column_named(const SheetForm& form, std::string_view heading) {
  for (const std::string& key : keys_of(heading)) {
    for (std::size_t i = 0; i < form.columns.size(); ++i) {
      for (const std::string_view name : form.columns[i].names) {
        if (key == name) return i;
      }
    }
  }
  return std::nullopt;
}

bool has_all(const std::vector<std::optional<std::size_t>>& columns, const std::vector<std::size_t>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](std::size_t column) { return columns[column].has_value(); });
}

std::string expected_columns(const SheetForm& form, std::string_view either) {
  std::string text;
  for (const auto& set : form.needed) {
    std::string names;
    for (const std::size_t column : set) names += fmt::format("「{}」", form.columns[column].name);
    text += (text.empty() ? "" : std::string(either)) + names;
  }
  return text;
}

/// What a heading row lacks, told by the row within the first ten that knows the most columns.
SheetProblem no_header(const std::vector<CellGrid>& grids, const SheetForm& form) {
  int best_row = 0;
  std::size_t best_known = 0;
  for (const CellGrid& grid : grids) {
    for (const GridRow& row : grid.rows) {
      if (row.number > SheetTable::kLastHeaderRow) break;
      std::size_t known = 0;
      for (const Cell& cell : row.cells) known += column_named(form, cell_text(cell, grid)) ? 1 : 0;
      if (known > best_known) {
        best_known = known;
        best_row = row.number;
      }
    }
  }
  std::string zh = fmt::format("前 {} 行中没有找到{}的表头。", SheetTable::kLastHeaderRow, form.name);
  std::string en =
      fmt::format("No header of a {} was found in the first {} rows.", form.name_en, SheetTable::kLastHeaderRow);
  if (best_known >= 2) {
    zh += fmt::format("第 {} 行像表头，但缺少必需的列。", best_row);
    en += fmt::format(" Row {} looks like one but lacks columns.", best_row);
  }
  zh += fmt::format("表头须有{}列。请按模板修改列名。", expected_columns(form, "，或"));
  en += fmt::format(" Expected the columns {}. Name them as the template does.", expected_columns(form, " or "));
  return file_problem("header_not_found", std::move(zh), std::move(en));
}

}  // namespace

bool SheetTable::find_header(const CellGrid& grid) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < grid.rows.size() && grid.rows[i].number <= kLastHeaderRow; ++i) {
    std::vector<std::optional<std::size_t>> found(form_->columns.size());
    std::vector<std::size_t> twice;
    std::size_t known = 0;
    for (std::size_t at = 0; at < grid.rows[i].cells.size(); ++at) {
      if (grid.rows[i].cells[at].kind != Cell::Kind::kText) continue;
      const auto column = column_named(*form_, grid.rows[i].cells[at].text);
      if (!column) continue;
      if (found[*column]) {
        twice.push_back(*column);
      } else {
        found[*column] = at;
        ++known;
      }
    }
    const bool whole =
        std::any_of(form_->needed.begin(), form_->needed.end(), [&](const auto& set) { return has_all(found, set); });
    // Of two rows the one that knows more: below 上课时间 over two columns stand 开始 and 结束.
    if (!whole || known <= best) continue;
    best = known;
    header_ = i;
    columns_ = std::move(found);
    twice_ = std::move(twice);
  }
  return best > 0;
}

SheetResult<SheetTable> SheetTable::open(ByteView file, const SheetForm& form, const SheetForm& other,
                                         std::vector<SheetProblem>& warnings) {
  auto grids = read_spreadsheet(file);
  if (!grids) return tl::make_unexpected(grids.error());
  if (std::all_of(grids->begin(), grids->end(), [](const CellGrid& grid) { return grid.rows.empty(); })) {
    return tl::make_unexpected(file_problem("empty_file", "表格是空的。", "The sheet is empty."));
  }
  SheetTable table(form);
  bool found = false;
  for (CellGrid& grid : *grids) {
    if (found) {
      SheetTable further(form);
      if (!further.find_header(grid)) continue;
      warnings.push_back(file_problem(
          "sheet_ignored",
          fmt::format("只读取了工作表「{}」；工作表「{}」也有表头，没有读取。如需导入，请放到同一张工作表。",
                      table.grid_.sheet, shown(grid.sheet)),
          fmt::format("Only the sheet \"{}\" was read; \"{}\" has a header too and was left out. Put its rows into the "
                      "same sheet to import them.",
                      table.grid_.sheet, shown(grid.sheet))));
    } else if (table.find_header(grid)) {
      table.grid_ = std::move(grid);
      found = true;
    }
  }
  if (!found) {
    SheetTable wrong(other);
    for (const CellGrid& grid : *grids) {
      if (!wrong.find_header(grid)) continue;
      return tl::make_unexpected(
          file_problem("other_kind", fmt::format("这是{}，不是{}。请选择正确的文件。", other.name, form.name),
                       fmt::format("This is a {}, not a {}. Choose the right file.", other.name_en, form.name_en)));
    }
    return tl::make_unexpected(no_header(*grids, form));
  }
  for (const std::size_t column : table.twice_) {
    const std::string heading = table.heading(column);
    warnings.push_back(
        {table.grid_.rows[table.header_].number, heading, "column_twice",
         fmt::format("有几列都是{}，只读取了「{}」这一列。", form.columns[column].name, heading),
         fmt::format("Several columns are {}; only \"{}\" was read.", form.columns[column].name, heading)});
  }
  return table;
}

bool SheetTable::is_header_again(const GridRow& row) const {
  std::size_t same = 0;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (has(column) && text(row, column) == heading(column)) ++same;
  }
  return same >= 2;
}

bool SheetTable::is_footer(const GridRow& row, const std::string& begins) const {
  const auto digit_at = [&begins](std::size_t at) {
    return at < begins.size() && begins[at] >= '0' && begins[at] <= '9';
  };
  constexpr std::string_view kTogether = "共";  // 共30人
  constexpr std::string_view kNote = "注";      // 注：…, 注1
  const bool word = std::any_of(kFooters.begin(), kFooters.end(),
                                [&](std::string_view footer) { return begins.starts_with(footer); }) ||
                    (begins.starts_with(kTogether) && digit_at(kTogether.size())) || begins == kNote ||
                    (begins.starts_with(kNote) && (digit_at(kNote.size()) || begins[kNote.size()] == ':'));
  if (!word) return false;
  return std::all_of(form_->keys.begin(), form_->keys.end(), [&](const SheetForm::Key& key) {
    const Cell& held = cell(row, key.column);
    if (held.merged == Cell::Merged::kContinued) return true;
    const std::string text = narrow(cell_text(held, grid_));
    return std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) < key.digits;
  });
}

std::vector<const GridRow*> SheetTable::data_rows(std::vector<SheetProblem>& warnings) const {
  std::vector<const GridRow*> rows;
  for (std::size_t i = header_ + 1; i < grid_.rows.size(); ++i) {
    const GridRow& row = grid_.rows[i];
    const auto own = std::find_if(row.cells.begin(), row.cells.end(), [](const Cell& cell) {
      return !cell.empty() && cell.merged != Cell::Merged::kContinued;
    });
    if (own == row.cells.end() || is_header_again(row)) continue;
    const std::string begins = compact(cell_text(*own, grid_));
    if (begins.starts_with(kExample)) {
      warnings.push_back(
          {row.number, "", "example_row", "这是示例行，没有导入。", "This is an example row; it is not imported."});
      continue;
    }
    if (is_footer(row, begins)) continue;
    rows.push_back(&row);
  }
  return rows;
}

std::string SheetTable::heading(std::size_t column) const {
  if (!has(column)) return std::string(form_->columns[column].name);
  return cell_text(grid_.rows[header_].at(*columns_[column]), grid_);
}

const Cell& SheetTable::cell(const GridRow& row, std::size_t column) const {
  static const Cell kNothing;
  return has(column) ? row.at(*columns_[column]) : kNothing;
}

std::string SheetTable::text(const GridRow& row, std::size_t column) const {
  return cell_text(cell(row, column), grid_);
}

std::string SheetTable::title() const {
  std::string title;
  for (std::size_t i = 0; i < header_; ++i) {
    for (const Cell& one : grid_.rows[i].cells) {
      if (one.merged != Cell::Merged::kContinued) title += cell_text(one, grid_) + "\n";
    }
  }
  return title;
}

}  // namespace xueshi::training
