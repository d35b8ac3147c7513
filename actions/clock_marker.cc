#include "actions/clock_marker.h"

#include <chrono>

namespace xueshi::actions {

std::optional<ClockMark> ClockMarker::look(const ClockReading& reading) {
  std::optional<ClockMarkCause> cause;
  if (!last_) {
    cause = ClockMarkCause::kStart;
  } else {
    const Millis moved = (reading.utc - last_->utc) - (reading.boot - last_->boot);
    if (std::chrono::abs(moved) > kStep) {
      cause = ClockMarkCause::kStep;
    } else if (reading.state != last_->state) {
      cause = ClockMarkCause::kStateChange;
    } else if (reading.boot - marked_ >= kPeriod) {
      cause = ClockMarkCause::kPeriodic;
    }
  }
  last_ = reading;
  if (!cause) return std::nullopt;
  marked_ = reading.boot;
  return ClockMark{boot_id_, reading, *cause};
}

}  // namespace xueshi::actions
