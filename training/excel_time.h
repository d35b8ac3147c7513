#pragma once
/// Dates and times as spreadsheets store them: days since an epoch, with a fraction (ECMA-376 §18.17.4). Pure.

#include <optional>

#include "base/time.h"

namespace xueshi::training {

struct ExcelMoment {
  std::optional<LocalDay> day;  ///< nothing: below 1, a time of day alone
  Millis of_day{0};             ///< to the second
};

/// Nothing for what is neither a day of the years 1900 to 9999 nor a time. Excel's 1900-02-29, which never was, is
/// none either.
std::optional<ExcelMoment> excel_moment(double serial, bool since_1904);

}  // namespace xueshi::training
