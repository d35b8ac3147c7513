#include "actions/lesson_windows.h"

#include <algorithm>

namespace xueshi::actions {

Result<std::optional<std::vector<UtcSpan>>> lesson_windows(store::Reader& reader, UtcMillis now) {
  const auto classes = reader.classes();
  if (!classes) return tl::make_unexpected(classes.error());
  const bool planned =
      std::any_of(classes->begin(), classes->end(), [](const store::ClassLine& line) { return line.hours > 0; });
  if (!planned) return std::nullopt;

  std::vector<UtcSpan> spans;
  for (int day = -1; day <= 2; ++day) {
    const auto hours = reader.hours_of_day(local_day(now + std::chrono::hours{24} * day));
    if (!hours) return tl::make_unexpected(hours.error());
    for (const LessonHour& hour : *hours) {
      if (!hour.cancelled) spans.push_back({hour.span.from - kAroundLesson, hour.span.to + kAroundLesson});
    }
  }
  std::sort(spans.begin(), spans.end(), [](const UtcSpan& a, const UtcSpan& b) { return a.from < b.from; });
  std::vector<UtcSpan> merged;
  for (const UtcSpan& span : spans) {
    if (!merged.empty() && span.from <= merged.back().to) {
      merged.back().to = std::max(merged.back().to, span.to);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

}  // namespace xueshi::actions
