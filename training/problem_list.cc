#include "training/problem_list.h"

#include <algorithm>

#include <fmt/format.h>

#include "training/cell_text.h"
#include "training/id_in_text.h"

namespace xueshi::training {

void ProblemList::finish() {
  std::stable_sort(problems_->begin(), problems_->end(),
                   [](const SheetProblem& a, const SheetProblem& b) { return a.row < b.row; });
  if (more_ == 0) return;
  problems_->push_back(file_problem("more_problems", fmt::format("另有 {} 处没有列出。请先改正已列出的。", more_),
                                    fmt::format("{} more are not listed. Correct those that are.", more_)));
}

SheetProblem formula_problem(const Cell& cell) {
  if (cell.text.empty()) {
    return {0, "", "formula_not_calculated", "公式没有计算结果。请用表格软件打开并保存一次，或直接填写内容。",
            "The formula has no result. Open the file in a spreadsheet program and save it, or type the value."};
  }
  return {0, "", "formula_error", fmt::format("公式出错（{}）。请直接填写内容。", shown(cell.text)),
          fmt::format("The formula failed ({}). Type the value.", shown(cell.text))};
}

std::string kept_text(const SheetTable& table, const GridRow& row, std::size_t column, std::size_t most,
                      ProblemList& errors) {
  return kept_text(table, row, column, table.text(row, column), most, errors);
}

std::string kept_text(const SheetTable& table, const GridRow& row, std::size_t column, std::string whole,
                      std::size_t most, ProblemList& errors) {
  const Cell& cell = table.cell(row, column);
  if (cell.kind == Cell::Kind::kError) {
    errors.add(row.number, column, formula_problem(cell));
    return {};
  }
  if (auto masked = ids_masked(whole)) {
    whole = std::move(*masked);
    if (cell.merged != Cell::Merged::kContinued) {
      errors.add(row.number, column, "id_in_text",
                 fmt::format("这一列中有身份证号（{}）。请从这里删去，身份证号只写在身份证号的列中。", shown(whole)),
                 fmt::format("There is an identity number in this column ({}). Delete it here: identity numbers belong "
                             "into their own column only.",
                             shown(whole)));
    }
  }
  std::u32string text = code_points(whole);
  if (text.size() > most) {
    errors.add(
        row.number, column, "text_too_long",
        fmt::format("内容太长（{} 个字），最多 {} 个字。请缩短。", text.size(), most),
        fmt::format("The text is too long ({} characters); at most {} are taken. Shorten it.", text.size(), most));
    text.resize(most);
  }
  return utf8(text);
}

}  // namespace xueshi::training
