#include "actions/judge_again.h"

#include "actions/hour_inputs.h"
#include "actions/tell.h"
#include "base/log.h"

namespace xueshi::actions {

Result<store::CommitRequest> judge_again(store::Reader& reader, const ClassId& training_class, const UtcSpan& touched,
                                         const config::RulePack& rules, UtcMillis now,
                                         std::vector<LessonHourId>& judged) {
  store::CommitRequest request;
  const auto hours = reader.hours_of_class(training_class);
  if (!hours) return tl::make_unexpected(hours.error());
  for (const LessonHour& hour : *hours) {
    if (hour.cancelled || intersect(hour.span, touched).empty()) continue;
    const auto before = reader.conclusion(hour.id);
    if (!before) return tl::make_unexpected(before.error());
    if (!*before) continue;
    auto loaded = load_hour(reader, hour, rules, {}, now);
    if (!loaded) return tl::make_unexpected(loaded.error());
    // A roster that was changed since is another question than the one that was answered then.
    if (static_cast<int>(loaded->inputs.roster.size()) != (*before)->enrolled) {
      log_warn("judge",
               "lesson hour {} of class {} is not judged again: {} were enrolled when it was concluded, {} are now",
               hour.id.hour(), training_class.text, (*before)->enrolled, loaded->inputs.roster.size());
      continue;
    }
    HourConclusion conclusion = supervision::conclude(loaded->inputs, rules);
    if (conclusion.facts == (*before)->facts) continue;
    conclusion.concluded_at = now;
    log_info("judge", "lesson hour {} of class {} judged again, revision {}: {}", hour.id.hour(), training_class.text,
             conclusion.rev, kVerdicts.name(conclusion.verdict));
    request.messages.push_back(hour_message(conclusion, now));
    request.facts.conclusions.push_back(std::move(conclusion));
    judged.push_back(hour.id);
  }
  return request;
}

}  // namespace xueshi::actions
