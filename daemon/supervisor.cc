#include "daemon/supervisor.h"

#include <algorithm>

#include "actions/audit.h"
#include "actions/close_hour.h"
#include "actions/lesson_windows.h"
#include "actions/tell.h"
#include "base/log.h"
#include "capture/camera_fault.h"

namespace xueshi::daemon {
namespace {

std::vector<Alarm> standing_alarms(store::Store& store) {
  auto reader = store.reader();
  if (!reader) return {};
  auto alarms = reader->standing_alarms();
  return alarms ? std::move(*alarms) : std::vector<Alarm>{};
}

/// Lesson hours around now: an hour may have begun before midnight.
Result<std::vector<LessonHour>> hours_around(store::Reader& reader, UtcMillis now) {
  const LocalDay today = local_day(now);
  const LocalDay yesterday = local_day(start_of(today) - Millis{1});
  auto hours = reader.hours_of_day(yesterday);
  if (!hours) return hours;
  auto of_today = reader.hours_of_day(today);
  if (!of_today) return of_today;
  hours->insert(hours->end(), of_today->begin(), of_today->end());
  std::erase_if(*hours, [](const LessonHour& hour) { return hour.cancelled; });
  return hours;
}

}  // namespace

Supervisor::Supervisor(SupervisedBox box, std::string box_id, std::string version, std::vector<CameraId> cameras,
                       config::RulePack rules, const Clock& clock, store::AliveFile& alive)
    : box_(std::move(box)),
      box_id_(std::move(box_id)),
      version_(std::move(version)),
      cameras_(std::move(cameras)),
      rules_(std::move(rules)),
      clock_(clock),
      alive_(alive),
      started_(clock.read()),
      alarms_(standing_alarms(box_.store)),
      marker_(clock.boot_id()),
      observations_stored_(started_.boot) {
  overview_.box = box_id_;
  overview_.version = version_;
  overview_.rules = rules_.version;
  overview_.demo = rules_.demo;
  overview_.clock = started_;
}

Supervisor::~Supervisor() { stop(); }

void Supervisor::begin() {
  thread_ = std::thread([this] { run(); });
}

void Supervisor::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Supervisor::add_observation(const Observation& observation) {
  const std::scoped_lock lock(mutex_);
  observations_.push_back(observation);
  latest_.insert_or_assign(observation.camera, observation);
}

void Supervisor::raise(AlarmCode code, const std::string& what, const std::string& detail) {
  report(alarms_.raise(code, what, detail, clock_.utc()));
}

void Supervisor::clear(AlarmCode code, const std::string& what) { report(alarms_.clear(code, what, clock_.utc())); }

void Supervisor::report(std::optional<Alarm> alarm) {
  if (!alarm) return;
  if (alarm->raised) {
    log_error("alarm", "{} ({}): {}", kAlarmCodes.name(alarm->code), alarm->what, alarm->detail);
  } else {
    log_info("alarm", "{} ({}): over", kAlarmCodes.name(alarm->code), alarm->what);
  }
  {
    const std::scoped_lock lock(mutex_);
    told_.push_back(std::move(*alarm));
  }
  wake_.notify_all();
}

Overview Supervisor::overview() const {
  const std::scoped_lock lock(mutex_);
  Overview overview = overview_;
  overview.alarms = alarms_.standing();
  return overview;
}

void Supervisor::run() {
  while (true) {
    tick();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, kTick, [&] { return stopping_ || !told_.empty(); });
    if (stopping_) break;
  }
  store_observations(clock_.read(), true);
}

void Supervisor::tick() {
  const ClockReading now = clock_.read();
  const LiveCameras live = box_.tape.live();
  if (const auto touched = alive_.touch(clock_.boot_id(), now, box_.tape.not_recorded(overview_.disks.size()));
      !touched) {
    log_debug("supervisor", "sign of life not written: {}", touched.error().chain());
  }
  mark_clock(now);
  watch_cameras(live, now);
  watch_timetable(now);
  watch_clock(now);

  std::vector<Alarm> told;
  {
    const std::scoped_lock lock(mutex_);
    told.swap(told_);
  }
  for (const Alarm& alarm : told) {
    store::CommitRequest request;
    actions::add_alarm(request, alarm);
    unwritten_.push_back(std::move(request));
  }
  while (!unwritten_.empty()) {
    store::CommitRequest request = unwritten_.front();
    const auto written = box_.commit(std::move(request));
    database_answered(written);
    if (!written) break;
    unwritten_.erase(unwritten_.begin());
  }
  store_observations(now, false);
  conclude_hours(now);
  prune_outbox(now);
  look_over(now);
}

