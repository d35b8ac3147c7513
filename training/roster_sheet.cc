#include "training/roster_sheet.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "training/cell_text.h"
#include "training/date_cell.h"
#include "training/id_cell.h"
#include "training/id_in_text.h"
#include "training/problem_list.h"
#include "training/sheet_forms.h"

namespace xueshi::training {
namespace {

using namespace roster_column;

constexpr std::size_t kLongestName = 60;
constexpr std::size_t kLongestOccupation = 60;
constexpr std::size_t kLongestPhone = 40;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "7" → "07"; "007" → "07".
std::string roster_number(std::string_view digits) {
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  std::string number(digits.substr(first));
  return number.size() < 2 ? "0" + number : number;
}

/// Signatures, stamps, days and sums, which stand below a roster at any place.
bool looks_like_footer(const Cell& cell, const CellGrid& grid) {
  const std::string text = compact(cell_text(cell, grid));
  for (const std::string_view word : {":", "盖章", "公章", "签字", "签名"}) {
    if (text.find(word) != std::string::npos) return true;
  }
  const auto day = read_date(cell, grid, std::nullopt);
  const bool blank_day = text.find("年") != std::string::npos && text.ends_with("日");  // 　　年　月　日
  return all_digits(text) || day || day.error() == DateFault::kNoYear || blank_day;
}

class RosterReader {
 public:
  RosterReader(const SheetTable& table, RosterSheet& sheet)
      : table_(table), sheet_(sheet), errors_(table, sheet.errors), warnings_(table, sheet.warnings) {}

  void read() {
    auto rows = table_.data_rows(sheet_.warnings);
    while (!rows.empty() && is_footer(*rows.back())) rows.pop_back();
    if (rows.empty()) {
      sheet_.errors.push_back(file_problem("no_rows", "表头下面没有学员。请填写后重新上传。",
                                           "There is nobody below the headings. Fill the sheet in and try again."));
      return;
    }
    if (!table_.has(kId)) {
      warnings_.add(0, kId, "column_missing", "没有「身份证号码」列：这些学员不能用手机签到，只能由班主任代录。",
                    "There is no column of identity numbers: these trainees cannot check in by phone, staff must enter "
                    "them.");
    }
    for (const GridRow* row : rows) {
      RosterRow read;
      read.row = row->number;
      const bool incomplete = tell_incomplete(*row);
      if (!incomplete) read.number = number(*row);
      read.name = name(*row);
      if (!incomplete) read.id = id(*row);
      read.phone = phone(*row);
      read.occupation = kept_text(table_, *row, kOccupation, kLongestOccupation, errors_);
      sheet_.rows.push_back(std::move(read));
    }
    find_twins();
    errors_.finish();
    warnings_.finish();
  }

 private:
  /// Neither 序号 nor identity number, though the sheet may have columns for them.
  [[nodiscard]] bool is_bare(const GridRow& row) const {
    return table_.cell(row, kNumber).empty() && table_.cell(row, kId).empty() && !table_.cell(row, kName).empty();
  }
  [[nodiscard]] bool is_footer(const GridRow& row) const {
    return is_bare(row) && table_.cell(row, kPhone).empty() &&
           looks_like_footer(table_.cell(row, kName), table_.grid());
  }
  /// Such a row is hardly a trainee, and where it is one nobody knows which: asked about, neither taken nor left out.
  bool tell_incomplete(const GridRow& row) {
    const bool both = table_.has(kNumber) && table_.has(kId);
    if (!is_bare(row) || !(both || is_footer(row))) return false;
    const std::string name = shown(table_.text(row, kName));
    errors_.add(
        row.number, kName, "trainee_incomplete",
        fmt::format("「{}」没有序号，也没有身份证号。若是学员请填写，否则请删除这一行。", name),
        fmt::format("\"{}\" has neither a number nor an identity number. Fill them in for a trainee, else delete "
                    "the row.",
                    name));
    return true;
  }

  std::string number(const GridRow& row) {
    const std::string place = roster_number(std::to_string(sheet_.rows.size() + 1));
    if (!table_.has(kNumber)) return place;
    const Cell& cell = table_.cell(row, kNumber);
    if (cell.empty()) {
      warnings_.add(row.number, kNumber, "number_missing", fmt::format("序号为空，按行的位置记为 {}。", place),
                    fmt::format("The number is missing; by the row's place it is {}.", place));
      return place;
    }
    if (cell.kind == Cell::Kind::kError) {
      errors_.add(row.number, kNumber, formula_problem(cell));
      return {};
    }
    constexpr std::size_t kMostDigits = 6;
    const std::string text = compact(table_.text(row, kNumber));
    const std::string digits = text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
    if (!all_digits(digits) || digits.size() > kMostDigits || roster_number(digits) == "00") {
      errors_.add(row.number, kNumber, "number_unreadable",
                  fmt::format("序号是「{}」，应为从 1 开始的整数。请改正。", shown(text)),
                  fmt::format("The number is \"{}\"; expected a whole number from 1 on. Correct it.", shown(text)));
      return {};
    }
    return roster_number(digits);
  }

