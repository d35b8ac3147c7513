#include "supervision/camera_view.h"

#include <algorithm>
#include <tuple>

namespace xueshi::supervision {
namespace {

void keep_longer(Run& best, const BootId& boot_id, const BootSpan& other) {
  if (!other.empty() && other.length() > best.length()) best = {boot_id, other};
}

}  // namespace

bool CameraView::better_than(const CameraView& other, Millis needed) const {
  const auto rank = [needed](const CameraView& view) {
    const int outcome = view.certain.length() >= needed ? 2 : view.possible.length() >= needed ? 1 : 0;
    return std::tuple(outcome, view.certain.length(), view.possible.length(), view.longest_covered);
  };
  return rank(*this) > rank(other);
}

CameraView view(const CameraInputs& inputs, const MappedHour& hour, int present, const config::RulePack& rules) {
  CameraView result;
  result.camera = inputs.camera;
  const std::vector<Covered> recorded = coverage(inputs.segments, rules);
  const int staff = inputs.staff_in_view.value_or(rules.staff_in_view);

  for (const MappedSpan& first : hour.spans) {
    const bool known = std::any_of(result.boots.begin(), result.boots.end(),
                                   [&](const CameraBoot& boot) { return boot.boot_id == first.boot_id; });
    if (known) continue;
    CameraBoot boot;
    boot.boot_id = first.boot_id;
    BootSpan whole = first.boot;
    for (const MappedSpan& span : hour.spans) {
      if (span.boot_id != first.boot_id) continue;
      whole.from = std::min(whole.from, span.boot.from);
      whole.to = std::max(whole.to, span.boot.to);
      for (const Covered& stretch : recorded) {
        const BootSpan part = intersect(stretch.boot, span.boot);
        if (stretch.boot_id == first.boot_id && !part.empty()) boot.covered.push_back(part);
      }
    }
    std::sort(boot.covered.begin(), boot.covered.end(),
              [](const BootSpan& a, const BootSpan& b) { return a.from < b.from; });

    std::vector<Observation> seen;
    for (const Observation& one : inputs.observations) {
      if (one.boot_id == first.boot_id && one.camera == inputs.camera) seen.push_back(one);
    }
    boot.presence = presence(std::move(seen), whole, present, staff, rules);

    for (const BootSpan& stretch : boot.covered) {
      const Runs found = runs(boot.presence.spells, stretch, rules);
      result.longest_covered = std::max(result.longest_covered, Millis{stretch.length()});
      keep_longer(result.certain, boot.boot_id, found.certain);
      keep_longer(result.possible, boot.boot_id, found.possible);
      result.certain_now = {boot.boot_id, found.certain_now};
      result.possible_now = {boot.boot_id, found.possible_now};
    }
    result.boots.push_back(std::move(boot));
  }
  return result;
}

}  // namespace xueshi::supervision
