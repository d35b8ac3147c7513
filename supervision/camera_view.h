#pragma once
/// One camera's part in a verdict: what it recorded of an hour and what was to be seen. Pure.

#include <optional>
#include <vector>

#include "base/time.h"
#include "config/rules.h"
#include "facts/ids.h"
#include "facts/recorded.h"
#include "facts/seen.h"
#include "supervision/clock_map.h"
#include "supervision/coverage.h"
#include "supervision/presence.h"
#include "supervision/runs.h"

namespace xueshi::supervision {

struct CameraInputs {
  CameraId camera;
  std::optional<int> staff_in_view;  ///< none: the rule pack's
  /// Files (or what is synced of the open one) from kCoverageLookback before the hour; more does no harm.
  std::vector<Segment> segments;
  /// From `observation_max_age` before the hour; more does no harm.
  std::vector<Observation> observations;
};

/// What one camera shows of the hour in one boot.
struct CameraBoot {
  BootId boot_id;
  std::vector<BootSpan> covered;  ///< within the hour
  PresenceOverTime presence;      ///< from the hour's first moment in this boot to its last one
};

/// A run and the boot it lies in.
struct Run {
  BootId boot_id;
  BootSpan boot;
  [[nodiscard]] Millis length() const { return boot.empty() ? Millis{0} : boot.length(); }
  friend bool operator==(const Run&, const Run&) = default;
};

struct CameraView {
  CameraId camera;
  std::vector<CameraBoot> boots;  ///< those that the hour lies in, by wall time
  Millis longest_covered{0};
  Run certain;  ///< empty when there is none; the earliest of equals
  Run possible;
  Run certain_now;  ///< of the last recorded stretch (runs.h)
  Run possible_now;

  /// What counts for the rule: a camera that is `better` makes the other one not matter (DESIGN §6.2, no stitching).
  [[nodiscard]] bool better_than(const CameraView& other, Millis needed) const;
};

/// `present` is N.
CameraView view(const CameraInputs& inputs, const MappedHour& hour, int present, const config::RulePack& rules);

}  // namespace xueshi::supervision
