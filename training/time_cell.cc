#include "training/time_cell.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "training/cell_text.h"
#include "training/excel_time.h"

namespace xueshi::training {
namespace {

constexpr Millis kDay = std::chrono::hours{24};
constexpr std::size_t kLongestText = 200;

/// Which half of the day a word names.
enum class Half : std::uint8_t { kNone, kMorning, kNoon, kAfternoon, kNight, kAm, kPm };
constexpr std::array<std::pair<std::u32string_view, Half>, 15> kHalves{{
    {U"上午", Half::kMorning},
    {U"早上", Half::kMorning},
    {U"早晨", Half::kMorning},
    {U"清晨", Half::kMorning},
    {U"早", Half::kMorning},
    {U"凌晨", Half::kAm},
    {U"中午", Half::kNoon},
    {U"下午", Half::kAfternoon},
    {U"午后", Half::kAfternoon},
    {U"傍晚", Half::kAfternoon},
    {U"晚上", Half::kNight},
    {U"夜间", Half::kNight},
    {U"晚", Half::kNight},
    {U"am", Half::kAm},
    {U"pm", Half::kPm},
}};

/// The hour on the clock of 24; nothing where word and hour contradict each other (上午15:00) or leave it open.
std::optional<int> hour_of_day(int hour, int minute, Half half) {
  switch (half) {
    case Half::kNone: return hour;
    case Half::kMorning: return hour <= 12 ? std::optional(hour) : std::nullopt;
    case Half::kAm: return hour == 12 ? std::optional(0) : hour < 12 ? std::optional(hour) : std::nullopt;
    case Half::kNoon:
      if (hour >= 1 && hour <= 2) return hour + 12;
      return hour >= 11 && hour <= 14 ? std::optional(hour) : std::nullopt;
    case Half::kAfternoon:
    case Half::kPm:
      if (hour >= 1 && hour <= 11) return hour + 12;
      return hour >= 12 && hour < 24 ? std::optional(hour) : std::nullopt;
    case Half::kNight:
      if (hour >= 5 && hour <= 11) return hour + 12;
      if (hour == 12 && minute == 0) return 24;
      return hour >= 17 && hour <= 24 ? std::optional(hour) : std::nullopt;
  }
  return std::nullopt;
}

struct WrittenTime {
  int hour = 0;
  int minute = 0;
  int second = 0;
  Half half = Half::kNone;
  bool half_behind = false;
  [[nodiscard]] std::optional<Millis> of_day(Half unless_said) const {
    const auto on_clock = hour_of_day(hour, minute, half == Half::kNone ? unless_said : half);
    if (!on_clock) return std::nullopt;
    const Millis time = std::chrono::hours{*on_clock} + std::chrono::minutes{minute} + std::chrono::seconds{second};
    return time <= kDay ? std::optional(time) : std::nullopt;
  }
};

class Scanner {
 public:
  explicit Scanner(std::u32string_view text) : text_(text) {}

  /// Moves on only where there is a time.
  std::optional<WrittenTime> time() {
    const std::size_t begin = at_;
    auto found = time_here();
    if (!found) at_ = begin;
    return found;
  }
  bool dash() {
    const std::size_t begin = at_;
    while (take(U'-') || take(U'>')) {
    }
    return at_ > begin;
  }
  void between_spans() {
    while (take(U',') || take(U';') || take(U'/') || take(U'、') || take(U'和') || take(U'及') || take(U'，')) {
    }
  }
  bool at_end() {
    spaces();
    return at_ >= text_.size();
  }

 private:
  void spaces() {
    while (at_ < text_.size() && text_[at_] == U' ') ++at_;
  }
  bool take(char32_t c) {
    spaces();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  Half half() {
    spaces();
    for (const auto& [word, meaning] : kHalves) {
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return meaning;
      }
    }
    return Half::kNone;
  }
  /// One or two digits, or exactly two.
  std::optional<int> number(bool two = false) {
    const std::size_t begin = at_;
    int value = 0;
    while (at_ < text_.size() && text_[at_] >= U'0' && text_[at_] <= U'9' && at_ - begin < 3) {
      value = value * 10 + static_cast<int>(text_[at_++] - U'0');
    }
    const std::size_t digits = at_ - begin;
    if (digits == 0 || digits > 2 || (two && digits != 2)) return std::nullopt;
    return value;
  }
  std::optional<WrittenTime> time_here() {
    WrittenTime time;
    time.half = half();
    spaces();
    const auto hour = number();
    if (!hour || *hour > 24) return std::nullopt;
    time.hour = *hour;
    if (take(U':')) {
      spaces();
      const auto minute = number(true);
      if (!minute) return std::nullopt;
      time.minute = *minute;
      if (take(U':')) {
        const auto second = number(true);
        if (!second) return std::nullopt;
        time.second = *second;
      }
    } else if (take(U'点') || take(U'时')) {
      spaces();
      if (take(U'半')) {
        time.minute = 30;
      } else if (!take(U'整')) {
        if (const auto minute = number()) {
          time.minute = *minute;
          take(U'分');
        }
      }
    } else if (take(U'.')) {
      const auto minute = number(true);  // 8.3 may have been 8.30, or may not
      if (!minute) return std::nullopt;
      time.minute = *minute;
    } else {
      return std::nullopt;
    }
    if (time.minute > 59 || time.second > 59) return std::nullopt;
    if (time.half == Half::kNone) {
      const std::size_t before = at_;
      time.half = half();
      if (time.half != Half::kAm && time.half != Half::kPm) {  // 下午 behind a time begins the next one
        time.half = Half::kNone;
        at_ = before;
      }
      time.half_behind = time.half != Half::kNone;
    }
    return time;
  }

