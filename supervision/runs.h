#pragma once
/// The longest stretches that surely, or possibly, show all trainees (DESIGN §6.4). Pure.

#include <vector>

#include "base/time.h"
#include "config/rules.h"
#include "supervision/presence.h"

namespace xueshi::supervision {

struct Runs {
  BootSpan certain{};  ///< empty when there is none; the earliest of equals
  BootSpan possible{};
  BootSpan certain_now{};   ///< the longest certain stretch that ends with the last visible spell, when that ended less
                            ///< than `missing_after` before the recording's end: what is going on in a running hour
  BootSpan possible_now{};  ///< the possible stretch that ends where the recording does
  friend bool operator==(const Runs&, const Runs&) = default;
};

/// Within one stretch of continuous recording. `spells` cover it, in order.
///
/// Certain: begins and ends `visible`; every spell within that is not is shorter than `missing_after`, none is
/// `missing`, and together they are at most a twentieth of the stretch. Possible: has no `missing` spell.
Runs runs(const std::vector<Spell>& spells, const BootSpan& covered, const config::RulePack& rules);

}  // namespace xueshi::supervision
