#include "training/timetable_sheet.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "training/cell_text.h"
#include "training/date_cell.h"
#include "training/id_cell.h"
#include "training/problem_list.h"
#include "training/sheet_forms.h"
#include "training/teacher_names.h"
#include "training/time_cell.h"
#include "training/timetable.h"

namespace xueshi::training {
namespace {

using namespace timetable_column;

constexpr std::size_t kLongestText = 200;
constexpr std::size_t kLongestName = 60;
constexpr int kMostHours = 24;

std::string clock_text(Millis of_day) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(of_day).count();
  return fmt::format("{}:{:02}", minutes / 60, minutes % 60);
}

class TimetableReader {
 public:
  TimetableReader(const SheetTable& table, const config::RulePack& rules, TimetableSheet& sheet)
      : table_(table),
        rules_(rules),
        sheet_(sheet),
        errors_(table, sheet.errors),
        warnings_(table, sheet.warnings),
        title_years_(years_in(table.title())) {}

  void read();

 private:
  void read_day(const GridRow& row, TimetableRow& into);
  void tell_year(const GridRow& row, int year);
  std::optional<DaySpan> read_times(const GridRow& row);
  void tell_early(const GridRow& row, std::size_t column, Millis from);
  std::optional<Millis> time(const GridRow& row, std::size_t column);
  void tell_time_fault(const GridRow& row, std::size_t column, TimeFault fault);
  void tell_date_fault(const GridRow& row, DateFault fault);
  void read_hours(const GridRow& row, TimetableRow& into);
  void lay_out_hours(TimetableRow& row);
  void read_teacher(const GridRow& row, TimetableRow& into);
  [[nodiscard]] LessonKind kind(const GridRow& row, const std::string& subject) const;
  void find_overlaps();
  /// What a cell holds, for a message.
  [[nodiscard]] std::string found(const GridRow& row, std::size_t column) const {
    return shown(table_.text(row, column));
  }

