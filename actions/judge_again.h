#pragma once
/// The action "judge again": what was said about a session later (代录, corrections, leave) may change hours that were
/// concluded.

#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "config/rules.h"
#include "facts/ids.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::actions {

/// Concludes anew, as the next revision with its message, those hours of the class that reach into `touched`, were
/// concluded, and whose inputs are others now (by their digest: same inputs, no new fact). An hour whose class had
/// another number of people on its roster then stays as it was concluded. `judged` is told which. Does not write.
/// `reader` must see what was said.
Result<store::CommitRequest> judge_again(store::Reader& reader, const ClassId& training_class, const UtcSpan& touched,
                                         const config::RulePack& rules, UtcMillis now,
                                         std::vector<LessonHourId>& judged);

}  // namespace xueshi::actions
