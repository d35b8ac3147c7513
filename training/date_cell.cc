#include "training/date_cell.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "training/cell_text.h"
#include "training/excel_time.h"

namespace xueshi::training {
namespace {

using Read = tl::expected<ReadDate, DateFault>;

Read checked(int year, unsigned month, unsigned day, bool has_year) {
  const LocalDay date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok()) return tl::make_unexpected(DateFault::kNoSuchDay);
  if (year < kFirstYear || year > kLastYear) return tl::make_unexpected(DateFault::kOutOfRange);
  return ReadDate{date, has_year};
}

Read from_serial(double serial, bool since_1904) {
  const auto moment = excel_moment(serial, since_1904);
  if (!moment || !moment->day) return tl::make_unexpected(DateFault::kUnreadable);
  return checked(static_cast<int>(moment->day->year()), static_cast<unsigned>(moment->day->month()),
                 static_cast<unsigned>(moment->day->day()), true);
}

/// Reads on from a place in a text of code points, and takes what it recognises.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(code_points(narrow(text))) {}

  void spaces() {
    while (at_ < text_.size() && text_[at_] == U' ') ++at_;
  }
  /// One to `most` digits; nothing where there are none, or more.
  std::optional<std::uint32_t> number(std::size_t most, std::size_t* how_many = nullptr) {
    spaces();
    const std::size_t begin = at_;
    std::uint32_t value = 0;
    while (at_ < text_.size() && text_[at_] >= U'0' && text_[at_] <= U'9' && at_ - begin <= most) {
      value = value * 10 + static_cast<std::uint32_t>(text_[at_++] - U'0');
    }
    if (how_many != nullptr) *how_many = at_ - begin;
    if (at_ == begin || at_ - begin > most) return std::nullopt;
    return value;
  }
  bool one_of(std::u32string_view characters) {
    spaces();
    if (at_ >= text_.size() || characters.find(text_[at_]) == std::u32string_view::npos) return false;
    ++at_;
    return true;
  }
  bool word(std::u32string_view expected) {
    spaces();
    if (!std::u32string_view(text_).substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  bool at_end() {
    spaces();
    return at_ >= text_.size();
  }

 private:
  std::u32string text_;
  std::size_t at_ = 0;
};

constexpr std::u32string_view kSeparators = U"-/.‐‑–—−";

/// What may stand behind a day: "(周一)", "星期一", "00:00:00", "T08:30:00".
bool only_weekday_or_time(Scanner& scan) {
  if (scan.at_end()) return true;
  const bool bracket = scan.one_of(U"(（[");
  if (scan.word(U"星期") || scan.word(U"礼拜") || scan.word(U"周")) {
    if (!scan.one_of(U"一二三四五六日天1234567")) return false;
    if (bracket && !scan.one_of(U")）]")) return false;
    if (scan.at_end()) return true;
  } else if (bracket) {
    return false;
  }
  scan.one_of(U"tT");
  for (int part = 0; part < 3; ++part) {
    if (!scan.number(2)) return false;
    if (!scan.one_of(U":"))
      return part > 0 && (scan.at_end() || (scan.one_of(U".") && scan.number(9) && scan.at_end()));
  }
  return false;
}

Read from_text(std::string_view text, bool since_1904, std::optional<int> year) {
  constexpr std::size_t kLongestDate = 100;
  if (text.size() > kLongestDate) return tl::make_unexpected(DateFault::kUnreadable);
  const auto unreadable = tl::make_unexpected(DateFault::kUnreadable);
  Scanner scan(text);
  std::size_t digits = 0;
  const auto first = scan.number(8, &digits);
  if (!first) return unreadable;
  if (digits == 8 && scan.at_end())
    return checked(static_cast<int>(*first / 10'000), *first / 100 % 100, *first % 100, true);
  if (digits == 5) {  // a number of days that lost its format on the way
    double serial = 0;
    const std::string number = narrow(text);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), serial);
    if (error != std::errc{} || end != number.data() + number.size()) return unreadable;
    return from_serial(serial, since_1904);
  }
  if (digits == 4) {
    if (!scan.word(U"年") && !scan.one_of(kSeparators)) return unreadable;
    const auto month = scan.number(2);
    if (!month || (!scan.word(U"月") && !scan.one_of(kSeparators))) return unreadable;
    const auto day = scan.number(2);
    if (!day) return unreadable;
    scan.one_of(U"日号");
    if (!only_weekday_or_time(scan)) return unreadable;
    return checked(static_cast<int>(*first), *month, *day, true);
  }
  if (digits > 2) return unreadable;
  if (!scan.word(U"月") && !scan.one_of(U"-/")) return unreadable;
  const auto day = scan.number(2);
  if (!day) return unreadable;
  scan.one_of(U"日号");
  if (!only_weekday_or_time(scan)) return unreadable;
  if (!year) return tl::make_unexpected(DateFault::kNoYear);
  return checked(*year, *first, *day, false);
}

}  // namespace

Read read_date(const Cell& cell, const CellGrid& grid, std::optional<int> year) {
  if (cell.kind == Cell::Kind::kText) return from_text(cell.text, grid.since_1904, year);
  if (cell.kind != Cell::Kind::kNumber) return tl::make_unexpected(DateFault::kUnreadable);
  constexpr double kFirstWritten = 20'000'101;  // 20240513 typed as a number
  constexpr double kLastWritten = 20'991'231;
  if (cell.number >= kFirstWritten && cell.number <= kLastWritten) {
    return from_text(cell_text(cell, grid), grid.since_1904, year);
  }
  return from_serial(cell.number, grid.since_1904);
}

std::vector<int> years_in(std::string_view title) {
  constexpr std::u32string_view kChinese = U"〇一二三四五六七八九";
  std::u32string text = code_points(narrow(title));
  for (char32_t& c : text) {
    if (c == U'零' || c == U'○' || c == U'Ｏ') c = U'〇';
    const std::size_t digit = kChinese.find(c);
    if (digit != std::u32string_view::npos) c = static_cast<char32_t>(U'0' + digit);
  }
  std::vector<int> years;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    int value = 0;
    while (end < text.size() && text[end] >= U'0' && text[end] <= U'9' && end - i < 5) {
      value = value * 10 + static_cast<int>(text[end++] - U'0');
    }
    const std::size_t behind = text.find_first_not_of(U' ', end);
    const bool of_people = behind != text.npos && (text[behind] == U'级' || text[behind] == U'届');
    const bool year = end - i == 4 && value >= kFirstYear && value <= kLastYear && !of_people;
    if (year && std::find(years.begin(), years.end(), value) == years.end()) years.push_back(value);
    while (end < text.size() && text[end] >= U'0' && text[end] <= U'9') ++end;
    i = std::max(end, i + 1);
  }
  return years;
}

}  // namespace xueshi::training
