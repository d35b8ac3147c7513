#include "training/sheet_table.h"

#include <algorithm>
#include <array>
#include <utility>

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

/// A column of the form, and by which of a heading's keys it was known: the fewer, the surer.
struct Known {
  std::size_t column;
  std::size_t key;
};
constexpr std::size_t kInBrackets = 2;

/// Which column of the form a heading names. A whole match counts more than one of its parts.
std::optional<Known> column_named(const SheetForm& form, std::string_view heading) {
  const auto keys = keys_of(heading);
  for (std::size_t key = 0; key < keys.size(); ++key) {
    for (std::size_t i = 0; i < form.columns.size(); ++i) {
      for (const std::string_view name : form.columns[i].names) {
        if (keys[key] == name) return Known{i, key};
      }
    }
  }
  return std::nullopt;
}

/// The columns of a row that may be the header, and those of the form that it has twice.
struct Headings {
  std::vector<std::optional<std::size_t>> columns;
  std::vector<std::size_t> twice;
  std::size_t known = 0;
};

/// Of several headings the one that is known best, then the first: of 单位(电话) and 联系电话 the latter. What only
/// stands in the brackets of another heading makes no second column.
Headings headings_of(const SheetForm& form, const GridRow& row) {
  Headings found;
  found.columns.resize(form.columns.size());
  std::vector<std::size_t> keys(form.columns.size());
  for (std::size_t at = 0; at < row.cells.size(); ++at) {
    if (row.cells[at].kind != Cell::Kind::kText) continue;
    const auto known = column_named(form, row.cells[at].text);
    if (!known) continue;
    auto& column = found.columns[known->column];
    if (!column) {
      ++found.known;
    } else if (std::max(known->key, keys[known->column]) < kInBrackets || known->key == keys[known->column]) {
      std::erase(found.twice, known->column);
      found.twice.push_back(known->column);
    }
    if (column && keys[known->column] <= known->key) continue;
    if (column && keys[known->column] == kInBrackets) std::erase(found.twice, known->column);
    column = at;
    keys[known->column] = known->key;
  }
  if (const auto& instead = form.instead; instead && found.columns[instead->end] && !found.columns[instead->missing]) {
    found.columns[instead->missing] = std::exchange(found.columns[instead->named], std::nullopt);
    std::replace(found.twice.begin(), found.twice.end(), instead->named, instead->missing);
  }
  return found;
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
    Headings found = headings_of(*form_, grid.rows[i]);
    const bool whole = std::any_of(form_->needed.begin(), form_->needed.end(),
                                   [&](const auto& set) { return has_all(found.columns, set); });
    // Of two rows the one that knows more: below 上课时间 over two columns stand 开始 and 结束.
    if (!whole || found.known <= best) continue;
    best = found.known;
    header_ = i;
    columns_ = std::move(found.columns);
    twice_ = std::move(found.twice);
  }
  return best > 0;
}

SheetResult<SheetTable> SheetTable::open(ByteView file, const SheetForm& form, const SheetForm& other,
                                         std::vector<SheetProblem>& errors, std::vector<SheetProblem>& warnings) {
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
      const std::string name = shown(grid.sheet);
      further.grid_ = std::move(grid);
      std::vector<SheetProblem> of_further;
      const bool has_rows = !further.data_rows(of_further).empty();
      (has_rows ? errors : warnings)
          .push_back(file_problem(
              "sheet_ignored",
              fmt::format("只读取了工作表「{}」；工作表「{}」也有表头{}，没有读取。请把所有行放到同一张工作表，"
                          "并删除其他工作表。",
                          shown(table.grid_.sheet), name, has_rows ? "和内容" : ""),
              fmt::format("Only the sheet \"{}\" was read; \"{}\" has a header{} too and was left out. Put all rows on "
                          "one sheet and delete the others.",
                          shown(table.grid_.sheet), name, has_rows ? " and rows" : "")));
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
  table.tell_twice(errors, warnings);
  return table;
}

void SheetTable::tell_twice(std::vector<SheetProblem>& errors, std::vector<SheetProblem>& warnings) const {
  for (const std::size_t column : twice_) {
    const std::string head = heading(column);
    const std::string_view name = form_->columns[column].name;
    const bool once = std::find(form_->once.begin(), form_->once.end(), column) != form_->once.end();
    (once ? errors : warnings)
        .push_back({grid_.rows[header_].number, head, "column_twice",
                    fmt::format("有几列都是{}，只读取了「{}」这一列。{}", name, head,
                                once ? "请只保留一列；并排的两栏请改为上下排列。" : ""),
                    fmt::format("Several columns are {}; only \"{}\" was read.{}", name, head,
                                once ? " Keep one; put blocks that stand side by side below each other." : "")});
  }
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
      if (one.merged == Cell::Merged::kContinued) continue;
      const std::string text = cell_text(one, grid_);
      const std::size_t maker = std::min({text.find("制表"), text.find("填表"), text.find("填报")});
      title += text.substr(0, maker) + "\n";
      if (maker != std::string::npos) break;  // the date may stand in the next cell
    }
  }
  return title;
}

}  // namespace xueshi::training
