#pragma once
/// Wall time on box time (I7): which moments of which boot a lesson hour is, and what that is worth. Pure.
///
/// Every moment of a boot has one wall time, and no later mark changes the wall time of a moment that a sync before it
/// has proved: ten real minutes are never counted for two lesson hours. Within a boot:
///  * An anchor is a mark that is `synced`, or a `holdover` mark with no anchor before it in its boot.
///  * A moment is mapped by the last anchor at or before it. What the wall clock was set to since then changes nothing:
///    box time goes on. Before the first anchor, that one maps it: a later sync maps the earlier part anew.
///  * A boot without an anchor is mapped by its marks as they are, the last one at or before each moment, and is
///    `unproven`.
///  * Further than kHoldover from its anchor a moment is `unproven`: drift could exceed 60 s.
///  * Two neighbouring anchors that contradict each other by more than kContradiction: one of them lied and nothing
///  tells
///    which. A stretch that the second lies in is `unproven`.
/// A boot reaches from its beginning to kBootReach after its last mark.

#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/time.h"
#include "facts/recorded.h"

namespace xueshi::supervision {

/// Beyond a boot's last mark; the daemon makes one more often than this (actions/clock_marker.h).
inline constexpr Millis kBootReach{600'000};
inline constexpr Millis kHoldover{120'000'000};  ///< 60 s of drift at 500 ppm, the kernel's largest correction
inline constexpr Millis kContradiction{60'000};  ///< what DESIGN I7 allows a holdover to drift
inline constexpr Millis kStepFloor{1'000};       ///< a smaller change between marks is the clock's discipline at work

/// An unbroken stretch of one boot and the wall times of its two ends. Where the clock was disciplined or stepped
/// within, the lengths differ: ask ClockMap::utc for moments between.
struct MappedSpan {
  BootId boot_id;
  BootSpan boot;
  UtcSpan utc;
  friend bool operator==(const MappedSpan&, const MappedSpan&) = default;
};

/// The wall clock moved by `by` between the mark before and the one at `at` (a fact; nothing breaks by it).
struct ClockStep {
  BootId boot_id;
  BootMillis at{};
  UtcMillis utc{};  ///< `at` by the map, not as the clock showed it
  Millis by{0};
  friend bool operator==(const ClockStep&, const ClockStep&) = default;
};

/// What a stretch of wall time is on box time.
struct MappedHour {
  std::vector<MappedSpan> spans;             ///< by wall time, then boot; spans of one boot do not overlap
  ClockState clock = ClockState::kUnproven;  ///< the worst within; unproven when there are no spans
  std::vector<ClockStep> steps;              ///< within
  friend bool operator==(const MappedHour&, const MappedHour&) = default;
};

/// The map. Marks may come in any order; equal ones count once. Immutable after construction.
class ClockMap {
 public:
  explicit ClockMap(std::vector<ClockMark> marks);

  [[nodiscard]] MappedHour map(const UtcSpan& span) const;
  /// The wall time of a moment of a boot; none when the boot is unknown or the moment beyond its reach.
  [[nodiscard]] std::optional<UtcMillis> utc(const BootId& boot_id, BootMillis at) const;
  /// The marks that `map(span)` depends on, in order: what a verdict's digest covers and what must be loaded to repeat
  /// it. A map of these alone gives the same `map(span)`.
  [[nodiscard]] std::vector<ClockMark> marks_for(const UtcSpan& span) const;

 private:
  struct Piece {  ///< mapped by one offset
    BootSpan boot;
    Millis offset{0};  ///< wall = boot + offset
  };
  struct Boot {
    BootId id;
    std::vector<ClockMark> marks;  ///< by box time
    std::vector<Piece> pieces;
    std::vector<std::size_t> anchors;  ///< indices into marks
  };
  [[nodiscard]] static ClockState worst_state(const Boot& boot, const BootSpan& span);
  std::vector<Boot> boots_;
};

}  // namespace xueshi::supervision
