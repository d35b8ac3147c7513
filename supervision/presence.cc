#include "supervision/presence.h"

#include <algorithm>
#include <tuple>

namespace xueshi::supervision {
namespace {

bool is_black(const Observation& one) { return one.luma < kBlackLuma || one.luma > kWhiteLuma; }

/// Stretches in which picture after picture is alike, from the first to the last of them.
std::vector<BootSpan> frozen_stretches(const std::vector<Observation>& observations, Millis most_apart) {
  std::vector<BootSpan> stretches;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= observations.size(); ++i) {
    const bool alike = i < observations.size() && observations[i].luma == observations[begin].luma &&
                       observations[i].sharpness == observations[begin].sharpness &&
                       observations[i].phash == observations[begin].phash &&
                       observations[i].boot - observations[i - 1].boot <= most_apart;
    if (alike) continue;
    const bool long_enough = observations[i - 1].boot - observations[begin].boot >= kFrozenAfter;
    const bool enough = i - begin >= static_cast<std::size_t>(kMedianLeast);
    if (long_enough && enough && !is_black(observations[begin])) {
      stretches.push_back({observations[begin].boot, observations[i - 1].boot});
    }
    begin = i;
  }
  return stretches;
}

bool within(const std::vector<BootSpan>& stretches, BootMillis at) {
  return std::any_of(stretches.begin(), stretches.end(),
                     [at](const BootSpan& stretch) { return stretch.from <= at && at <= stretch.to; });
}

int lower_middle(std::vector<int> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

int upper_middle(std::vector<int> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Appends a stretch, joined to the one before where that is of the same kind.
void append(std::vector<Spell>& spells, const Spell& next) {
  if (next.boot.empty()) return;
  if (!spells.empty() && spells.back().state == next.state && spells.back().doubt == next.doubt) {
    spells.back().boot.to = next.boot.to;
  } else {
    spells.push_back(next);
  }
}

}  // namespace

int median(std::vector<int> values) {
  const int sum = lower_middle(values) + upper_middle(values);
  return (sum + 1) / 2;
}

PresenceOverTime presence(std::vector<Observation> observations, const BootSpan& span, int present, int staff_in_view,
                          const config::RulePack& rules) {
  std::sort(observations.begin(), observations.end(), [](const Observation& a, const Observation& b) {
    return std::tie(a.boot, a.count, a.lo, a.hi, a.luma, a.sharpness, a.phash, a.detector) <
           std::tie(b.boot, b.count, b.lo, b.hi, b.luma, b.sharpness, b.phash, b.detector);
  });
  std::erase_if(observations, [&](const Observation& one) {
    return one.boot >= span.to || one.boot < span.from - rules.observation_max_age;
  });

  PresenceOverTime result;
  result.frozen = frozen_stretches(observations, rules.observation_max_age);
  const int needed = trainees_needed(present);

  std::size_t oldest = 0;  // within observation_max_age of the current one
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const Observation& one = observations[i];
    Sight sight{one.boot, one.count, one.lo, one.hi, 0, 0, 0, Presence::kUncertain, Doubt::kNone};
    while (one.boot - observations[oldest].boot > rules.observation_max_age) ++oldest;
    std::vector<int> counts;
    std::vector<int> los;
    std::vector<int> his;
    std::vector<std::size_t> of;  // the observations that the median is over
    bool calibrated = true;
    for (std::size_t k = i + 1; k-- > oldest;) {
      const Observation& other = observations[k];
      if (counts.size() >= static_cast<std::size_t>(kMedianLeast) && one.boot - other.boot > kMedianSpan) break;
      if (is_black(other) || within(result.frozen, other.boot)) continue;
      counts.push_back(other.count);
      los.push_back(other.lo);
      his.push_back(other.hi);
      of.push_back(k);
      calibrated = calibrated && other.calibrated;
    }
    if (is_black(one)) {
      sight.doubt = Doubt::kBlack;
    } else if (within(result.frozen, one.boot)) {
      sight.doubt = Doubt::kFrozen;
    } else if (counts.size() < static_cast<std::size_t>(kMedianLeast)) {
      sight.doubt = one.calibrated ? Doubt::kTooFewObservations : Doubt::kUncalibrated;
    } else {
      sight.median_count = median(counts);
      sight.median_lo = lower_middle(los);
      sight.median_hi = upper_middle(his);
      if (!calibrated) {
        sight.doubt = Doubt::kUncalibrated;
      } else if (sight.median_lo >= heads_needed(present, staff_in_view)) {
        sight.state = Presence::kVisible;
      } else if (sight.median_hi < needed) {
        sight.state = Presence::kMissing;  // whether for long enough is seen below
      } else {
        sight.doubt = Doubt::kInterval;
      }
    }
    result.sights.push_back(sight);
    if (of.size() < static_cast<std::size_t>(kMedianLeast) || of.front() != i) continue;  // no median of its own
    // The first median of a series is also the median of the pictures before it that had too few of their own.
    for (const std::size_t k : of) {
      Sight& earlier = result.sights[k];
      if (earlier.doubt != Doubt::kTooFewObservations) continue;
      earlier.median_lo = sight.median_lo;
      earlier.median_hi = sight.median_hi;
      earlier.median_count = sight.median_count;
      earlier.state = sight.state;
      earlier.doubt = sight.doubt;
    }
  }

  // The spells, from the first observation that is looked at (a spell may have begun before the span).
  std::vector<Spell> spells;
  BootMillis at = std::min(span.from, result.sights.empty() ? span.from : result.sights.front().at);
  for (std::size_t i = 0; i < result.sights.size(); ++i) {
    const Sight& sight = result.sights[i];
    append(spells, {{at, sight.at}, Presence::kUncertain, Doubt::kTooFewObservations});
    const BootMillis next = i + 1 < result.sights.size() ? result.sights[i + 1].at : span.to;
    const BootMillis until = std::min(next, sight.at + rules.observation_max_age);
    append(spells, {{sight.at, until}, sight.state, sight.doubt});
    at = std::max(at, until);
  }
  append(spells, {{at, span.to}, Presence::kUncertain, Doubt::kTooFewObservations});

  for (const Spell& spell : spells) {
    Spell clipped = spell;
    clipped.boot = intersect(spell.boot, span);
    if (spell.state == Presence::kMissing && spell.boot.length() < rules.missing_after) {
      clipped.state = Presence::kUncertain;
      clipped.doubt = Doubt::kShort;
    }
    append(result.spells, clipped);
  }
  for (Sight& sight : result.sights) {
    if (sight.state != Presence::kMissing) continue;
    const auto spell =
        std::find_if(spells.begin(), spells.end(), [&](const Spell& s) { return s.boot.contains(sight.at); });
    if (spell != spells.end() && spell->boot.length() < rules.missing_after) {
      sight.state = Presence::kUncertain;
      sight.doubt = Doubt::kShort;
    }
  }
  for (const Spell& spell : result.spells) {
    if (spell.doubt == Doubt::kBlack) result.black.push_back(spell.boot);
  }
  for (BootSpan& stretch : result.frozen) stretch = intersect(stretch, span);
  std::erase_if(result.frozen, [](const BootSpan& stretch) { return stretch.empty(); });
  std::erase_if(result.sights, [&](const Sight& sight) { return sight.at < span.from; });
  return result;
}

}  // namespace xueshi::supervision
