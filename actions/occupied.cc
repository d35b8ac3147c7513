#include "actions/occupied.h"

#include <algorithm>
#include <set>

#include "base/log.h"

namespace xueshi::actions {

std::string opened(const SealedId& id, const SecretKey& key) {
  if (id.empty()) return {};
  return open_sealed(key, id.sealed, kIdPurpose).value_or("");
}

void complain_of_lost_numbers(const ClassId& of, std::size_t lost) {
  if (lost == 0) return;
  log_error("person", "class {}: {} identity numbers cannot be opened with keys/identity.key: import its roster again",
            of.text, lost);
}

training::Occupied occupied(TrainingClass of, std::vector<LessonHour> hours, const SecretKey& key) {
  training::Occupied taken;
  std::set<std::string> ambiguous;
  std::size_t lost = 0;
  for (const Teacher& teacher : of.teachers) {
    std::string id = opened(teacher.id, key);
    if (id.empty()) {
      lost += teacher.id.empty() ? 0 : 1;
      continue;
    }
    const auto [entry, fresh] = taken.teacher_ids.emplace(teacher.name, id);
    if (!fresh && entry->second != id) ambiguous.insert(teacher.name);
  }
  for (const std::string& name : ambiguous) taken.teacher_ids.erase(name);
  for (const Trainee& trainee : of.roster) {
    if (std::string id = opened(trainee.id, key); !id.empty()) {
      taken.trainee_ids.emplace(trainee.number.text, std::move(id));
    } else if (!trainee.id.empty()) {
      ++lost;
    }
  }
  complain_of_lost_numbers(of.id, lost);
  taken.training_class = std::move(of);
  taken.hours = std::move(hours);
  return taken;
}

Result<std::vector<training::Occupied>> other_classes(store::Reader& reader, const ClassId& but, UtcSpan span,
                                                      const SecretKey* key) {
  std::vector<training::Occupied> all;
  if (span.empty()) return all;
  const auto classes = reader.classes();
  if (!classes) return tl::make_unexpected(classes.error());
  for (const store::ClassLine& line : *classes) {
    if (line.id == but || line.hours == 0) continue;
    auto hours = reader.hours_of_class(line.id);
    if (!hours) return tl::make_unexpected(hours.error());
    std::erase_if(*hours, [&](const LessonHour& hour) {
      return hour.cancelled || hour.span.to <= span.from || span.to <= hour.span.from;
    });
    if (hours->empty()) continue;
    auto of = reader.training_class(line.id);
    if (!of) return tl::make_unexpected(of.error());
    if (!*of) continue;
    all.push_back(key != nullptr ? occupied(std::move(**of), std::move(*hours), *key)
                                 : training::Occupied{std::move(**of), std::move(*hours), {}, {}});
  }
  return all;
}

UtcSpan reach_of(const std::vector<LessonHour>& hours) {
  UtcSpan reach;
  for (const LessonHour& hour : hours) {
    if (hour.cancelled) continue;
    if (reach.empty()) reach = hour.span;
    reach.from = std::min(reach.from, hour.span.from);
    reach.to = std::max(reach.to, hour.span.to);
  }
  return reach;
}

}  // namespace xueshi::actions
