#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/time.h"

namespace xueshi::capture {

/// When cameras are to be recorded, by the wall clock. Made anew when the timetable changes and handed over whole: it
/// never changes while somebody looks at it.
struct RecordWindows {
  std::vector<UtcSpan> spans;  ///< in any order

  /// Always while the clock is unproven: a box that does not know the time must not miss a lesson.
  [[nodiscard]] bool wanted(const ClockReading& now) const {
    return now.state == ClockState::kUnproven ||
           std::any_of(spans.begin(), spans.end(), [&](const UtcSpan& span) { return span.contains(now.utc); });
  }
};

/// Null: always.
using RecordWindowsPtr = std::shared_ptr<const RecordWindows>;

}  // namespace xueshi::capture
