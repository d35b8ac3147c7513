#include "supervision/runs.h"

#include <algorithm>
#include <cstddef>

namespace xueshi::supervision {
namespace {

/// "Together they are ≤ 5 %": a spell may be bridged while all bridged ones are at most a twentieth of the stretch.
constexpr int kBridgedShare = 20;

void keep_longer(BootSpan& best, const BootSpan& other) {
  if (!other.empty() && (best.empty() || other.length() > best.length())) best = other;
}

}  // namespace

Runs runs(const std::vector<Spell>& spells, const BootSpan& covered, const config::RulePack& rules) {
  Runs result;
  struct Part {
    BootSpan boot;  ///< within `covered`
    Presence state;
    bool bridgeable;
  };
  std::vector<Part> parts;
  BootSpan possible{covered.from, covered.from};
  for (const Spell& spell : spells) {
    const BootSpan part = intersect(spell.boot, covered);
    if (part.empty()) continue;
    if (spell.state == Presence::kMissing) {
      keep_longer(result.possible, possible);
      possible = {part.to, part.to};
    } else {
      possible.to = part.to;
    }
    // Neighbouring spells that are not visible for different reasons are one spell to be bridged.
    if (spell.state != Presence::kVisible && !parts.empty() && parts.back().state == Presence::kUncertain &&
        spell.state == Presence::kUncertain) {
      parts.back().boot.to = part.to;
      parts.back().bridgeable = parts.back().boot.length() < rules.missing_after;
    } else {
      parts.push_back({part, spell.state, spell.state == Presence::kUncertain && part.length() < rules.missing_after});
    }
  }
  keep_longer(result.possible, possible);
  result.possible_now = possible;

  std::size_t last_visible = parts.size();
  for (std::size_t i = parts.size(); i-- > 0 && parts[i].state != Presence::kMissing;) {
    if (parts[i].state != Presence::kVisible) continue;
    if (covered.to - parts[i].boot.to < rules.missing_after) last_visible = i;
    break;
  }

  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].state != Presence::kVisible) continue;
    Millis bridged{0};
    for (std::size_t k = i; k < parts.size(); ++k) {
      if (parts[k].state == Presence::kVisible) {
        const BootSpan stretch{parts[i].boot.from, parts[k].boot.to};
        if (bridged * kBridgedShare <= stretch.length()) {
          keep_longer(result.certain, stretch);
          if (k == last_visible) keep_longer(result.certain_now, stretch);
        }
      } else if (parts[k].bridgeable) {
        bridged += parts[k].boot.length();
      } else {
        break;
      }
    }
  }
  return result;
}

}  // namespace xueshi::supervision
