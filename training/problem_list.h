#pragma once
/// Errors and warnings of one sheet as they are found, each with the heading of its column.

#include <string>
#include <vector>

#include "training/sheet_problem.h"
#include "training/sheet_table.h"

namespace xueshi::training {

class ProblemList {
 public:
  /// Further ones are only counted; nobody reads so many.
  static constexpr std::size_t kMost = 2'000;

  /// Both must outlive this.
  ProblemList(const SheetTable& table, std::vector<SheetProblem>& problems) : table_(&table), problems_(&problems) {}

  void add(int row, std::size_t column, std::string code, std::string chinese, std::string english) {
    put({row, table_->heading(column), std::move(code), std::move(chinese), std::move(english)});
  }
  /// The row as a whole.
  void add_row(int row, std::string code, std::string chinese, std::string english) {
    put({row, "", std::move(code), std::move(chinese), std::move(english)});
  }
  /// What another reader found, without row and column yet.
  void add(int row, std::size_t column, SheetProblem problem) {
    problem.row = row;
    problem.column = table_->heading(column);
    put(std::move(problem));
  }
  /// By row; what was too much as a problem of the file. At the end.
  void finish();

 private:
  void put(SheetProblem problem) {
    if (problems_->size() < kMost) {
      problems_->push_back(std::move(problem));
    } else {
      ++more_;
    }
  }

  const SheetTable* table_;
  std::vector<SheetProblem>* problems_;
  std::size_t more_ = 0;
};

/// A cell of a formula that failed, or that was never calculated. What to say about it, without row and column.
SheetProblem formula_problem(const Cell& cell);

/// The cell's text to be kept, tidy; longer than `most` characters it is an error, and cut. With an identity number in
/// it, it is an error, and the number masked.
std::string kept_text(const SheetTable& table, const GridRow& row, std::size_t column, std::size_t most,
                      ProblemList& errors);
/// The same with `whole` as the text of the cell.
std::string kept_text(const SheetTable& table, const GridRow& row, std::size_t column, std::string whole,
                      std::size_t most, ProblemList& errors);

}  // namespace xueshi::training
