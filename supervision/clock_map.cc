#include "supervision/clock_map.h"

#include <algorithm>
#include <tuple>

namespace xueshi::supervision {
namespace {

Millis offset_of(const ClockMark& mark) {
  return mark.reading.utc.time_since_epoch() - mark.reading.boot.time_since_epoch();
}

UtcMillis at_wall(BootMillis boot, Millis offset) { return UtcMillis{boot.time_since_epoch() + offset}; }
BootMillis at_boot(UtcMillis utc, Millis offset) { return BootMillis{utc.time_since_epoch() - offset}; }

Millis distance(Millis a, Millis b) { return a < b ? b - a : a - b; }

auto order_of(const ClockMark& mark) {
  return std::tuple(mark.boot_id, mark.reading.boot, static_cast<int>(mark.reading.state), mark.reading.utc,
                    static_cast<int>(mark.cause), mark.reading.error);
}

BootSpan hull(const std::vector<MappedSpan>& spans, const BootId& boot_id) {
  BootSpan whole{};
  for (const MappedSpan& span : spans) {
    if (span.boot_id != boot_id) continue;
    if (whole.empty()) whole = span.boot;
    whole.from = std::min(whole.from, span.boot.from);
    whole.to = std::max(whole.to, span.boot.to);
  }
  return whole;
}

/// A stretch of marks may begin at an anchor, or at the boot's first mark; anywhere else what maps its first moments
/// would be missing.
std::size_t start_at_or_before(const std::vector<std::size_t>& anchors, std::size_t mark) {
  std::size_t start = anchors.empty() ? mark : 0;
  for (const std::size_t anchor : anchors) {
    if (anchor <= mark) start = anchor;
  }
  return start;
}

ClockState worse(ClockState a, ClockState b) { return static_cast<int>(a) < static_cast<int>(b) ? b : a; }

}  // namespace

ClockMap::ClockMap(std::vector<ClockMark> marks) {
  std::sort(marks.begin(), marks.end(),
            [](const ClockMark& a, const ClockMark& b) { return order_of(a) < order_of(b); });
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());

  for (ClockMark& mark : marks) {
    if (boots_.empty() || boots_.back().id != mark.boot_id) boots_.push_back({mark.boot_id, {}, {}, {}});
    Boot& boot = boots_.back();
    const ClockState state = mark.reading.state;
    if (state == ClockState::kSynced || (state == ClockState::kHoldover && boot.anchors.empty())) {
      boot.anchors.push_back(boot.marks.size());
    }
    boot.marks.push_back(mark);
  }

  for (Boot& boot : boots_) {
    std::vector<std::size_t> by = boot.anchors;
    if (by.empty()) {
      for (std::size_t i = 0; i < boot.marks.size(); ++i) by.push_back(i);
    }
    const BootMillis end = boot.marks.back().reading.boot + kBootReach;
    for (std::size_t i = 0; i < by.size(); ++i) {
      const BootMillis from = i == 0 ? boot_ms(0) : boot.marks[by[i]].reading.boot;
      const BootMillis to = i + 1 == by.size() ? end : boot.marks[by[i + 1]].reading.boot;
      if (from < to) boot.pieces.push_back({{from, to}, offset_of(boot.marks[by[i]])});
    }
  }
}

ClockState ClockMap::worst_state(const Boot& boot, const BootSpan& span) {
  if (boot.anchors.empty()) return ClockState::kUnproven;
  ClockState worst = ClockState::kSynced;

  const BootMillis first = boot.marks[boot.anchors.front()].reading.boot;
  if (span.from < first) worst = first - span.from > kHoldover ? ClockState::kUnproven : ClockState::kHoldover;

  // From the first anchor on the state changes only at marks and with an anchor's age: look at each stretch between two
  // marks.
  std::size_t next_anchor = 0;
  const ClockMark* anchor = nullptr;
  for (std::size_t i = 0; i < boot.marks.size(); ++i) {
    const ClockMark& mark = boot.marks[i];
    if (next_anchor < boot.anchors.size() && boot.anchors[next_anchor] == i) {
      const bool contradicted = anchor != nullptr && distance(offset_of(*anchor), offset_of(mark)) > kContradiction;
      if (contradicted && span.from < mark.reading.boot && mark.reading.boot <= span.to) return ClockState::kUnproven;
      anchor = &mark;
      ++next_anchor;
    }
    const BootMillis from = std::max(mark.reading.boot, span.from);
    const BootMillis to = std::min(i + 1 < boot.marks.size() ? boot.marks[i + 1].reading.boot : span.to, span.to);
    if (!(from < to) || anchor == nullptr || mark.reading.state == ClockState::kSynced) continue;
    worst = worse(worst, to - anchor->reading.boot > kHoldover ? ClockState::kUnproven : ClockState::kHoldover);
  }
  return worst;
}

