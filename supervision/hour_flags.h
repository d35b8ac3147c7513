#pragma once

#include <vector>

#include "config/rules.h"
#include "facts/concluded.h"
#include "supervision/conclude.h"

namespace xueshi::supervision {

/// A stretch of box time on the wall clock.
UtcSpan on_wall(const ClockMap& map, const BootId& boot_id, const BootSpan& span);

/// What a person should look at (docs/verdict.md), sorted by flag and time. `inputs` are `relevant`, and `analysis` has
/// all but its conclusion.
std::vector<RaisedFlag> flags(const HourInputs& inputs, const ClockMap& map, const HourAnalysis& analysis,
                              const config::RulePack& rules);

}  // namespace xueshi::supervision