void Supervisor::prune_outbox(const ClockReading& now) {
  if (pruned_ && now.boot - *pruned_ < std::chrono::hours{24}) return;
  pruned_ = now.boot;
  if (const auto done = box_.store.prune_acknowledged(now.utc - kKeepAcknowledged); !done) {
    log_warn("supervisor", "acknowledged messages are not dropped: {}", done.error().chain());
  }
}

void Supervisor::mark_clock(const ClockReading& now) {
  const auto mark = marker_.look(now);
  if (!mark) return;
  if (mark->cause == ClockMarkCause::kStep) {
    log_warn("clock", "the wall clock was stepped; it is now {}", to_rfc3339(now.utc));
    report(alarms_.raise(AlarmCode::kClockStep, "clock", "now " + to_rfc3339(now.utc), now.utc));
    report(alarms_.clear(AlarmCode::kClockStep, "clock", now.utc));
  } else if (mark->cause == ClockMarkCause::kStateChange) {
    log_info("clock", "the wall clock is now {}", name(now.state));
  }
  store::CommitRequest request;
  request.facts.clock_marks.push_back(*mark);
  if (mark->cause == ClockMarkCause::kStep) {
    request.facts.audit.push_back(actions::audit_entry({now, mark->boot_id}, Actor::box(), AuditAction::kClockStep,
                                                       "clock", "now " + to_rfc3339(now.utc)));
  }
  unwritten_.push_back(std::move(request));
}

void Supervisor::watch_cameras(const LiveCameras& live, const ClockReading& now) {
  for (const CameraId& id : cameras_) {
    const auto camera = live.find(id);
    const bool recording = camera != live.end() && capture::is_well(camera->second.state);
    const BootMillis since = camera == live.end() ? started_.boot : camera->second.since;
    if (recording) {
      report(alarms_.clear(AlarmCode::kCameraDown, id.text, now.utc));
    } else if (now.boot - std::max(since, started_.boot) >= kCameraDownAfter) {
      report(
          alarms_.raise(AlarmCode::kCameraDown, id.text, camera == live.end() ? "" : camera->second.detail, now.utc));
    }
  }
}

void Supervisor::watch_timetable(const ClockReading& now) {
  if (!box_.record_within || (timetable_seen_ && now.boot - *timetable_seen_ < kTimetableEvery)) return;
  timetable_seen_ = now.boot;
  auto reader = box_.store.reader();
  const auto windows = reader ? actions::lesson_windows(*reader, now.utc)
                              : Result<std::optional<std::vector<UtcSpan>>>(tl::make_unexpected(reader.error()));
  if (!windows) {
    // What is not known must not keep a lesson from being recorded.
    log_warn("supervisor", "the timetable cannot be read, everything is recorded: {}", windows.error().chain());
    box_.record_within(nullptr);
    return;
  }
  box_.record_within(*windows ? std::make_shared<const capture::RecordWindows>(capture::RecordWindows{**windows})
                              : nullptr);
}

void Supervisor::watch_clock(const ClockReading& now) {
  // A clock takes a moment to be synchronised after a start.
  if (now.state != ClockState::kUnproven) {
    report(alarms_.clear(AlarmCode::kClockUnproven, "clock", now.utc));
  } else if (now.boot - started_.boot >= std::chrono::minutes{2}) {
    report(alarms_.raise(AlarmCode::kClockUnproven, "clock", "no time server since this boot", now.utc));
  }
}

void Supervisor::store_observations(const ClockReading& now, bool all) {
  std::vector<Observation> waiting;
  {
    const std::scoped_lock lock(mutex_);
    if (observations_.empty() || (!all && now.boot - observations_stored_ < kObservationsEvery)) return;
    waiting = observations_;
  }
  store::CommitRequest request;
  request.facts.observations = waiting;
  const auto written = box_.commit(std::move(request));
  database_answered(written);
  if (!written) return;
  observations_stored_ = now.boot;
  const std::scoped_lock lock(mutex_);
  observations_.erase(observations_.begin(), observations_.begin() + static_cast<std::ptrdiff_t>(waiting.size()));
}

void Supervisor::conclude_hours(const ClockReading& now) {
  if (!box_.index_is_whole()) return;
  auto reader = box_.store.reader();
  if (!reader) {
    database_answered(tl::make_unexpected(reader.error()));
    return;
  }
  auto due = reader->hours_due(now.utc);
  if (!due) {
    database_answered(tl::make_unexpected(due.error()));
    return;
  }
  if (due->empty()) return;
  for (const LessonHour& hour : *due) {
    if (cut_.insert(hour.id).second && now.utc - hour.span.to < actions::kCloseDeadline) box_.cut_all();
  }
  store_observations(now, true);
  for (const LessonHour& hour : *due) {
    // A view that has all of what the hour before committed.
    auto view = box_.store.reader();
    if (!view) return;
    auto closing = actions::close_hour(Actor::box(), *view, hour, rules_, clock_.boot_id(), started_.boot, now);
    if (!closing) {
      database_answered(tl::make_unexpected(closing.error()));
      return;
    }
    if (!*closing) continue;
    const auto written = box_.commit(std::move((*closing)->commit));
    database_answered(written);
    if (!written) return;
    cut_.erase(hour.id);
  }
}

