#include "actions/hour_inputs.h"

#include <algorithm>
#include <set>

#include "checkin/oddities.h"
#include "training/timetable.h"

namespace xueshi::actions {
namespace {

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// The span of the hour's session; the hour's own where it is alone.
UtcSpan session_span(const LessonHour& hour, const std::vector<LessonHour>& of_class) {
  for (const training::Session& session : training::sessions(of_class)) {
    if (session.training_class == hour.id.training_class && session.day == hour.id.day &&
        session.number == hour.session) {
      return session.span;
    }
  }
  return hour.span;
}

Result<std::vector<ClockMark>> load_marks(store::Reader& reader, const UtcSpan& span, ClockMarks depth) {
  auto near = reader.clock_marks(UtcSpan{span.from - kClockMarkReach, span.to + kClockMarkReach});
  if (!near || depth == ClockMarks::kNear) return near;
  std::set<BootId> boots;
  for (const ClockMark& mark : *near) boots.insert(mark.boot_id);
  std::vector<ClockMark> all;
  for (const BootId& boot : boots) {
    auto of_boot = reader.clock_marks(boot);
    if (!of_boot) return of_boot;
    append(all, std::move(*of_boot));
  }
  return all;
}

/// When phones said so, by the clock map instead of the wall clock as it was then (I7): events have box time, too.
void map_check_ins(const std::vector<CheckInEvent>& events, const supervision::ClockMap& map,
                   std::vector<CheckIn>& check_ins) {
  const auto mapped = [&](const CheckIn& one, CheckDirection direction, UtcMillis at) {
    for (const CheckInEvent& event : events) {
      if (event.result != CheckResult::kAccepted || event.method != CheckInMethod::kPhone ||
          event.direction != direction || event.session != one.session || event.trainee != one.trainee ||
          event.at.utc != at) {
        continue;
      }
      return map.utc(event.boot, event.at.boot).value_or(at);
    }
    return at;
  };
  for (CheckIn& one : check_ins) {
    if (one.method == CheckInMethod::kCorrected) continue;
    one.in = mapped(one, CheckDirection::kIn, one.in);
    if (one.out) one.out = mapped(one, CheckDirection::kOut, *one.out);
  }
}

/// When nobody could check in: until check-in by phone was open for the session, the whole hour where it never was.
/// Where staff entered who was there, that stands in its place.
Result<void> load_check_in(store::Reader& reader, const TrainingClass& training_class, const supervision::ClockMap& map,
                           supervision::HourInputs& inputs) {
  const LessonHour& hour = inputs.hour;
  const bool entered = std::any_of(inputs.check_ins.begin(), inputs.check_ins.end(), [&](const CheckIn& check_in) {
    return check_in.session == hour.session && check_in.method != CheckInMethod::kPhone && !check_in.voided;
  });
  if (entered) return {};
  UtcMillis open_from = hour.span.to;
  const bool by_phone = std::any_of(training_class.roster.begin(), training_class.roster.end(),
                                    [](const Trainee& trainee) { return !trainee.id.empty(); });
  if (by_phone) {
    const auto openings = reader.openings(hour.id.training_class, hour.id.day);
    if (!openings) return tl::make_unexpected(openings.error());
    for (const CheckInOpening& opening : *openings) {
      if (opening.session != hour.session) continue;
      open_from = std::min(open_from, map.utc(opening.boot, opening.at.boot).value_or(opening.at.utc));
    }
  }
  if (open_from > hour.span.from) inputs.check_in_down.push_back({hour.span.from, open_from});
  return {};
}

Result<void> load_camera(store::Reader& reader, const CameraId& camera, const config::RulePack& rules,
                         const LiveFacts& live, LoadedHour& hour) {
  supervision::CameraInputs inputs;
  inputs.camera = camera;
  std::vector<Gap>& gaps = hour.gaps[camera];
  for (const supervision::MappedSpan& span : hour.mapped.spans) {
    BootSpan wide = span.boot;
    wide.from -= supervision::kCoverageLookback;
    auto segments = reader.segments(camera, span.boot_id, wide);
    if (!segments) return tl::make_unexpected(segments.error());
    append(inputs.segments, std::move(*segments));

    wide.from = span.boot.from - rules.observation_max_age;
    auto observations = reader.observations(camera, span.boot_id, wide);
    if (!observations) return tl::make_unexpected(observations.error());
    append(inputs.observations, std::move(*observations));

    auto in_boot = reader.gaps(camera, span.boot_id, span.boot);
    if (!in_boot) return tl::make_unexpected(in_boot.error());
    append(gaps, std::move(*in_boot));
    for (const Segment& segment : live.open) {
      if (segment.id.camera == camera && segment.boot_id == span.boot_id) inputs.segments.push_back(segment);
    }
    for (const Observation& observation : live.observations) {
      if (observation.camera == camera && observation.boot_id == span.boot_id)
        inputs.observations.push_back(observation);
    }
  }
  // Power-off time lies in no boot: such gaps are known by the wall clock.
  auto by_wall = reader.gaps(camera, hour.inputs.hour.span);
  if (!by_wall) return tl::make_unexpected(by_wall.error());
  for (Gap& gap : *by_wall) {
    if (gap.cause == GapCause::kBoxOff && std::find(gaps.begin(), gaps.end(), gap) == gaps.end()) {
      gaps.push_back(std::move(gap));
    }
  }
  hour.inputs.cameras.push_back(std::move(inputs));
  return {};
}

}  // namespace

Result<LoadedHour> load_hour(store::Reader& reader, const LessonHour& hour, const config::RulePack& rules,
                             const LiveFacts& live, UtcMillis now, ClockMarks depth) {
  LoadedHour loaded;
  supervision::HourInputs& inputs = loaded.inputs;
  inputs.hour = hour;
  inputs.now = now;

  const auto training_class = reader.training_class(hour.id.training_class);
  if (!training_class) return tl::make_unexpected(training_class.error());
  if (!*training_class) {
    return fail(ErrorCode::kNotFound, "no class " + hour.id.training_class.text + " in the database");
  }
  loaded.title = (*training_class)->title;
  for (const Trainee& trainee : (*training_class)->roster) inputs.roster.push_back(trainee.number);

  const auto of_class = reader.hours_of_class(hour.id.training_class);
  if (!of_class) return tl::make_unexpected(of_class.error());
  inputs.session = session_span(hour, *of_class);

  auto check_ins = reader.check_ins(hour.id.training_class, hour.id.day);
  if (!check_ins) return tl::make_unexpected(check_ins.error());
  inputs.check_ins = std::move(*check_ins);
  auto leave = reader.leaves(hour.id.training_class, hour.span);
  if (!leave) return tl::make_unexpected(leave.error());
  inputs.leave = std::move(*leave);

  auto marks = load_marks(reader, hour.span, depth);
  if (!marks) return tl::make_unexpected(marks.error());
  inputs.clock = std::move(*marks);
  const supervision::ClockMap map(inputs.clock);
  loaded.mapped = map.map(hour.span);
  const auto events = reader.check_in_events(hour.id.training_class, hour.id.day);
  if (!events) return tl::make_unexpected(events.error());
  map_check_ins(*events, map, inputs.check_ins);
  if (auto looked = load_check_in(reader, **training_class, map, inputs); !looked) {
    return tl::make_unexpected(looked.error());
  }
  inputs.oddities = checkin::oddities(*events, hour.session, rules);

  for (const CameraId& camera : (*training_class)->cameras) {
    if (auto done = load_camera(reader, camera, rules, live, loaded); !done) return tl::make_unexpected(done.error());
  }
  const auto before = reader.conclusion(hour.id);
  if (!before) return tl::make_unexpected(before.error());
  inputs.rev = *before ? (*before)->rev + 1 : 1;
  return loaded;
}

}  // namespace xueshi::actions
