#include "supervision/input_digest.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/bytes.h"

namespace xueshi::supervision {
namespace {

/// The extent of the hour in each boot.
std::map<BootId, BootSpan> extents(const HourInputs& inputs) {
  std::map<BootId, BootSpan> result;
  for (const MappedSpan& span : ClockMap(inputs.clock).map(inputs.hour.span).spans) {
    auto [it, fresh] = result.emplace(span.boot_id, span.boot);
    it->second.from = std::min(it->second.from, span.boot.from);
    it->second.to = std::max(it->second.to, span.boot.to);
  }
  return result;
}

/// Without what was recorded long after the hour: it was not there when the hour was first judged.
void cut_after(Segment& file, BootMillis end) {
  const auto late =
      std::find_if(file.gops.begin(), file.gops.end(), [end](const Gop& gop) { return gop.arrival >= end + kJitter; });
  if (late == file.gops.end()) return;
  const Millis at = late->start;
  file.gops.erase(late, file.gops.end());
  file.duration = std::min(file.duration, at);
  std::erase_if(file.holes, [at](const Hole& hole) { return hole.start >= at; });
}

void tidy(CameraInputs& camera, const std::map<BootId, BootSpan>& hour, const config::RulePack& rules) {
  std::erase_if(camera.segments, [&](const Segment& file) {
    const auto it = hour.find(file.boot_id);
    return it == hour.end() || file.start_boot >= it->second.to ||
           file.start_boot + file.duration + kJitter < it->second.from - kCoverageLookback;
  });
  for (Segment& file : camera.segments) {
    cut_after(file, hour.at(file.boot_id).to);
    std::sort(file.holes.begin(), file.holes.end(),
              [](const Hole& a, const Hole& b) { return std::tie(a.start, a.length) < std::tie(b.start, b.length); });
  }
  // The longest state of each file.
  std::sort(camera.segments.begin(), camera.segments.end(), [](const Segment& a, const Segment& b) {
    return std::tuple(a.boot_id, a.id.sequence, b.duration, b.gops.size(), a.start_boot) <
           std::tuple(b.boot_id, b.id.sequence, a.duration, a.gops.size(), b.start_boot);
  });
  camera.segments.erase(std::unique(camera.segments.begin(), camera.segments.end(),
                                    [](const Segment& a, const Segment& b) {
                                      return a.boot_id == b.boot_id && a.id.sequence == b.id.sequence;
                                    }),
                        camera.segments.end());

  std::erase_if(camera.observations, [&](const Observation& one) {
    const auto it = hour.find(one.boot_id);
    return it == hour.end() || one.camera != camera.camera || one.boot >= it->second.to ||
           one.boot < it->second.from - rules.observation_max_age;
  });
  // What the rules read of a picture; one that was loaded twice was still seen once.
  const auto read = [](const Observation& one) {
    return std::tie(one.boot_id, one.boot, one.count, one.lo, one.hi, one.calibrated, one.luma, one.sharpness,
                    one.phash, one.detector);
  };
  std::sort(camera.observations.begin(), camera.observations.end(),
            [&](const Observation& a, const Observation& b) { return read(a) < read(b); });
  camera.observations.erase(std::unique(camera.observations.begin(), camera.observations.end(),
                                        [&](const Observation& a, const Observation& b) { return read(a) == read(b); }),
                            camera.observations.end());
}

class Encoder {
 public:
  void number(std::int64_t value) { bytes_.put_signed(value); }
  void text(std::string_view value) { bytes_.put_text(value); }
  void time(UtcMillis value) { number(count_ms(value)); }
  void time(BootMillis value) { number(count_ms(value)); }
  void length(Millis value) { number(value.count()); }
  void span(const UtcSpan& value) {
    time(value.from);
    time(value.to);
  }
  void boot(const BootId& id) { bytes_.put(ByteView(id.bytes)); }
  template <typename List, typename Each>
  void list(const List& values, Each each) {
    number(static_cast<std::int64_t>(values.size()));
    for (const auto& value : values) each(value);
  }
  [[nodiscard]] Sha256Digest digest() const { return sha256(bytes_.bytes()); }