MappedHour ClockMap::map(const UtcSpan& span) const {
  MappedHour hour;
  for (const Boot& boot : boots_) {
    for (const Piece& piece : boot.pieces) {
      const BootSpan part =
          intersect(piece.boot, BootSpan{at_boot(span.from, piece.offset), at_boot(span.to, piece.offset)});
      if (part.empty()) continue;
      const UtcSpan utc{at_wall(part.from, piece.offset), at_wall(part.to, piece.offset)};
      if (!hour.spans.empty() && hour.spans.back().boot_id == boot.id && hour.spans.back().boot.to == part.from) {
        hour.spans.back().boot.to = part.to;  // continuous on box time, whatever the wall clock did at the joint
        hour.spans.back().utc.to = utc.to;
      } else {
        hour.spans.push_back({boot.id, part, utc});
      }
    }
  }
  std::sort(hour.spans.begin(), hour.spans.end(), [](const MappedSpan& a, const MappedSpan& b) {
    return std::tie(a.utc.from, a.boot_id, a.boot.from) < std::tie(b.utc.from, b.boot_id, b.boot.from);
  });
  if (hour.spans.empty()) return hour;

  hour.clock = ClockState::kSynced;
  for (const Boot& boot : boots_) {
    const BootSpan extent = hull(hour.spans, boot.id);
    if (extent.empty()) continue;
    hour.clock = worse(hour.clock, worst_state(boot, extent));
    for (std::size_t i = 1; i < boot.marks.size(); ++i) {
      const ClockMark& mark = boot.marks[i];
      const Millis by = offset_of(mark) - offset_of(boot.marks[i - 1]);
      if (distance(by, Millis{0}) <= kStepFloor && mark.cause != ClockMarkCause::kStep) continue;
      if (mark.reading.boot < extent.from || mark.reading.boot > extent.to) continue;
      hour.steps.push_back({boot.id, mark.reading.boot, *utc(boot.id, mark.reading.boot), by});
    }
  }
  return hour;
}

std::optional<UtcMillis> ClockMap::utc(const BootId& boot_id, BootMillis at) const {
  for (const Boot& boot : boots_) {
    if (boot.id != boot_id) continue;
    for (const Piece& piece : boot.pieces) {
      if (piece.boot.contains(at)) return at_wall(at, piece.offset);
    }
  }
  return std::nullopt;
}

std::vector<ClockMark> ClockMap::marks_for(const UtcSpan& span) const {
  const MappedHour hour = map(span);
  std::vector<ClockMark> needed;
  for (const Boot& boot : boots_) {
    const BootSpan extent = hull(hour.spans, boot.id);
    if (extent.empty()) continue;
    // The last anchor at or before the stretch (in a boot without one: the last mark), and everything from there to the
    // stretch's end; the first anchor where none came before, since it maps the earlier part anew.
    const auto at = [&](std::size_t i) { return boot.marks[i].reading.boot; };
    std::size_t from = 0;
    if (boot.anchors.empty()) {
      while (from + 1 < boot.marks.size() && at(from + 1) <= extent.from) ++from;
    }
    for (const std::size_t anchor : boot.anchors) {
      if (at(anchor) <= extent.from) from = anchor;
    }
    std::size_t to = from;
    while (to + 1 < boot.marks.size() && (at(to + 1) <= extent.to || at(to) + kBootReach < extent.to)) ++to;
    if (!boot.anchors.empty()) to = std::max(to, boot.anchors.front() >= from ? boot.anchors.front() : to);

    // Alone, the first of these would map the boot from its beginning and the last one kBootReach beyond itself: where
    // the clock had stepped, that can bring moments into the hour that are not in it. Then take in more.
    const auto part = [&] {
      return std::vector<ClockMark>(boot.marks.begin() + static_cast<std::ptrdiff_t>(from),
                                    boot.marks.begin() + static_cast<std::ptrdiff_t>(to) + 1);
    };
    std::vector<ClockMark> marks = part();
    const std::size_t last = boot.marks.size() - 1;
    const MappedHour wanted = from == 0 && to == last ? MappedHour{} : ClockMap(boot.marks).map(span);
    for (std::size_t more = 1; from > 0 || to < last; more *= 2) {
      if (ClockMap(marks).map(span) == wanted) break;
      from = from > more ? start_at_or_before(boot.anchors, from - more) : 0;
      to = std::min(last, to + more);
      marks = part();
    }
    needed.insert(needed.end(), marks.begin(), marks.end());
  }
  return needed;
}

}  // namespace xueshi::supervision
