#pragma once
/// Where a camera's recording is continuous (I6). Pure.
///
/// The unit is the chain: files of one boot of which each `continues_previous` the one before (the next sequence
/// number) with `hole_before` ≤ `max_packet_gap`. A chain is cut
///  * at every hole longer than `max_packet_gap` (exactly as long is allowed);
///  * where media time does not keep step with arrival. Each key frame gives d = arrival − media time. A packet may be
///    late by up to kJitter: the lower envelope e of a key frame is the least d among those that arrived within kJitter
///    of it and its two neighbours. Lateness d − e beyond kJitter, or a change of d by more than kJitter from one key
///    frame to the next, cuts between the two. Where e changes by more than kDrift between two key frames that arrived
///    within kStepWindow (further apart when they are neighbours: kDrift per window), the shortest such stretches are
///    cut out; this is repeated on what remains until it keeps step. What then is
///    left of a chain in pieces shorter than kStepWindow proves nothing either. So a stall and the burst after it lose
///    nothing; a camera that runs fast or slow or goes backwards proves nothing, and one that jumps proves nothing
///    across the jump.
///  * A last GOP has no key frame after it to vouch for its length: no more of it counts than kJitter or the longest
///    GOP of its stretch that was vouched for.
/// What remains lies on box time at media time + e.

#include <vector>

#include "base/clock.h"
#include "base/time.h"
#include "config/rules.h"
#include "facts/recorded.h"

namespace xueshi::supervision {

inline constexpr Millis kJitter{10'000};
inline constexpr Millis kDrift{2'000};
inline constexpr Millis kStepWindow{60'000};
/// How far before an hour recorded files are of interest to it.
inline constexpr Millis kCoverageLookback = kStepWindow + kJitter;

/// A stretch of continuous recording on box time.
struct Covered {
  BootId boot_id;
  BootSpan boot;
  friend bool operator==(const Covered&, const Covered&) = default;
};

/// The continuous stretches of one camera's files (any order; a sequence twice: the longer one counts), by boot and
/// time. They do not overlap; two that touch are still two.
std::vector<Covered> coverage(std::vector<Segment> segments, const config::RulePack& rules);

}  // namespace xueshi::supervision
