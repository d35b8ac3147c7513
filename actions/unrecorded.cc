#include "actions/unrecorded.h"

#include <algorithm>

namespace xueshi::actions {
namespace {

template <typename Point>
std::vector<Span<Point>> uncovered(const Span<Point>& whole, std::vector<Span<Point>> known) {
  std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  std::vector<Span<Point>> rest;
  Point at = whole.from;
  const auto add = [&](Point to) {
    if (to - at > kAccountingSlack) rest.push_back({at, to});
  };
  for (const Span<Point>& span : known) {
    const Span<Point> part = intersect(span, whole);
    if (part.empty()) continue;
    add(part.from);
    at = std::max(at, part.to);
  }
  add(whole.to);
  return rest;
}

}  // namespace

std::vector<BootSpan> rest_of(const BootSpan& whole, std::vector<BootSpan> known) {
  return uncovered(whole, std::move(known));
}

std::vector<Unrecorded> unrecorded(const LoadedHour& hour, const BootId& boot_id, const ClockReading& now) {
  std::vector<Unrecorded> all;
  for (const supervision::CameraInputs& camera : hour.inputs.cameras) {
    const std::vector<Gap>& gaps = hour.gaps.at(camera.camera);

    for (const supervision::MappedSpan& mapped : hour.mapped.spans) {
      std::vector<BootSpan> known;
      for (const Segment& segment : camera.segments) {
        if (segment.boot_id == mapped.boot_id) known.push_back(segment.boot_span());
      }
      for (const Gap& gap : gaps) {
        if (gap.boot_id == mapped.boot_id) known.push_back(gap.boot);
      }
      for (const BootSpan& piece : uncovered(mapped.boot, std::move(known))) {
        const Millis into = piece.from - mapped.boot.from;
        const UtcMillis from = mapped.utc.from + into;
        all.push_back({camera.camera, mapped.boot_id, piece, {from, from + piece.length()}, false});
      }
    }

    // Wall time of the hour that no boot has.
    std::vector<UtcSpan> known;
    for (const supervision::MappedSpan& mapped : hour.mapped.spans) known.push_back(mapped.utc);
    for (const Gap& gap : gaps) {
      if (gap.cause == GapCause::kBoxOff) known.push_back(gap.utc);
    }
    for (const UtcSpan& piece : uncovered(hour.inputs.hour.span, std::move(known))) {
      const BootMillis from = now.boot + (piece.from - now.utc);
      all.push_back({camera.camera, boot_id, {from, from + piece.length()}, piece, true});
    }
  }
  return all;
}

}  // namespace xueshi::actions
