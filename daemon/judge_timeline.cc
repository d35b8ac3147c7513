#include "daemon/judge_timeline.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace xueshi::daemon {
namespace {

/// Where the line begins on both clocks; any moment would do.
const UtcMillis kLineUtc = start_of(LocalDay{std::chrono::year{2000}, std::chrono::January, std::chrono::day{1}});
constexpr BootMillis kLineBoot = boot_ms(1'000'000);
/// Between parts that do not follow on, for who reads the figures; it is what each part's own boot makes certain.
constexpr Millis kApart{1};
/// Frames are told to `coverage` in groups of about this length, each with an arrival of its own.
constexpr Millis kGroup{1'000};
constexpr Millis kMarkEvery{300'000};

const CameraId kCamera("file");
const ClassId kClass("judge");

/// Each part that does not follow on is a boot of its own, so that nothing at all is carried over to it: not
/// continuity, and not what was seen just before. Numbered from 1, in an order that is also that of the ids.
BootId boot_of_part(std::uint32_t part) {
  BootId id;
  for (std::size_t i = 0; i < 4; ++i) id.bytes[i] = static_cast<std::uint8_t>(part >> (24 - 8 * i));
  return id;
}

/// The stretch as a recorded file whose first frame is shown at `start`.
Segment segment_of(const VideoStretch& stretch, const BootId& boot_id, BootMillis start, std::uint64_t sequence) {
  Segment segment;
  segment.id = {kCamera, sequence};
  segment.boot_id = boot_id;
  segment.start_boot = start;
  segment.start_utc = kLineUtc + (start - kLineBoot);
  segment.clock = ClockState::kSynced;
  const Millis first = stretch.frames.front();
  segment.duration = stretch.frames.back() - first + stretch.frame_length;
  Millis previous = first;
  for (const Millis shown : stretch.frames) {
    const Millis at = shown - first;
    const Millis hole = shown - previous;
    if (segment.gops.empty() || at - segment.gops.back().start >= kGroup) {
      if (!segment.gops.empty()) segment.gops.back().duration = at - segment.gops.back().start;
      segment.gops.push_back({segment.bytes, 1, at, Millis{0}, start + at, Millis{0}});
      ++segment.bytes;
    }
    segment.gops.back().greatest_hole = std::max(segment.gops.back().greatest_hole, hole);
    if (hole >= kHoleFloor) segment.holes.push_back({previous - first, hole});
    previous = shown;
  }
  segment.gops.back().duration = segment.duration - segment.gops.back().start;
  return segment;
}

bool follows_by_boxes(const JudgedFile& before, const JudgedFile& file) {
  return before.ours && file.ours && before.ours->id.camera == file.ours->id.camera &&
         before.ours->boot_id == file.ours->boot_id && file.ours->id.sequence == before.ours->id.sequence + 1 &&
         file.ours->continues_previous;
}

/// How far apart the last frame of one file and the first of the next are, where the next one goes on.
std::optional<Millis> distance_between(const JudgedFile& before, const JudgedFile& file,
                                       const config::RulePack& rules) {
  if (follows_by_boxes(before, file)) return std::max(Millis{1}, file.ours->hole_before);
  const Millis apart = file.video.first() - before.video.last();
  if (apart > Millis{0} && apart <= rules.max_packet_gap) return apart;
  return std::nullopt;
}

}  // namespace

double line_seconds(UtcMillis at) { return static_cast<double>((at - kLineUtc).count()) / 1000.0; }
double line_seconds(BootMillis at) { return static_cast<double>((at - kLineBoot).count()) / 1000.0; }

supervision::HourInputs lay_out(const std::vector<JudgedFile>& files, const std::vector<CountedPicture>& counted,
                                int expected, int staff_in_view, const config::RulePack& rules) {
  supervision::CameraInputs camera;
  camera.camera = kCamera;
  camera.staff_in_view = staff_in_view;
  struct Place {
    BootId boot_id;
    BootMillis start{};
  };
  std::map<std::pair<std::size_t, std::size_t>, Place> places;
  std::uint32_t parts = 0;
  BootMillis end = kLineBoot;
  for (std::size_t f = 0; f < files.size(); ++f) {
    const auto& stretches = files[f].video.stretches;
    for (std::size_t s = 0; s < stretches.size(); ++s) {
      const VideoStretch& stretch = stretches[s];
      std::optional<Millis> distance;
      if (s == 0 && f > 0) distance = distance_between(files[f - 1], files[f], rules);
      BootMillis start = camera.segments.empty() ? kLineBoot : end + kApart;
      if (distance) start = end - files[f - 1].video.stretches.back().frame_length + *distance;
      if (!distance) ++parts;
      Segment segment = segment_of(stretch, boot_of_part(parts), start, camera.segments.size() + 1);
      segment.continues_previous = distance.has_value();
      segment.hole_before = distance.value_or(Millis{0});
      places[{f, s}] = {segment.boot_id, start};
      end = segment.boot_span().to;
      camera.segments.push_back(std::move(segment));
    }
  }
  for (const CountedPicture& picture : counted) {
    const Millis first = files[picture.file].video.stretches[picture.stretch].frames.front();
    const Place& place = places.at({picture.file, picture.stretch});
    const BootMillis boot = place.start + (picture.time - first);
    camera.observations.push_back(
        vision::observation_of(picture.seen, kCamera, place.boot_id, boot, kLineUtc + (boot - kLineBoot)));
  }

  supervision::HourInputs inputs;
  inputs.hour.id = {kClass, local_day(kLineUtc), 1};
  inputs.hour.span = {kLineUtc, kLineUtc + (end - kLineBoot)};
  inputs.hour.planned_at = kLineUtc;
  inputs.session = inputs.hour.span;
  for (int i = 1; i <= expected; ++i) {
    const TraineeNo number(fmt::format("{:03}", i));
    inputs.roster.push_back(number);
    inputs.check_ins.push_back({kClass, inputs.hour.id.day, 1, number, inputs.hour.span.from, inputs.hour.span.to,
                                CheckInMethod::kPhone, "", ""});
  }
  for (std::uint32_t part = 1; part <= parts; ++part) {
    for (Millis at{0}; at <= end - kLineBoot + kMarkEvery; at += kMarkEvery) {
      inputs.clock.push_back({boot_of_part(part),
                              {kLineUtc + at, kLineBoot + at, ClockState::kSynced, Millis{0}},
                              ClockMarkCause::kPeriodic});
    }
  }
  inputs.now = inputs.hour.span.to;
  inputs.cameras.push_back(std::move(camera));
  return inputs;
}

}  // namespace xueshi::daemon
