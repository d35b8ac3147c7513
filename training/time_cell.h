#pragma once
/// Times of day as staff writes them into spreadsheets (RULES "Staff's own spreadsheets"). Pure. Nothing is guessed.

#include <cstdint>

#include "base/time.h"
#include "training/cell_grid.h"

namespace xueshi::training {

enum class TimeFault : std::uint8_t {
  kUnreadable,
  kIsDate,    ///< the spreadsheet made a date of it: "8-12" → 12 August
  kTwoSpans,  ///< "8:00-12:00 14:00-17:00": a row is one span
};

/// Since midnight, from 0:00 to 24:00.
struct DaySpan {
  Millis from{0};
  Millis to{0};  ///< may lie before `from`: whoever asked says so
};

/// 8:30 · 08：30 · 8:30:00 · 8点30分 · 8点半 · 8.30 · 上午8:30 · 下午2:30 · 2:30 PM, or a fraction of a day. Not
/// 下午8:30-…, not a bare 8.
tl::expected<Millis, TimeFault> read_time(const Cell& cell, const CellGrid& grid);

/// Two such times with any dash, tilde, 至 or 到 between them; 下午2:30-5:30 ends at 17:30,
/// 2:30-5:30 PM begins at 14:30. Not 9:00-12:00 PM, not 2:30-下午5:30: the beginning may be either.
tl::expected<DaySpan, TimeFault> read_span(const Cell& cell, const CellGrid& grid);

/// Does a time say that it is one before dawn (凌晨, AM)? Without, 2:30 may have been 14:30.
bool says_early_morning(const Cell& cell);

/// Is this a span rather than a time? Where beginning and end have columns of their own, the first may hold both.
bool looks_like_span(const Cell& cell);

}  // namespace xueshi::training