  const SheetTable& table_;
  const config::RulePack& rules_;
  TimetableSheet& sheet_;
  ProblemList errors_;
  ProblemList warnings_;
  const std::vector<int> title_years_;
  std::optional<LocalDay> last_day_;           // of the rows above; nothing after one that could not be read
  bool told_year_ = false;                     // which one the title gave
  bool any_day_ = false;                       // some row above has a date, readable or not
  std::optional<LocalDay> last_without_year_;  // of the rows above
  std::string last_teacher_;
  std::optional<IdNumber> last_teacher_id_;
  std::map<std::string, std::pair<IdNumber, int>> teacher_ids_;  // by name: the first one's number and row
};

void TimetableReader::read() {
  const auto rows = table_.data_rows(sheet_.warnings);
  if (rows.empty()) {
    sheet_.errors.push_back(file_problem("no_rows", "表头下面没有课程。请填写后重新上传。",
                                         "There are no lessons below the headings. Fill the sheet in and try again."));
    return;
  }
  if (!table_.has(kSubject)) {
    warnings_.add(0, kSubject, "column_missing", "没有「上课内容」列：课程内容留空，开班材料会不完整。",
                  "There is no column of subjects: they stay empty, and the plan is incomplete.");
  }
  for (const GridRow* row : rows) {
    TimetableRow read;
    read.row = row->number;
    read_day(*row, read);
    if (const auto times = read_times(*row); times && read.day.ok()) {
      read.span = {start_of(read.day) + times->from, start_of(read.day) + times->to};
    }
    read_hours(*row, read);
    read.subject = kept_text(table_, *row, kSubject, kLongestText, errors_);
    if (table_.has(kSubject) && read.subject.empty()) {
      warnings_.add(row->number, kSubject, "subject_missing", "上课内容为空。", "The subject is missing.");
    }
    read.kind = kind(*row, read.subject);
    read.room = kept_text(table_, *row, kRoom, kLongestText, errors_);
    read.material = kept_text(table_, *row, kMaterial, kLongestText, errors_);
    read_teacher(*row, read);
    lay_out_hours(read);
    sheet_.rows.push_back(std::move(read));
  }
  find_overlaps();
  errors_.finish();
  warnings_.finish();
}

/// A date that stands only in the first of several rows holds for those below it.
void TimetableReader::read_day(const GridRow& row, TimetableRow& into) {
  const Cell& cell = table_.cell(row, kDate);
  if (cell.empty()) {
    if (last_day_) into.day = *last_day_;
    if (!any_day_) {
      errors_.add(row.number, kDate, "date_missing", "上课日期为空，上面的行也没有日期。请填写，例如 2024-05-13。",
                  "The date is missing, and no row above has one. Fill it in, such as 2024-05-13.");
    }
    return;  // below a date that cannot be read, one error is enough
  }
  any_day_ = true;
  last_day_.reset();
  if (cell.kind == Cell::Kind::kError) {
    if (cell.merged != Cell::Merged::kContinued) errors_.add(row.number, kDate, formula_problem(cell));
    return;
  }
  const auto year = title_years_.size() == 1 ? std::optional(title_years_.front()) : std::nullopt;
  const auto read = read_date(cell, table_.grid(), year);
  if (!read) {
    if (cell.merged != Cell::Merged::kContinued) tell_date_fault(row, read.error());
    return;
  }
  if (!read->has_year) {
    tell_year(row, *year);
    constexpr std::chrono::days kHalfYear{180};
    const auto before = std::exchange(last_without_year_, read->day);
    if (before && std::chrono::sys_days{*before} - std::chrono::sys_days{read->day} > kHalfYear) {
      errors_.add(row.number, kDate, "date_year_unclear",
                  fmt::format("日期「{}」没有年份，又早于上面的日期，可能已跨年。请写上年份。", found(row, kDate)),
                  fmt::format("\"{}\" has no year and lies long before the dates above: is it the next year? Write the "
                              "year.",
                              found(row, kDate)));
      return;
    }
  }
  last_day_ = into.day = read->day;
}

void TimetableReader::tell_year(const GridRow& row, int year) {
  if (std::exchange(told_year_, true)) return;
  warnings_.add(row.number, kDate, "year_from_title", fmt::format("日期没有年份，按标题中的 {} 年读取。请核对。", year),
                fmt::format("The dates have no year; {} was taken from the title. Check it.", year));
}

void TimetableReader::tell_date_fault(const GridRow& row, DateFault fault) {
  const std::string what = found(row, kDate);
  switch (fault) {
    case DateFault::kUnreadable:
      errors_.add(row.number, kDate, "date_unreadable",
                  fmt::format("日期「{}」无法识别。请写成 2024-05-13 或 2024年5月13日。", what),
                  fmt::format("\"{}\" is no date. Write it as 2024-05-13.", what));
      break;
    case DateFault::kNoYear:
      errors_.add(row.number, kDate, "date_no_year",
                  fmt::format("日期「{}」没有年份，标题中{}。请写上年份，例如 2024-05-13。", what,
                              title_years_.empty() ? "也没有" : "又有几个年份"),
                  fmt::format("\"{}\" has no year, and the title has {}. Write the year, such as 2024-05-13.", what,
                              title_years_.empty() ? "none either" : "several"));
      break;
    case DateFault::kNoSuchDay:
      errors_.add(row.number, kDate, "date_no_such_day", fmt::format("日期「{}」不存在。请改正。", what),
                  fmt::format("There is no such day as \"{}\". Correct it.", what));
      break;
    case DateFault::kOutOfRange:
      errors_.add(row.number, kDate, "date_out_of_range",
                  fmt::format("日期「{}」不在 {} 年至 {} 年之间。请核对年份。", what, kFirstYear, kLastYear),
                  fmt::format("\"{}\" is not within {} and {}. Check the year.", what, kFirstYear, kLastYear));
      break;
  }
}

std::optional<Millis> TimetableReader::time(const GridRow& row, std::size_t column) {
  const Cell& cell = table_.cell(row, column);
  if (cell.kind == Cell::Kind::kError) {
    errors_.add(row.number, column, formula_problem(cell));
    return std::nullopt;
  }
  if (cell.empty()) {
    errors_.add(row.number, column, "time_missing", "时间为空。请填写，例如 8:30。",
                "The time is missing. Fill it in, such as 8:30.");
    return std::nullopt;
  }
  const auto read = read_time(cell, table_.grid());
  if (read) return *read;
  tell_time_fault(row, column, read.error());
  return std::nullopt;
}

void TimetableReader::tell_time_fault(const GridRow& row, std::size_t column, TimeFault fault) {
  const std::string what = found(row, column);
  const char* example = column == kSpan ? "8:00-12:00" : "8:30";
  switch (fault) {
    case TimeFault::kUnreadable:
      errors_.add(row.number, column, "time_unreadable", fmt::format("时间「{}」无法识别。请写成 {}。", what, example),
                  fmt::format("\"{}\" is no time. Write it as {}.", what, example));
      break;
    case TimeFault::kIsDate:
      errors_.add(
          row.number, column, "time_is_date",
          fmt::format("这里是日期「{}」，应为时间；可能被表格软件改成了日期。请把该列设为「文本」格式，写成 {}。", what,
                      example),
          fmt::format("This is a date, {}; expected a time. A spreadsheet program may have made it of what was "
                      "typed: format the column as text and write {}.",
                      what, example));
      break;
    case TimeFault::kTwoSpans:
      errors_.add(row.number, column, "two_spans", fmt::format("「{}」中有几段时间。请把每段时间单独写一行。", what),
                  fmt::format("\"{}\" is more than one span. Give each a row of its own.", what));
      break;
  }
}

std::optional<DaySpan> TimetableReader::read_times(const GridRow& row) {
  std::optional<DaySpan> times;
  const Cell& first = table_.cell(row, kFrom);
  const bool by_columns = table_.has(kFrom) && table_.has(kTo) && (!first.empty() || table_.cell(row, kSpan).empty());
  // Where both columns are merged into one, a span stands in the first.
  const bool span_in_first = by_columns && table_.cell(row, kTo).empty() && looks_like_span(first);
  std::size_t column = kFrom;
  if (by_columns && !span_in_first) {
    const auto from = time(row, kFrom);
    const auto to = time(row, kTo);
    if (!from || !to) return std::nullopt;
    times = DaySpan{*from, *to};
    column = kTo;
  } else {
    column = span_in_first ? kFrom : kSpan;
    const Cell& cell = table_.cell(row, column);
    if (cell.empty() || cell.kind == Cell::Kind::kError) {
      time(row, column);
      return std::nullopt;
    }
    const auto read = read_span(cell, table_.grid());
    if (!read) {
      tell_time_fault(row, column, read.error());
      return std::nullopt;
    }
    times = *read;
  }
  if (times->from < times->to) {
    tell_early(row, column == kTo ? kFrom : column, times->from);
    return times;
  }
  errors_.add(row.number, column, "end_not_after_begin",
              fmt::format("结束时间 {} 不晚于开始时间 {}。请改正。", clock_text(times->to), clock_text(times->from)),
              fmt::format("The end, {}, is not after the beginning, {}. Correct it.", clock_text(times->to),
                          clock_text(times->from)));
  return std::nullopt;
}

/// 2:30 typed for 14:30 is read as what it says: some lessons are at night.
void TimetableReader::tell_early(const GridRow& row, std::size_t column, Millis from) {
  constexpr Millis kMorning = std::chrono::hours{6};
  constexpr Millis kHalfDay = std::chrono::hours{12};
  if (from >= kMorning || says_early_morning(table_.cell(row, column))) return;
  warnings_.add(row.number, column, "early_hour",
                fmt::format("课程从凌晨 {} 开始。若为下午请写 {}。", clock_text(from), clock_text(from + kHalfDay)),
                fmt::format("The lesson begins at {} in the night. If it is in the afternoon, write {}.",
                            clock_text(from), clock_text(from + kHalfDay)));
}

void TimetableReader::read_hours(const GridRow& row, TimetableRow& into) {
  const Cell& cell = table_.cell(row, kHours);
  if (cell.empty()) return;
  if (cell.kind == Cell::Kind::kError) {
    errors_.add(row.number, kHours, formula_problem(cell));
    return;
  }
  if (cell.merged != Cell::Merged::kNo) {
    if (cell.merged == Cell::Merged::kFirst) {
      errors_.add(row.number, kHours, "hours_merged", "课时合并了几行，不知道每行各有多少。请取消合并，每行分别填写。",
                  "One cell of lesson hours is merged over several rows. Unmerge it and give each row its own.");
    }
    return;
  }
  std::string text = compact(table_.text(row, kHours));
  for (const std::string_view unit : {"个课时", "个学时", "课时", "学时", "节课", "节"}) {
    if (text.ends_with(unit)) {
      text.resize(text.size() - unit.size());
      break;
    }
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && value == std::floor(value);
  if (!whole || value < 1 || value > kMostHours) {
    errors_.add(row.number, kHours, "hours_not_whole",
                fmt::format("课时是「{}」，应为 1 到 {} 的整数。请改正。", found(row, kHours), kMostHours),
                fmt::format("The lesson hours are \"{}\"; expected a whole number from 1 to {}. Correct it.",
                            found(row, kHours), kMostHours));
    return;
  }
  into.hours = static_cast<int>(value);
}

void TimetableReader::lay_out_hours(TimetableRow& row) {
  if (row.span.empty()) return;
  row.slots = lesson_slots(row.span, row.hours, rules_);
  const auto minutes = [](Millis time) { return std::chrono::duration_cast<std::chrono::minutes>(time).count(); };
  if (row.slots.empty()) {
    errors_.add_row(row.row, "span_too_short",
                    fmt::format("这段时间只有 {} 分钟，不够一个课时（{} 分钟）。请核对时间，或填写课时。",
                                minutes(row.span.length()), rules_.lesson_minutes.count()),
                    fmt::format("The span of {} minutes is shorter than a lesson hour ({} minutes). Check the times, "
                                "or state the lesson hours.",
                                minutes(row.span.length()), rules_.lesson_minutes.count()));
  } else if (row.hours && row.span.length() / *row.hours < rules_.lesson_minutes) {
    warnings_.add(row.row, kHours, "hours_too_many",
                  fmt::format("{} 分钟内有 {} 个课时，每课时不到 {} 分钟。请核对。", minutes(row.span.length()),
                              *row.hours, rules_.lesson_minutes.count()),
                  fmt::format("{} lesson hours within {} minutes: less than {} minutes each. Check them.", *row.hours,
                              minutes(row.span.length()), rules_.lesson_minutes.count()));
  }
}

void TimetableReader::read_teacher(const GridRow& row, TimetableRow& into) {
  const Cell& names = table_.cell(row, kTeacher);
  const std::string teachers =
      names.kind == Cell::Kind::kText ? tidy(teacher_lines(names.text)) : table_.text(row, kTeacher);
  into.teacher = person_name(kept_text(table_, row, kTeacher, teachers, kLongestName, errors_));
  if (names.merged != Cell::Merged::kContinued && may_be_two_teachers(teachers)) {
    warnings_.add(
        row.number, kTeacher, "teachers_spaced",
        fmt::format("「{}」像是两个人，按一个人读取。若是两人请用顿号「、」分开。", shown(teachers)),
        fmt::format("\"{}\" looks like two people; it was read as one. Put 、 between two names.", shown(teachers)));
  }
  const Cell& cell = table_.cell(row, kTeacherId);
  if (cell.kind == Cell::Kind::kError) {
    errors_.add(row.number, kTeacherId, formula_problem(cell));
  } else {
    ReadId read = read_id(cell);
    into.teacher_id = std::move(read.id);
    if (!read.problem.code.empty() && cell.merged != Cell::Merged::kContinued) {
      errors_.add(row.number, kTeacherId, std::move(read.problem));
    } else if (!read.doubt.code.empty() && cell.merged != Cell::Merged::kContinued) {
      warnings_.add(row.number, kTeacherId, std::move(read.doubt));
    }
  }
  // A .xlsx says which cells are merged; in CSV the further ones are empty.
  if (!table_.grid().knows_merged && into.teacher.empty() && cell.empty()) {
    into.teacher = last_teacher_;
    into.teacher_id = last_teacher_id_;
    return;
  }
  last_teacher_ = into.teacher;
  last_teacher_id_ = into.teacher_id;
  if (into.teacher.empty() || !into.teacher_id) return;
  const auto [first, fresh] = teacher_ids_.emplace(compact(into.teacher), std::pair(*into.teacher_id, row.number));
  if (!fresh && first->second.first != *into.teacher_id && cell.merged != Cell::Merged::kContinued) {
    warnings_.add(row.number, kTeacherId, "name_two_ids",
                  fmt::format("教师 {} 与第 {} 行同名，身份证号不同。请确认是两个人。", shown(into.teacher),
                              first->second.second),
                  fmt::format("Row {} has a teacher of the same name with another identity number. Make sure that "
                              "these are two people.",
                              first->second.second));
  }
}

LessonKind TimetableReader::kind(const GridRow& row, const std::string& subject) const {
  const std::string form = compact(table_.text(row, kForm));
  for (const std::string_view word : {"实操", "实训", "实践", "实习", "操作"}) {
    if (form.find(word) != std::string::npos) return LessonKind::kPractice;
  }
  const std::string begins = compact(subject);
  for (const std::string_view word :
       {"实操", "实训", "实践", "(实操", "(实训", "(实践", "【实操", "【实训", "【实践"}) {
    if (begins.starts_with(word)) return LessonKind::kPractice;
  }
  return LessonKind::kTheory;
}

/// A class is at one place at a time; practice groups are classes of their own.
void TimetableReader::find_overlaps() {
  std::vector<const TimetableRow*> order;
  for (const TimetableRow& row : sheet_.rows) {
    if (!row.span.empty()) order.push_back(&row);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const TimetableRow* a, const TimetableRow* b) { return a->span.from < b->span.from; });
  const TimetableRow* longest = nullptr;  // so far, the one that ends last
  for (const TimetableRow* row : order) {
    if (longest != nullptr && row->span.from < longest->span.to) {
      const TimetableRow& earlier = longest->row < row->row ? *longest : *row;
      const TimetableRow& later = longest->row < row->row ? *row : *longest;
      const auto times = [](const TimetableRow& one) {
        const Millis from = one.span.from - start_of(one.day);
        return fmt::format("{} {}-{}", to_string(one.day), clock_text(from), clock_text(from + one.span.length()));
      };
      errors_.add_row(later.row, "rows_overlap",
                      fmt::format("第 {} 行（{}）与第 {} 行（{}）时间重叠。请改正其中一行，或删除重复的行。", later.row,
                                  times(later), earlier.row, times(earlier)),
                      fmt::format("Row {} ({}) overlaps row {} ({}). Correct one of them, or delete it if it is there "
                                  "twice.",
                                  later.row, times(later), earlier.row, times(earlier)));
    }
    if (longest == nullptr || row->span.to > longest->span.to) longest = row;
  }
}

}  // namespace

TimetableSheet read_timetable(ByteView file, const config::RulePack& rules) {
  TimetableSheet sheet;
  auto table = SheetTable::open(file, timetable_form(), roster_form(), sheet.errors, sheet.warnings);
  if (!table) {
    sheet.errors.push_back(table.error());
    return sheet;
  }
  TimetableReader(*table, rules, sheet).read();
  return sheet;
}

}  // namespace xueshi::training