  std::string name(const GridRow& row) {
    const std::string name = person_name(kept_text(table_, row, kName, kLongestName, errors_));
    const Cell::Kind kind = table_.cell(row, kName).kind;
    if (name.empty() && kind != Cell::Kind::kError) {
      errors_.add(row.number, kName, "name_missing", "姓名为空。请填写姓名，或删除这一行。",
                  "The name is missing. Fill it in, or delete the row.");
    }
    if (ids_masked(table_.text(row, kName))) return name;  // that is told
    if (all_digits(compact(name)) || kind == Cell::Kind::kNumber) {
      errors_.add(
          row.number, kName, "name_unreadable",
          fmt::format("姓名是数字「{}」，可能填错了列。请填写姓名。", shown(name)),
          fmt::format("The name is a number, \"{}\": is it in the wrong column? Fill the name in.", shown(name)));
    }
    return name;
  }

  std::optional<IdNumber> id(const GridRow& row) {
    const Cell& cell = table_.cell(row, kId);
    if (cell.kind == Cell::Kind::kError) {
      errors_.add(row.number, kId, formula_problem(cell));
      return std::nullopt;
    }
    ReadId read = read_id(cell);
    if (!read.problem.code.empty()) {
      errors_.add(row.number, kId, std::move(read.problem));
    } else if (!read.doubt.code.empty()) {
      warnings_.add(row.number, kId, std::move(read.doubt));
    } else if (!read.id && table_.has(kId)) {
      warnings_.add(row.number, kId, "id_missing", "身份证号为空：该学员不能用手机签到，只能由班主任代录。",
                    "The identity number is missing: this trainee cannot check in by phone, staff must enter him.");
    }
    return read.id;
  }

  std::string phone(const GridRow& row) {
    const std::string phone = narrow(kept_text(table_, row, kPhone, kLongestPhone, errors_));
    const auto digits = std::count_if(phone.begin(), phone.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!phone.empty() && digits < 7) {
      warnings_.add(row.number, kPhone, "phone_odd", fmt::format("联系电话「{}」不像电话号码。请核对。", shown(phone)),
                    fmt::format("\"{}\" does not look like a phone number. Check it.", shown(phone)));
    }
    return phone;
  }

  /// One number, one person, one identity number twice; one name with two of them.
  void find_twins() {
    std::map<std::string, const RosterRow*> by_number;
    std::map<std::string, const RosterRow*> by_id;
    std::map<std::string, const RosterRow*> by_name;
    for (const RosterRow& row : sheet_.rows) {
      if (!row.number.empty()) {
        if (const auto [first, fresh] = by_number.emplace(row.number, &row); !fresh) {
          const int other = first->second->row;
          errors_.add(row.row, kNumber, "number_twice",
                      fmt::format("序号 {} 与第 {} 行相同。请改成不同的序号。", row.number, other),
                      fmt::format("The number {} is that of row {} too. Give them different ones.", row.number, other));
        }
      }
      bool same_person = false;
      if (row.id) {
        if (const auto [first, fresh] = by_id.emplace(row.id->text(), &row); !fresh) {
          same_person = true;
          tell_same_id(row, *first->second);
        }
      }
      if (row.name.empty()) continue;
      const auto [first, fresh] = by_name.emplace(compact(row.name), &row);
      if (fresh || same_person) continue;
      tell_same_name(row, *first->second);
    }
  }

  void tell_same_id(const RosterRow& row, const RosterRow& first) {
    if (row.name == first.name) {
      errors_.add(
          row.row, kId, "person_twice",
          fmt::format("{} 与第 {} 行是同一个人（{}）。请删除其中一行。", shown(row.name), first.row, row.id->masked()),
          fmt::format("This is the same person as in row {} ({}). Delete one of the rows.", first.row,
                      row.id->masked()));
    } else {
      errors_.add(row.row, kId, "id_twice",
                  fmt::format("身份证号 {} 与第 {} 行的 {} 相同。请按证件核对后改正。", row.id->masked(), first.row,
                              shown(first.name)),
                  fmt::format("The identity number {} is that of row {} too, under another name. Check them against "
                              "the cards.",
                              row.id->masked(), first.row));
    }
  }

  void tell_same_name(const RosterRow& row, const RosterRow& first) {
    if (row.id && first.id) {
      warnings_.add(row.row, kName, "name_two_ids",
                    fmt::format("{} 与第 {} 行同名，身份证号不同。请确认是两个人。", shown(row.name), first.row),
                    fmt::format("Row {} has the same name with another identity number. Make sure that these are two "
                                "people.",
                                first.row));
    } else {
      warnings_.add(row.row, kName, "name_twice",
                    fmt::format("{} 与第 {} 行同名。请确认是两个人。", shown(row.name), first.row),
                    fmt::format("Row {} has the same name. Make sure that these are two people.", first.row));
    }
  }

  const SheetTable& table_;
  RosterSheet& sheet_;
  ProblemList errors_;
  ProblemList warnings_;
};

}  // namespace

RosterSheet read_roster(ByteView file) {
  RosterSheet sheet;
  auto table = SheetTable::open(file, roster_form(), timetable_form(), sheet.errors, sheet.warnings);
  if (!table) {
    sheet.errors.push_back(table.error());
    return sheet;
  }
  RosterReader(*table, sheet).read();
  return sheet;
}

}  // namespace xueshi::training