  std::u32string_view text_;
  std::size_t at_ = 0;
};

/// Narrow and lower case, every dash, tilde, 至 and 到 a hyphen, every kind of colon one, brackets as spaces.
std::u32string plain(std::string_view cell) {
  constexpr std::u32string_view kDashes = U"‐‑‒–—―−─━~˜∼〜～至到－";
  constexpr std::u32string_view kColons = U"∶︰﹕：";
  constexpr std::u32string_view kBrackets = U"()[]（）【】〔〕";
  std::u32string text = code_points(narrow(cell.substr(0, kLongestText)));
  for (char32_t& c : text) {
    if (kDashes.find(c) != std::u32string_view::npos) c = U'-';
    if (kColons.find(c) != std::u32string_view::npos) c = U':';
    if (kBrackets.find(c) != std::u32string_view::npos) c = U' ';
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  }
  return text;
}

/// "0.354166666666667", out of a CSV file.
std::optional<double> fraction_in(std::u32string_view text) {
  if (!text.starts_with(U"0.") || text.size() < 3 || text.find_first_not_of(U"0123456789.") != text.npos) return {};
  const std::string digits = utf8(text);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

tl::expected<Millis, TimeFault> time_of_number(double number, bool since_1904) {
  if (number == 1) return kDay;
  const auto moment = excel_moment(number, since_1904);
  if (!moment) return tl::make_unexpected(TimeFault::kUnreadable);
  if (!moment->day) return moment->of_day;
  // A day and a time; small numbers are what somebody meant by 8.5, and days alone are dates.
  constexpr double kYear2000 = 35'064;  // in the 1904 system; in the other one 1996
  if (number < kYear2000) return tl::make_unexpected(TimeFault::kUnreadable);
  if (moment->of_day == Millis{0}) return tl::make_unexpected(TimeFault::kIsDate);
  return moment->of_day;
}

}  // namespace

tl::expected<Millis, TimeFault> read_time(const Cell& cell, const CellGrid& grid) {
  if (cell.kind == Cell::Kind::kNumber) return time_of_number(cell.number, grid.since_1904);
  if (cell.kind != Cell::Kind::kText || cell.text.size() > kLongestText) {
    return tl::make_unexpected(TimeFault::kUnreadable);
  }
  const std::u32string text = plain(cell.text);
  if (const auto fraction = fraction_in(text)) return time_of_number(*fraction, false);
  Scanner scan(text);
  const auto time = scan.time();
  const auto of_day = time ? time->of_day(Half::kNone) : std::nullopt;
  if (!of_day || !scan.at_end()) return tl::make_unexpected(TimeFault::kUnreadable);
  return *of_day;
}

tl::expected<DaySpan, TimeFault> read_span(const Cell& cell, const CellGrid& grid) {
  if (cell.kind == Cell::Kind::kNumber) {
    const auto moment = excel_moment(cell.number, grid.since_1904);
    return tl::make_unexpected(moment && moment->day && cell.is_date ? TimeFault::kIsDate : TimeFault::kUnreadable);
  }
  if (cell.kind != Cell::Kind::kText || cell.text.size() > kLongestText) {
    return tl::make_unexpected(TimeFault::kUnreadable);
  }
  const std::u32string text = plain(cell.text);
  Scanner scan(text);
  const auto from = scan.time();
  if (!from || !scan.dash()) return tl::make_unexpected(TimeFault::kUnreadable);
  const auto to = scan.time();
  if (!to) return tl::make_unexpected(TimeFault::kUnreadable);
  if (!scan.at_end()) {
    scan.between_spans();
    const bool another = scan.time() && scan.dash() && scan.time();
    return tl::make_unexpected(another ? TimeFault::kTwoSpans : TimeFault::kUnreadable);
  }
  // What stands before both holds for both; but 上午8:00-12:30 ends after noon.
  const bool carries = from->half == Half::kAfternoon || from->half == Half::kPm || from->half == Half::kNight ||
                       from->half == Half::kNoon;
  const Half behind = from->half == Half::kNoon ? Half::kAfternoon : from->half;
  // So does PM behind both; 9:00-12:00 PM is neither. 2:30-下午5:30 may begin in the afternoon too.
  constexpr int kMorningHour = 6;
  const bool carries_back = from->half == Half::kNone && to->half_behind;
  const bool begins_early = from->half == Half::kNone && from->hour < kMorningHour;
  if (begins_early && !to->half_behind && (to->half == Half::kAfternoon || to->half == Half::kPm)) {
    return tl::make_unexpected(TimeFault::kUnreadable);
  }
  const auto begin = from->of_day(carries_back ? to->half : Half::kNone);
  const auto end = to->of_day(carries ? behind : Half::kNone);
  if (!begin || !end || (carries_back && *begin >= *end)) return tl::make_unexpected(TimeFault::kUnreadable);
  return DaySpan{*begin, *end};
}

bool says_early_morning(const Cell& cell) {
  const std::string text = compact(cell.text.substr(0, kLongestText));
  return text.find("凌晨") != std::string::npos || text.find("am") != std::string::npos;
}

bool looks_like_span(const Cell& cell) {
  if (cell.kind != Cell::Kind::kText || cell.text.size() > kLongestText) return false;
  const std::u32string text = plain(cell.text);
  Scanner scan(text);
  return scan.time() && scan.dash() && scan.time();
}

}  // namespace xueshi::training
