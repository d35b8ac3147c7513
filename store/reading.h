#pragma once

#include "store/connection.h"

namespace xueshi::store {

/// Four columns from `first` on: wall time, boot time, the clock's state and its error. Unknown states are unproven.
inline ClockReading reading_in(const Query& row, int first) {
  const std::int64_t state = row.integer(first + 2);
  const bool known = state == static_cast<int>(ClockState::kSynced) || state == static_cast<int>(ClockState::kHoldover);
  return {row.utc(first), row.boot(first + 1), known ? static_cast<ClockState>(state) : ClockState::kUnproven,
          row.millis(first + 3)};
}

}  // namespace xueshi::store