void Supervisor::database_answered(const Result<void>& answer) {
  if (answer) {
    if (!database_ok_) report(alarms_.clear(AlarmCode::kDatabase, "database", clock_.utc()));
    database_ok_ = true;
    database_detail_.clear();
    return;
  }
  database_ok_ = false;
  database_detail_ = answer.error().chain();
  report(alarms_.raise(AlarmCode::kDatabase, "database", database_detail_, clock_.utc()));
}

actions::LiveFacts Supervisor::live_facts() const {
  actions::LiveFacts live;
  for (const auto& [id, camera] : box_.tape.live()) {
    if (camera.open) live.open.push_back(*camera.open);
  }
  const std::scoped_lock lock(mutex_);
  live.observations = observations_;
  return live;
}

Result<HourOverview> Supervisor::look_at_hour(store::Reader& reader, const LessonHour& hour, const ClockReading& now) {
  const auto loaded = actions::load_hour(reader, hour, rules_, live_facts(), now.utc, actions::ClockMarks::kNear);
  if (!loaded) return tl::make_unexpected(loaded.error());
  const auto analysis = supervision::analyse(loaded->inputs, rules_);
  const auto running = supervision::live(loaded->inputs, rules_);
  HourOverview overview;
  overview.id = hour.id;
  overview.title = loaded->title;
  overview.span = hour.span;
  overview.present = analysis.conclusion.present;
  overview.enrolled = analysis.conclusion.enrolled;
  overview.verdict = analysis.conclusion.verdict;
  overview.reasons = analysis.conclusion.reasons;
  overview.certain = running.certain;
  for (const auto& camera : analysis.cameras)
    overview.continuous = std::max(overview.continuous, camera.longest_covered);
  overview.needed = running.needed;
  overview.left = running.left;
  overview.can_still_be_met = running.can_still_be_met;
  overview.current = running.current;
  overview.seen = running.state;
  overview.heads = running.heads;
  overview.heads_lo = running.heads_lo;
  overview.heads_needed = running.heads_needed;
  overview.so_far = analysis.conclusion;
  return overview;
}

Result<void> Supervisor::look_at_hours(Overview& overview, const ClockReading& now) {
  auto reader = box_.store.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto hours = hours_around(*reader, now.utc);
  if (!hours) return tl::make_unexpected(hours.error());
  for (const LessonHour& hour : *hours) {
    if (hour.span.contains(now.utc)) {
      auto seen = look_at_hour(*reader, hour, now);
      if (!seen) return tl::make_unexpected(seen.error());
      overview.hours.push_back(std::move(*seen));
    } else if (hour.span.from > now.utc && (!overview.next_hour || hour.span.from < *overview.next_hour)) {
      overview.next_hour = hour.span.from;
    }
  }
  return {};
}

void Supervisor::look_over(const ClockReading& now) {
  Overview overview;
  overview.box = box_id_;
  overview.version = version_;
  overview.rules = rules_.version;
  overview.demo = rules_.demo;
  overview.clock = now;
  const auto live = box_.tape.live();
  std::map<CameraId, Observation> latest;
  {
    const std::scoped_lock lock(mutex_);
    latest = latest_;
  }
  for (const CameraId& id : cameras_) {
    CameraOverview camera;
    camera.id = id;
    if (const auto found = live.find(id); found != live.end()) {
      camera.state = found->second.state;
      camera.detail = found->second.detail;
      camera.recorded = found->second.recorded;
      camera.bytes = found->second.bytes;
    }
    if (const auto seen = latest.find(id);
        seen != latest.end() && now.boot - seen->second.boot < rules_.observation_max_age) {
      camera.seen = seen->second;
    }
    overview.cameras.push_back(std::move(camera));
  }
  database_answered(look_at_hours(overview, now));
  overview.disks = box_.disks();
  overview.county = box_.county();
  overview.vision = box_.vision();
  overview.reconcile = box_.reconcile();
  overview.database_ok = database_ok_;
  overview.database_detail = database_detail_;
  {
    const std::scoped_lock lock(mutex_);
    overview_ = overview;
  }
  overview.alarms = alarms_.standing();
  box_.on_overview(overview);
}

}  // namespace xueshi::daemon
