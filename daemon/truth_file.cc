#include "daemon/truth_file.h"

#include <charconv>
#include <cmath>
#include <map>

#include "training/cell_grid.h"
#include "training/csv_file.h"
#include "vision/message.h"

namespace xueshi::daemon {
namespace {

constexpr std::uint64_t kMostBytes = 4u << 20;
constexpr std::size_t kMostErrors = 20;
constexpr double kMostSeconds = 1e6;

class TruthReader {
 public:
  TruthReader(const Path& path, TruthKind kind, const training::CellGrid& grid)
      : path_(path), kind_(kind), grid_(grid) {}

  Result<std::vector<Truth>> read() {
    find_columns();
    const bool columns_known = errors_ == 0;
    for (std::size_t i = 1; columns_known && i < grid_.rows.size(); ++i) read_row(grid_.rows[i]);
    if (errors_ == 0 && truths_.empty()) complain(0, "", "no rows below the heading: expected one for each file");
    if (errors_ > kMostErrors) text_ += "\n… and " + std::to_string(errors_ - kMostErrors) + " more";
    if (errors_ > 0) return fail(ErrorCode::kBadInput, text_);
    return std::move(truths_);
  }

 private:
  void complain(int row, std::string_view column, const std::string& what) {
    if (++errors_ > kMostErrors) return;
    if (!text_.empty()) text_ += '\n';
    text_ += path_.string();
    if (row > 0) text_ += ", row " + std::to_string(row);
    if (!column.empty()) text_ += ", column " + std::string(column);
    text_ += ": " + what;
  }

  void find_columns() {
    if (grid_.rows.empty())
      return complain(0, "", "empty: expected a heading with the columns file and people_visible");
    const training::GridRow& heading = grid_.rows.front();
    for (std::size_t i = 0; i < heading.cells.size(); ++i) {
      const std::string name = cell_text(heading.cells[i], grid_);
      if (!name.empty() && !columns_.emplace(name, i).second) complain(heading.number, name, "stands there twice");
    }
    std::vector<const char*> needed{"file", "people_visible"};
    if (kind_ == TruthKind::kStretches) needed.insert(needed.end(), {"from_s", "to_s"});
    for (const char* name : needed) {
      if (!columns_.contains(name)) complain(heading.number, name, "there is no such column in the heading");
    }
  }

  [[nodiscard]] std::string text(const training::GridRow& row, const char* column) const {
    const auto at = columns_.find(column);
    return at == columns_.end() ? std::string() : cell_text(row.at(at->second), grid_);
  }

  std::optional<int> heads(const training::GridRow& row, const char* column, bool needed) {
    const std::string cell = text(row, column);
    if (cell.empty() && !needed) return 0;
    int number = -1;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (read.ec == std::errc{} && read.ptr == cell.data() + cell.size() && number >= 0 &&
        number <= vision::kMostHeads) {
      return number;
    }
    complain(row.number, column,
             "\"" + cell + "\": expected a whole number from 0 to " + std::to_string(vision::kMostHeads));
    return std::nullopt;
  }

  std::optional<Millis> seconds(const training::GridRow& row, const char* column) {
    const std::string cell = text(row, column);
    double number = -1;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (read.ec == std::errc{} && read.ptr == cell.data() + cell.size() && number >= 0 && number <= kMostSeconds) {
      return Millis{std::llround(number * 1000)};
    }
    complain(row.number, column, "\"" + cell + "\": expected seconds from the clip's beginning, like 12 or 12.5");
    return std::nullopt;
  }

  void read_row(const training::GridRow& row) {
    Truth truth;
    truth.row = row.number;
    truth.file = text(row, "file");
    if (!acceptable_name(truth.file)) {
      complain(row.number, "file", "\"" + truth.file + "\": expected the name of a file within the folder");
      return;
    }
    const auto people = heads(row, "people_visible", true);
    const auto tolerance = heads(row, "uncertain_plus_minus", false);
    if (kind_ == TruthKind::kStretches) {
      const auto from = seconds(row, "from_s");
      const auto to = seconds(row, "to_s");
      if (!from || !to) return;
      if (*to <= *from) return complain(row.number, "to_s", "expected more than from_s");
      truth.span = Truth::Span{*from, *to};
    }
    if (!people || !tolerance || !fits(truth)) return;
    truth.people = *people;
    truth.tolerance = *tolerance;
    by_file_[truth.file].push_back(truths_.size());
    truths_.push_back(std::move(truth));
  }

  static bool acceptable_name(const std::string& name) {
    const Path path(name);
    if (name.empty() || path.is_absolute()) return false;
    for (const Path& part : path) {
      if (part == "..") return false;
    }
    return true;
  }

  /// Whether it is a file's first row, or a stretch beside its others.
  bool fits(const Truth& truth) {
    for (const std::size_t place : by_file_[truth.file]) {
      const Truth* other = &truths_[place];
      if (!truth.span) {
        complain(truth.row, "file", "\"" + truth.file + "\" stands in row " + std::to_string(other->row) + " already");
        return false;
      }
      if (truth.span->from < other->span->to && other->span->from < truth.span->to) {
        complain(truth.row, "from_s", "overlaps the stretch of row " + std::to_string(other->row));
        return false;
      }
    }
    return true;
  }

  const Path& path_;
  TruthKind kind_;
  const training::CellGrid& grid_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::vector<Truth> truths_;
  std::map<std::string, std::vector<std::size_t>> by_file_;  ///< places in truths_
  std::string text_;
  std::size_t errors_ = 0;
};

}  // namespace

Result<std::vector<Truth>> read_truth(FileSystem& files, const Path& path, TruthKind kind) {
  const auto content = read_whole(files, path, kMostBytes);
  if (!content) return tl::make_unexpected(content.error());
  const auto grid = training::read_csv(*content);
  if (!grid) return fail(ErrorCode::kBadInput, path.string() + ": " + grid.error().message_en);
  return TruthReader(path, kind, *grid).read();
}

}  // namespace xueshi::daemon
