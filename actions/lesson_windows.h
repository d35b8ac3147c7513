#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/reader.h"

namespace xueshi::actions {

/// How long before and after a lesson hour a box records that records around lessons only.
inline constexpr Millis kAroundLesson{600'000};

/// When such a box is to record, from yesterday to the day after tomorrow, in order and without overlaps: the lesson
/// hours that are planned and not cancelled, each widened by kAroundLesson. Nothing where no lesson hour was ever
/// planned: without a plan nobody can say what may be left out.
Result<std::optional<std::vector<UtcSpan>>> lesson_windows(store::Reader& reader, UtcMillis now);

}  // namespace xueshi::actions
