#include "training/excel_time.h"

#include <cmath>

namespace xueshi::training {

std::optional<ExcelMoment> excel_moment(double serial, bool since_1904) {
  using std::chrono::days;
  using std::chrono::sys_days;
  constexpr double kLastSerial = 2'958'465;  // 9999-12-31 of the 1900 system
  if (!(serial >= 0) || serial > kLastSerial) return std::nullopt;
  double whole = std::floor(serial);
  double seconds = std::round((serial - whole) * 86'400);
  if (seconds >= 86'400) {  // 23:59:59.7 is the next day
    seconds = 0;
    ++whole;
  }
  const Millis of_day = std::chrono::seconds{static_cast<int>(seconds)};
  if (serial < 1) {
    // A time of day. What was rounded up to 24:00 has to stay that.
    return ExcelMoment{std::nullopt, of_day + (whole >= 1 ? std::chrono::hours{24} : std::chrono::hours{0})};
  }
  constexpr double kLeapDayThatNeverWas = 60;  // Excel takes 1900 for a leap year
  if (!since_1904 && whole == kLeapDayThatNeverWas) return std::nullopt;
  const sys_days epoch = since_1904                     ? sys_days{LocalDay{std::chrono::year{1904} / 1 / 1}}
                         : whole < kLeapDayThatNeverWas ? sys_days{LocalDay{std::chrono::year{1899} / 12 / 31}}
                                                        : sys_days{LocalDay{std::chrono::year{1899} / 12 / 30}};
  const LocalDay day{epoch + days{static_cast<int>(whole)}};
  if (day.year() > std::chrono::year{9999}) return std::nullopt;
  return ExcelMoment{day, of_day};
}

}  // namespace xueshi::training
