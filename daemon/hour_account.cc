#include "daemon/hour_account.h"

#include <algorithm>
#include <tuple>

#include "actions/unrecorded.h"
#include "supervision/hour_flags.h"

namespace xueshi::daemon {
namespace {

using supervision::ClockMap;
using supervision::MappedHour;
using supervision::on_wall;

/// By boot and sequence, each file once: the longest that is known of it.
std::vector<Segment> files_of(std::vector<Segment> segments) {
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
    return std::tie(a.id.sequence, b.duration) < std::tie(b.id.sequence, a.duration);
  });
  segments.erase(
      std::unique(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) { return a.id == b.id; }),
      segments.end());
  return segments;
}

std::vector<web::HourRecorded> recorded(const std::vector<Segment>& files, const MappedHour& hour,
                                        const ClockMap& map) {
  std::vector<web::HourRecorded> stretches;
  for (const supervision::MappedSpan& span : hour.spans) {
    const Segment* before = nullptr;
    BootSpan stretch{};
    const auto end_stretch = [&] {
      if (before == nullptr) return;
      const UtcSpan utc = on_wall(map, span.boot_id, stretch);
      if (!utc.empty()) stretches.push_back({utc, before->suspect});
      before = nullptr;
    };
    for (const Segment& file : files) {
      const BootSpan part = intersect(file.boot_span(), span.boot);
      if (file.boot_id != span.boot_id || part.empty()) continue;
      const bool goes_on = before != nullptr && file.continues_previous && file.suspect == before->suspect &&
                           file.id.sequence == before->id.sequence + 1 && file.hole_before < kHoleFloor;
      if (!goes_on) {
        end_stretch();
        stretch.from = part.from;
      }
      stretch.to = part.to;
      before = &file;
    }
    end_stretch();
  }
  std::sort(stretches.begin(), stretches.end(),
            [](const web::HourRecorded& a, const web::HourRecorded& b) { return a.utc.from < b.utc.from; });
  return stretches;
}

void add_known(std::vector<web::HourGap>& all, const Gap& gap, const actions::LoadedHour& loaded, const ClockMap& map) {
  // Time in which the box was off is known by the wall clock alone.
  const UtcSpan by_wall = intersect(gap.utc, loaded.inputs.hour.span);
  if (gap.cause == GapCause::kBoxOff && !by_wall.empty()) {
    all.push_back({by_wall, by_wall.length(), gap.cause, false});
    return;
  }
  for (const supervision::MappedSpan& span : loaded.mapped.spans) {
    const BootSpan part = intersect(gap.boot, span.boot);
    if (gap.boot_id != span.boot_id || part.empty()) continue;
    const UtcSpan utc = on_wall(map, span.boot_id, part);
    if (!utc.empty()) all.push_back({utc, part.length(), gap.cause, false});
  }
}

/// What is missing up to now of a camera that is not being recorded: its row comes when it is over. A piece that ends
/// before now, and not with the hour, is a file or a row that is on its way.
void add_going_on(std::vector<web::HourGap>& all, const actions::Unrecorded& piece, const UtcSpan& hour,
                  const ClockMap& map, const RightNow& now) {
  const auto why = now.not_recorded.find(piece.camera);
  if (why == now.not_recorded.end() || piece.box_off || piece.boot_id != now.boot_id) return;
  if (piece.boot.to < now.at.boot && piece.utc.to < hour.to - actions::kAccountingSlack) return;
  const BootSpan part{piece.boot.from, std::min(piece.boot.to, now.at.boot)};
  if (part.empty() || part.length() <= actions::kAccountingSlack) return;
  const UtcSpan utc = on_wall(map, now.boot_id, part);
  if (!utc.empty()) all.push_back({utc, part.length(), why->second, true});
}

std::vector<web::HeadCount> counts(std::vector<Observation> seen, const MappedHour& hour, const ClockMap& map) {
  std::sort(seen.begin(), seen.end(), [](const Observation& a, const Observation& b) {
    return std::tie(a.boot, a.count) < std::tie(b.boot, b.count);
  });
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());  // stored a moment ago, and still waiting to be
  std::vector<web::HeadCount> points;
  for (const supervision::MappedSpan& span : hour.spans) {
    for (const Observation& one : seen) {
      if (one.boot_id != span.boot_id || !span.boot.contains(one.boot)) continue;
      const auto at = map.utc(one.boot_id, one.boot);
      if (!at) continue;
      web::HeadCount point{*at, one.count, {}, {}};
      if (one.calibrated) {
        point.lo = one.lo;
        point.hi = one.hi;
      }
      points.push_back(point);
    }
  }
  return points;
}

}  // namespace

std::vector<web::HourCamera> hour_cameras(const actions::LoadedHour& loaded, const supervision::HourAnalysis& analysis,
                                          const RightNow& now) {
  const ClockMap map(loaded.inputs.clock);
  const UtcSpan& hour = loaded.inputs.hour.span;
  std::vector<actions::Unrecorded> open;
  if (!now.concluded) open = actions::unrecorded(loaded, now.boot_id, now.at);
  std::vector<web::HourCamera> cameras;
  for (const supervision::CameraInputs& inputs : loaded.inputs.cameras) {
    web::HourCamera camera;
    camera.id = inputs.camera;
    camera.recorded = recorded(files_of(inputs.segments), loaded.mapped, map);
    for (const Gap& gap : loaded.gaps.at(inputs.camera)) add_known(camera.gaps, gap, loaded, map);
    for (const actions::Unrecorded& piece : open) {
      if (piece.camera == inputs.camera) add_going_on(camera.gaps, piece, hour, map, now);
    }
    std::sort(camera.gaps.begin(), camera.gaps.end(),
              [](const web::HourGap& a, const web::HourGap& b) { return a.utc.from < b.utc.from; });
    for (const supervision::CameraView& view : analysis.cameras) {
      if (view.camera != inputs.camera) continue;
      for (const supervision::CameraBoot& boot : view.boots) {
        for (const BootSpan& stretch : boot.covered) {
          const UtcSpan utc = on_wall(map, boot.boot_id, stretch);
          if (!utc.empty()) camera.coverage.push_back(utc);
        }
      }
    }
    camera.counts = counts(inputs.observations, loaded.mapped, map);
    cameras.push_back(std::move(camera));
  }
  return cameras;
}

}  // namespace xueshi::daemon
