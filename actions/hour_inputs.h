#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "facts/recorded.h"
#include "store/reader.h"
#include "supervision/conclude.h"

namespace xueshi::actions {

/// Everything the store knows that bears on one lesson hour, and how far it is known.
struct LoadedHour {
  std::string title;  ///< of the class
  supervision::HourInputs inputs;
  supervision::MappedHour mapped;             ///< the hour on box time
  std::map<CameraId, std::vector<Gap>> gaps;  ///< of the class's cameras, reaching into the hour
};

/// What is known but not stored yet: counts while an hour runs. A final conclusion is drawn from what is stored alone.
struct LiveFacts {
  std::vector<Segment> open;              ///< files being written, as far as they are on stable storage
  std::vector<Observation> observations;  ///< waiting to be stored
};

/// How much of the clock map is loaded.
enum class ClockMarks {
  kNear,        ///< within `kClockMarkReach` of the hour: for displays, once a second
  kWholeBoots,  ///< all of every boot that has a mark near: a clock set far ahead and back again is seen as well
};

/// Loads the facts of `hour`.
Result<LoadedHour> load_hour(store::Reader& reader, const LessonHour& hour, const config::RulePack& rules,
                             const LiveFacts& live, UtcMillis now, ClockMarks marks = ClockMarks::kWholeBoots);

/// Clock marks are looked for so far around an hour: what an anchor of the clock map can bear on it from.
inline constexpr Millis kClockMarkReach = supervision::kHoldover + supervision::kBootReach;

}  // namespace xueshi::actions
