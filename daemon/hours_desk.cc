#include "daemon/hours_desk.h"

#include <algorithm>

#include "daemon/hour_account.h"
#include "supervision/presence.h"

namespace xueshi::daemon {
namespace {

const HourOverview* overview_of(const std::vector<HourOverview>& running, const LessonHourId& id) {
  const auto found =
      std::find_if(running.begin(), running.end(), [&](const HourOverview& each) { return each.id == id; });
  return found == running.end() ? nullptr : &*found;
}

std::vector<web::HourCheckIn> check_ins(const supervision::HourInputs& inputs, const config::RulePack& rules) {
  std::vector<web::HourCheckIn> rows;
  for (const CheckIn& one : inputs.check_ins) {
    if (one.session != inputs.hour.session || one.voided) continue;
    rows.push_back({one.trainee, one.in, one.out, one.method, supervision::is_late(one, inputs.session, rules)});
  }
  std::sort(rows.begin(), rows.end(), [](const web::HourCheckIn& a, const web::HourCheckIn& b) {
    return std::tie(a.in, a.trainee) < std::tie(b.in, b.trainee);
  });
  return rows;
}

std::vector<web::ExpectedFrom> expected(const supervision::HourInputs& inputs,
                                        const supervision::HourAnalysis& analysis, const config::RulePack& rules) {
  int staff = rules.staff_in_view;
  if (analysis.best) {
    const CameraId& best = analysis.cameras[*analysis.best].camera;
    for (const supervision::CameraInputs& camera : inputs.cameras) {
      if (camera.camera == best) staff = camera.staff_in_view.value_or(staff);
    }
  }
  const int needed = supervision::heads_needed(analysis.attendance.present, staff);
  std::vector<web::ExpectedFrom> steps;
  for (const supervision::PresentFrom& step : analysis.attendance.steps) {
    steps.push_back({step.at, step.present, needed});
  }
  return steps;
}

}  // namespace

HoursDesk::HoursDesk(HoursBox box, store::Store& store, const TapeDesk& tape, config::RulePack rules,
                     const Clock& clock)
    : box_(std::move(box)), store_(store), tape_(tape), rules_(std::move(rules)), clock_(clock) {}

Result<web::HourRow> HoursDesk::row(store::Reader& reader, const LessonHour& hour,
                                    const std::vector<HourOverview>& running, UtcMillis now) const {
  web::HourRow row;
  row.plan = hour;
  row.needed = rules_.min_continuous;
  auto conclusion = reader.conclusion(hour.id);
  if (!conclusion) return tl::make_unexpected(conclusion.error());
  if (*conclusion) {
    row.state = web::HourState::kConcluded;
    row.conclusion = std::move(*conclusion);
  } else if (now < hour.span.from) {
    row.state = web::HourState::kPlanned;
  } else if (now >= hour.span.to) {
    row.state = web::HourState::kWaiting;
  } else {
    row.state = web::HourState::kRunning;
    if (const HourOverview* live = overview_of(running, hour.id)) {
      row.live = to_json(*live);
      row.conclusion = live->so_far;
    }
  }
  return row;
}

Result<web::DayOfHours> HoursDesk::day(std::optional<LocalDay> day) {
  const UtcMillis now = clock_.utc();
  web::DayOfHours answer;
  answer.day = day.value_or(local_day(now));
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto hours = reader->hours_of_day(answer.day);
  if (!hours) return tl::make_unexpected(hours.error());
  const std::vector<HourOverview> running = box_.overview().hours;
  std::map<ClassId, TrainingClass> classes;
  for (const LessonHour& hour : *hours) {
    const ClassId& id = hour.id.training_class;
    if (!classes.contains(id)) {
      auto found = reader->training_class(id);
      if (!found) return tl::make_unexpected(found.error());
      classes.emplace(id, found->value_or(TrainingClass{}));
    }
    auto shown = row(*reader, hour, running, now);
    if (!shown) return tl::make_unexpected(shown.error());
    shown->title = classes.at(id).title;
    if (!classes.at(id).cameras.empty()) shown->camera = classes.at(id).cameras.front();
    shown->enrolled = static_cast<int>(classes.at(id).roster.size());
    answer.hours.push_back(std::move(*shown));
  }
  return answer;
}

Result<web::HourDetail> HoursDesk::hour(const LessonHourId& id) {
  const ClockReading now = clock_.read();
  const auto tape = tape_.live();  // before the index, which is behind it
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto hour = reader->lesson_hour(id);
  if (!hour) return tl::make_unexpected(hour.error());
  if (!*hour) return fail(ErrorCode::kNotFound, "no lesson hour " + id.hour() + " of class " + id.training_class.text);
  auto shown = row(*reader, **hour, box_.overview().hours, now.utc);
  if (!shown) return tl::make_unexpected(shown.error());

  web::HourDetail detail;
  detail.hour = std::move(*shown);
  const web::HourState state = detail.hour.state;
  RightNow present;
  present.boot_id = clock_.boot_id();
  present.at = now;
  present.concluded = state == web::HourState::kConcluded;
  actions::LiveFacts live;
  if (!present.concluded) {
    present.not_recorded = tape_.not_recorded(box_.disks);
    live = box_.live_facts();
  }
  auto loaded = actions::load_hour(*reader, **hour, rules_, live, now.utc, actions::ClockMarks::kNear);
  if (!loaded) return tl::make_unexpected(loaded.error());
  const supervision::HourAnalysis analysis = supervision::analyse(loaded->inputs, rules_);
  detail.hour.title = loaded->title;
  detail.hour.enrolled = analysis.attendance.enrolled;
  if (state == web::HourState::kRunning) detail.hour.conclusion = analysis.conclusion;

  if (!present.concluded) {
    for (supervision::CameraInputs& camera : loaded->inputs.cameras) {
      const auto found = tape.find(camera.camera);
      if (found == tape.end()) {
        present.not_recorded.emplace(camera.camera, GapCause::kNotRecording);  // set up no more, or not yet
        continue;
      }
      // Not on stable storage yet, and so nothing for the rules, but to be seen.
      for (const auto& file : {found->second.closed, found->second.growing}) {
        if (file) camera.segments.push_back(*file);
      }
    }
  }
  detail.cameras = hour_cameras(*loaded, analysis, present);
  if (!detail.cameras.empty()) detail.hour.camera = detail.cameras.front().id;
  if (state != web::HourState::kPlanned) detail.attendance = expected(loaded->inputs, analysis, rules_);
  detail.check_ins = check_ins(loaded->inputs, rules_);
  return detail;
}

}  // namespace xueshi::daemon