 private:
  ByteWriter bytes_;
};

void encode(Encoder& out, const config::RulePack& rules) {
  out.text(rules.version);
  out.length(rules.min_continuous);
  out.length(rules.max_packet_gap);
  out.length(rules.missing_after);
  out.length(rules.observation_max_age);
  out.number(rules.staff_in_view);
  out.number(rules.attendance_warn_percent);
  out.number(rules.attendance_fail_percent);
  out.length(rules.late_after);
  out.number(rules.checkin_out ? 1 : 0);
}

void encode(Encoder& out, const Segment& file) {
  out.number(static_cast<std::int64_t>(file.id.sequence));
  out.boot(file.boot_id);
  out.time(file.start_boot);
  out.length(file.duration);
  out.number(file.continues_previous ? 1 : 0);
  out.length(file.hole_before);
  out.list(file.gops, [&](const Gop& gop) {
    out.length(gop.start);
    out.length(gop.duration);
    out.time(gop.arrival);
    out.length(gop.greatest_hole);
  });
  out.list(file.holes, [&](const Hole& hole) {
    out.length(hole.start);
    out.length(hole.length);
  });
}

void encode(Encoder& out, const Observation& one) {
  out.boot(one.boot_id);
  out.time(one.boot);
  out.number(one.count);
  out.number(one.lo);
  out.number(one.hi);
  out.number(one.calibrated ? 1 : 0);
  out.number(one.luma);
  out.number(one.sharpness);
  out.number(static_cast<std::int64_t>(one.phash));
  out.text(one.detector);
}

}  // namespace

HourInputs relevant(HourInputs inputs, const config::RulePack& rules) {
  const LessonHour& hour = inputs.hour;
  std::sort(inputs.roster.begin(), inputs.roster.end());
  inputs.roster.erase(std::unique(inputs.roster.begin(), inputs.roster.end()), inputs.roster.end());

  std::erase_if(inputs.check_ins, [&](const CheckIn& one) {
    return one.training_class != hour.id.training_class || one.day != hour.id.day || one.session != hour.session;
  });
  std::sort(inputs.check_ins.begin(), inputs.check_ins.end(), [](const CheckIn& a, const CheckIn& b) {
    return std::tie(a.trainee, a.in, a.out, a.method) < std::tie(b.trainee, b.in, b.out, b.method);
  });
  std::erase_if(inputs.leave, [&](const Leave& one) {
    return one.training_class != hour.id.training_class || intersect(one.span, hour.span).empty();
  });
  std::sort(inputs.leave.begin(), inputs.leave.end(), [](const Leave& a, const Leave& b) {
    return std::tie(a.trainee, a.span.from, a.span.to) < std::tie(b.trainee, b.span.from, b.span.to);
  });
  std::erase_if(inputs.check_ins, [](const CheckIn& one) { return one.voided; });
  std::sort(inputs.oddities.begin(), inputs.oddities.end(), [](const CheckInOddity& a, const CheckInOddity& b) {
    return std::tie(a.sign, a.utc.from, a.utc.to) < std::tie(b.sign, b.utc.from, b.utc.to);
  });
  for (UtcSpan& down : inputs.check_in_down) down = intersect(down, hour.span);
  std::erase_if(inputs.check_in_down, [](const UtcSpan& down) { return down.empty(); });
  std::sort(inputs.check_in_down.begin(), inputs.check_in_down.end(),
            [](const UtcSpan& a, const UtcSpan& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });

  inputs.clock = ClockMap(std::move(inputs.clock)).marks_for(hour.span);
  const auto boots = extents(inputs);
  std::sort(inputs.cameras.begin(), inputs.cameras.end(),
            [](const CameraInputs& a, const CameraInputs& b) { return a.camera < b.camera; });
  for (CameraInputs& camera : inputs.cameras) tidy(camera, boots, rules);
  return inputs;
}

Sha256Digest input_digest(const HourInputs& given, const config::RulePack& rules) {
  const HourInputs inputs = relevant(given, rules);
  const LessonHour& hour = inputs.hour;
  Encoder out;
  out.text("xueshi-hour-inputs/1");
  encode(out, rules);
  out.text(hour.id.training_class.text);
  out.text(hour.id.hour());
  out.span(hour.span);
  out.number(hour.session);
  out.text(kLessonKinds.name(hour.kind));
  out.time(hour.planned_at);
  out.number(hour.cancelled ? 1 : 0);
  out.span(inputs.session);
  out.list(inputs.roster, [&](const TraineeNo& one) { out.text(one.text); });
  out.list(inputs.check_ins, [&](const CheckIn& one) {
    out.text(one.trainee.text);
    out.time(one.in);
    out.number(one.out ? 1 : 0);
    out.time(one.out.value_or(UtcMillis{}));
    out.text(kCheckInMethods.name(one.method));
  });
  out.list(inputs.leave, [&](const Leave& one) {
    out.text(one.trainee.text);
    out.span(one.span);
    if (one.entered_at && *one.entered_at > hour.span.from) out.text("entered late");
  });
  out.list(inputs.check_in_down, [&](const UtcSpan& one) { out.span(one); });
  out.number(inputs.timetable ? 1 : 0);
  // What was not there before check-in by phone is left out where it is not there: digests of older hours stay.
  if (hour.cancelled_at) {
    out.text("cancelled_at");
    out.time(*hour.cancelled_at);
    out.number(rules.plan_notice.count());
  }
  if (!inputs.oddities.empty()) {
    out.text("oddities");
    out.list(inputs.oddities, [&](const CheckInOddity& one) {
      out.text(kCheckInSigns.name(one.sign));
      out.span(one.utc);
    });
  }
  out.list(inputs.clock, [&](const ClockMark& mark) {
    out.boot(mark.boot_id);
    out.time(mark.reading.utc);
    out.time(mark.reading.boot);
    out.text(name(mark.reading.state));
    out.text(kClockMarkCauses.name(mark.cause));
  });
  out.list(inputs.cameras, [&](const CameraInputs& camera) {
    out.text(camera.camera.text);
    out.number(camera.staff_in_view.value_or(-1));
    out.list(camera.segments, [&](const Segment& file) { encode(out, file); });
    out.list(camera.observations, [&](const Observation& one) { encode(out, one); });
  });
  const bool running = inputs.now < hour.span.to;
  out.number(running ? 1 : 0);
  out.time(running ? inputs.now : UtcMillis{});
  return out.digest();
}

}  // namespace xueshi::supervision
