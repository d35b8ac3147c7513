#pragma once
/// Are all to be seen? Observations → a state over time (DESIGN §6.3). Pure.

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "config/rules.h"
#include "facts/names.h"
#include "facts/seen.h"

namespace xueshi::supervision {

enum class Presence : std::uint8_t { kVisible, kMissing, kUncertain };
inline constexpr NameTable<Presence, 3> kPresences{{{
    {Presence::kVisible, "visible"},
    {Presence::kMissing, "missing"},
    {Presence::kUncertain, "uncertain"},
}}};

/// Why a state is `uncertain`.
enum class Doubt : std::uint8_t {
  kNone,
  kTooFewObservations,  ///< fewer than kMedianLeast that are new enough
  kUncalibrated,        ///< by a detector that states no interval
  kBlack,
  kFrozen,
  kInterval,  ///< the interval neither reaches the number nor stays below it
  kShort,     ///< too few to be seen, but not for `missing_after`
};

/// Of the trainees present so many have to be seen.
constexpr int trainees_needed(int present) { return present - config::allow(present); }
/// So many heads are surely all of them, staff included.
constexpr int heads_needed(int present, int staff_in_view) { return trainees_needed(present) + staff_in_view; }

inline constexpr int kMedianLeast = 5;
/// With pictures further apart than this, there are never kMedianLeast new enough: nobody is visible or missing.
constexpr Millis longest_period(const config::RulePack& rules) {
  return rules.observation_max_age / (kMedianLeast - 1);
}
/// The median is over all observations of this time, and always over at least kMedianLeast: a faster cadence makes it
/// surer, not quicker or slower to follow.
inline constexpr Millis kMedianSpan{20'000};
inline constexpr int kBlackLuma = 16;           ///< a darker picture shows nothing
inline constexpr int kWhiteLuma = 240;          ///< nor does a brighter one
inline constexpr Millis kFrozenAfter{120'000};  ///< pictures alike in brightness, sharpness and hash for so long

/// What each observation comes to.
struct Sight {
  BootMillis at{};
  int count = 0;  ///< of this picture
  int lo = 0;
  int hi = 0;
  int median_lo = 0;  ///< of the median; meaningless where doubt is kTooFewObservations, kBlack or kFrozen
  int median_hi = 0;
  int median_count = 0;
  Presence state = Presence::kUncertain;
  Doubt doubt = Doubt::kNone;
  friend bool operator==(const Sight&, const Sight&) = default;
};

/// A stretch of one state. Stretches follow each other without a gap and alternate in (state, doubt).
struct Spell {
  BootSpan boot;
  Presence state = Presence::kUncertain;
  Doubt doubt = Doubt::kNone;
  friend bool operator==(const Spell&, const Spell&) = default;
};

struct PresenceOverTime {
  std::vector<Sight> sights;    ///< one an observation, by time
  std::vector<Spell> spells;    ///< cover `span` exactly
  std::vector<BootSpan> black;  ///< stretches too dark or too bright
  std::vector<BootSpan> frozen;
};

/// One camera in one boot, over `span`. `observations` (any order, of that camera and boot) should begin
/// `observation_max_age` before the span. `present` is N.
///
/// The first median of a series (at its beginning, after an outage or a black picture) counts from the first of the
/// observations that it is over: they were taken then, and a recording of just `min_continuous` can be met.
///
/// A state holds until the next observation, and no longer than `observation_max_age`. `visible`: lo − staff ≥
/// N − allow(N); too few: hi < N − allow(N) (staff not subtracted: they may be out of sight), which is `missing` where
/// it lasts `missing_after` or longer; else uncertain. The median's interval is the median of the los and that of the
/// his (of an even number: the lower lo, the higher hi).
PresenceOverTime presence(std::vector<Observation> observations, const BootSpan& span, int present, int staff_in_view,
                          const config::RulePack& rules);

/// The median of some counts: of an even number the mean of the middle two, halves up. Precondition: not empty.
int median(std::vector<int> values);

}  // namespace xueshi::supervision
