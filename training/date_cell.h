#pragma once
/// Days as staff writes them into spreadsheets (RULES "Staff's own spreadsheets"). Pure. Nothing is guessed: what can
/// mean two days means none.

#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "training/cell_grid.h"

namespace xueshi::training {

/// Lessons that this box could know lie within these years; another one is a slip of the hand.
inline constexpr int kFirstYear = 2015;
inline constexpr int kLastYear = 2050;

enum class DateFault : std::uint8_t {
  kUnreadable,
  kNoYear,      ///< "5月13日", and no year was given for such days
  kNoSuchDay,   ///< 2月30日
  kOutOfRange,  ///< before kFirstYear or after kLastYear
};

struct ReadDate {
  LocalDay day{};
  bool has_year = true;  ///< false: the year is the one given
};

/// 2024.5.13 · 2024-05-13 · 2024/5/13 · 2024年5月13日 · 20240513, with a weekday or a time behind them; Excel's numbers
/// of days; 5月13日 · 5/13 · 5-13 with `year`. Not 5.1: a spreadsheet makes it of 5.10 too.
tl::expected<ReadDate, DateFault> read_date(const Cell& cell, const CellGrid& grid, std::optional<int> year);

/// The years that a title names, each once: "2024年第三期", "二〇二四年", "2024-D-017". Not 2023级, not 2023届: when
/// people entered or left a school.
std::vector<int> years_in(std::string_view title);

}  // namespace xueshi::training
