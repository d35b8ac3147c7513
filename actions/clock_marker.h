#pragma once

#include <optional>

#include "base/clock.h"
#include "facts/recorded.h"

namespace xueshi::actions {

/// Decides when the clock map (I7) gets a new entry: at start, when the wall clock stepped against box time, when its
/// state changed, and every five minutes (a slow drift is followed by these). Fed about once a second; a step is a
/// distance of more than `kStep` that came up since the reading before. One thread.
class ClockMarker {
 public:
  static constexpr Millis kStep{500};
  static constexpr Millis kPeriod{300'000};

  explicit ClockMarker(BootId boot_id) : boot_id_(boot_id) {}
  std::optional<ClockMark> look(const ClockReading& reading);

 private:
  BootId boot_id_;
  std::optional<ClockReading> last_;
  BootMillis marked_{};
};

}  // namespace xueshi::actions
