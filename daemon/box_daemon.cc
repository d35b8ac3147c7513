#include "daemon/box_daemon.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include "actions/audit.h"
#include "actions/box_off.h"
#include "actions/import_plan.h"
#include "actions/tell.h"
#include "base/file_system.h"
#include "base/log.h"
#include "capture/camera_thread.h"
#include "daemon/box_disks.h"
#include "daemon/box_option.h"
#include "daemon/box_web.h"
#include "daemon/county_line.h"
#include "daemon/metrics.h"
#include "daemon/process_lock.h"
#include "daemon/reconciler.h"
#include "daemon/supervisor.h"
#include "daemon/take_up.h"
#include "daemon/vision_worker.h"
#include "store/alive.h"
#include "store/writer.h"

namespace xueshi::daemon {
namespace {

constexpr Millis kLively{30'000};

AlarmCode alarm_of(GapCause cause) {
  switch (cause) {
    case GapCause::kDiskFull: return AlarmCode::kDiskFull;
    case GapCause::kDiskReadOnly: return AlarmCode::kDiskReadOnly;
    case GapCause::kDiskSlow: return AlarmCode::kDiskSlow;
    case GapCause::kDiskMissing: return AlarmCode::kDiskMissing;
    default: return AlarmCode::kDiskError;
  }
}

std::uint64_t reserve_of(const config::Disk& disk, FileSystem& files) {
  if (disk.reserve_bytes != 0) return disk.reserve_bytes;
  const auto space = files.space(disk.media);
  return space ? recording::usual_reserve(*space) : recording::kLeastReserve;
}

}  // namespace

struct BoxDaemon::State {
  State(config::Box set_up, config::RulePack pack, std::string running_version)
      : box(std::move(set_up)), rules(std::move(pack)), version(std::move(running_version)) {}
  ~State();

  Result<void> open_store();
  void settle_disks();
  void take_up_tape();
  void take_up_camera(const CameraId& camera, const std::optional<actions::LastAlive>& last_alive);
  Result<void> import_plan();
  void start_supervisor();
  void start_vision();
  void start_cameras();
  void start_reconciler();
  [[nodiscard]] std::uint64_t first_unsettled(const CameraId& camera) const;
  Result<void> listen(boost::asio::io_context& io);

  void store_later(store::CommitRequest&& request, const char* what);
  void write_down(AuditAction action, std::string detail);
  void disk_changed(const std::string& disk, std::optional<GapCause> cause, const std::string& detail);
  [[nodiscard]] std::vector<DiskOverview> disks() const;
  [[nodiscard]] VisionOverview vision_overview() const;

  const config::Box box;
  const config::RulePack rules;
  const std::string version;
  const std::unique_ptr<Clock> clock = system_clock();
  const std::unique_ptr<FileSystem> files = posix_file_system();
  const std::unique_ptr<Random> random = system_random();

  std::optional<ProcessLock> lock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::AliveFile> alive;
  std::map<CameraId, recording::StreamSettings> streams;
  std::unique_ptr<BoxDisks> media;
  bool started = false;  // and so its end is written down
  bool behind = false;   // the index may lack older files
  Metrics metrics;

  // The destructor says in which order these go.
  std::atomic<Supervisor*> alarms{nullptr};  // for the database's thread
  std::unique_ptr<store::DatabaseWriter> writer;
  std::unique_ptr<TapeDesk> tape;
  std::unique_ptr<CountyLine> county;
  std::unique_ptr<Supervisor> supervisor;
  std::unique_ptr<VisionWorker> vision;
  mutable std::mutex vision_mutex;  // guards vision_detail
  std::string vision_detail = "starting";
  std::unique_ptr<recording::DiskSet> storage;
  std::vector<std::unique_ptr<capture::CameraThread>> cameras;
  std::unique_ptr<Reconciler> reconciler;
  std::atomic<Reconciler*> reconciling{nullptr};  // for threads that were there before it; it outlives them
  std::unique_ptr<BoxWeb> web;
};

BoxDaemon::State::~State() {
  web.reset();
  // It looks at cameras, disk and counting: it must stop looking before they go. It still takes alarms until the end.
  if (supervisor) supervisor->stop();
  if (reconciler) reconciler->stop();  // before the database's thread, for which it waits
  for (const auto& camera : cameras) camera->stop();
  cameras.clear();
  storage.reset();
  reconciler.reset();
  vision.reset();
  county.reset();
  if (started) write_down(AuditAction::kStop, "");
  writer.reset();  // its thread may still raise an alarm
  supervisor.reset();
  tape.reset();
}

Result<void> BoxDaemon::State::open_store() {
  if (auto made = files->make_folders(box.state); !made) return made;
  auto locked = ProcessLock::take(lock_file(box));
  if (!locked) return tl::make_unexpected(locked.error());
  lock = std::move(*locked);
  auto opened = store::Store::open(store::settings_in(box.state), *files, *clock, *random);
  if (!opened) return fail("the database cannot be opened", opened.error());
  store = std::move(*opened);
  writer = std::make_unique<store::DatabaseWriter>(
      *store, store::WriterSettings{}, [this](const std::optional<Error>& error) {
        Supervisor* const told = alarms;  // null until there is one; it outlives the writer
        if (told == nullptr) return;
        if (error) {
          told->raise(AlarmCode::kDatabase, "database", error->chain());
        } else {
          told->clear(AlarmCode::kDatabase, "database");
        }
      });
  alive = std::make_unique<store::AliveFile>(*files, box.state / "alive");
  return {};
}

void BoxDaemon::State::store_later(store::CommitRequest&& request, const char* what) {
  const bool taken =
      writer->submit(std::move(request), store::Urgency::kNow, [what](const Result<store::Receipt>& done) {
        if (!done) log_error("store", "a {} is not stored: {}", what, done.error().chain());
      });
  if (!taken) log_error("store", "a {} is not stored: too much waits for the database", what);
}

void BoxDaemon::State::settle_disks() {
  media = std::make_unique<BoxDisks>(*files, *random, box.id, media_folders(box).disks(), *store);
  if (const store::CommitRequest& marks = media->settled().commit; !marks.facts.disk_marks.empty()) {
    store_later(store::CommitRequest{marks}, "mark of a disk");
  }
}

std::uint64_t BoxDaemon::State::first_unsettled(const CameraId& camera) const {
  const auto stream = streams.find(camera);
  if (stream == streams.end()) return UINT64_MAX;  // not set up any more: nobody writes there
  // What was recorded since the start is on its way into the index by itself. Of a long run the older part is looked at
  // all the same, as far behind the newest closed file as no disk's queue can reach.
  constexpr std::uint64_t kFarBehind = 200;
  std::uint64_t first = stream->second.next_sequence;
  const auto live = tape->live();
  if (const auto found = live.find(camera); found != live.end() && found->second.closed) {
    const std::uint64_t newest = found->second.closed->id.sequence;
    if (newest > kFarBehind) first = std::max(first, newest - kFarBehind);
  }
  return first;
}

void BoxDaemon::State::start_reconciler() {
  actions::ReconcileBox held{*files,
                             supervisor->alarms(),
                             box.id,
                             [this] { return store->reader(); },
                             [this](store::CommitRequest&& request) -> Result<void> {
                               auto written = writer->commit(std::move(request));
                               if (!written) return tl::make_unexpected(written.error());
                               return {};
                             },
                             [this] { return media->here(); },
                             [this](const CameraId& camera) { return first_unsettled(camera); },
                             [this] { return clock->utc(); },
                             {},
                             {}};
  reconciler = std::make_unique<Reconciler>(std::move(held), *clock);
  reconciling = reconciler.get();
}

void BoxDaemon::State::take_up_tape() {
  std::optional<actions::LastAlive> last_alive;
  if (const auto mark = alive->last(); !mark) {
    log_warn("start", "the last sign of life cannot be read: {}", mark.error().chain());
  } else if (*mark) {
    last_alive = actions::LastAlive{(*mark)->boot_id, (*mark)->reading, (*mark)->not_recorded};
  }
  for (const config::Camera& camera : box.cameras) take_up_camera(camera.id, last_alive);
}

void BoxDaemon::State::take_up_camera(const CameraId& camera, const std::optional<actions::LastAlive>& last_alive) {
  TakenUp taken = take_up(*files, media->settled().ready(), *store, box.id, camera, box.recording.segment,
                          recording::kNewestFiles, media->settled().all_here());
  behind = behind || taken.behind;
  streams[camera] = taken.stream;
  for (Segment& segment : taken.to_index) {
    store::CommitRequest request;
    request.facts.segments.push_back(std::move(segment));
    store_later(std::move(request), "recovered file");
  }
  const actions::LastKnown known{taken.last, taken.last_gap};
  const ClockReading now = clock->read();
  if (last_alive) streams[camera].accounted = now;
  for (const Gap& gap : actions::gaps_before_start(camera, last_alive, known, clock->boot_id(), now)) {
    store::CommitRequest request;
    actions::add_gap(request, gap, clock->utc());
    store_later(std::move(request), "gap");
  }
}

Result<void> BoxDaemon::State::import_plan() {
  if (box.plan.empty()) return {};
  const auto plan = training::read_plan(*files, box.plan, rules, clock->utc());
  if (!plan) return tl::make_unexpected(plan.error());
  auto reader = store->reader();
  if (!reader) return tl::make_unexpected(reader.error());
  auto change = actions::compare_plan(Actor::box(), *reader, *plan, actions::Moment::now(*clock));
  if (!change) return tl::make_unexpected(change.error());
  if (!change->nothing()) {
    change->commit.facts.audit.push_back(actions::audit_entry(
        actions::Moment::now(*clock), Actor::box(), AuditAction::kPlanImport, "plan",
        fmt::format("{} lesson hours new, {} changed, {} cancelled; {} check-ins", change->new_hours,
                    change->changed_hours, change->cancelled_hours, change->new_check_ins)));
  }
  auto written = writer->commit(std::move(change->commit));
  if (!written) return tl::make_unexpected(written.error());
  return {};
}

void BoxDaemon::State::disk_changed(const std::string& disk, std::optional<GapCause> cause, const std::string& detail) {
  if (cause) {
    supervisor->raise(alarm_of(*cause), disk, detail);
    return;
  }
  for (const AlarmCode code : {AlarmCode::kDiskFull, AlarmCode::kDiskReadOnly, AlarmCode::kDiskSlow,
                               AlarmCode::kDiskError, AlarmCode::kDiskMissing}) {
    supervisor->clear(code, disk);
  }
  if (Reconciler* const again = reconciling) again->soon();
}

std::vector<DiskOverview> BoxDaemon::State::disks() const {
  std::vector<DiskOverview> all;
  const auto bad = tape->bad_disks();
  for (const config::Disk& each : box.recording.disks) {
    DiskOverview disk;
    disk.name = each.name;
    // As its own thread saw it: one that does not answer must not keep the others waiting.
    for (std::size_t i = 0; storage && i < storage->size(); ++i) {
      if (storage->settings(i).name != each.name) continue;
      const DiskSpace space = storage->disk(i).figures().space;
      disk.free_bytes = space.free_bytes;
      disk.total_bytes = space.total_bytes;
    }
    if (const auto found = bad.find(disk.name); found != bad.end()) {
      disk.ok = false;
      disk.detail = std::string(kGapCauses.name(found->second.first)) + ": " + found->second.second;
    }
    all.push_back(std::move(disk));
  }
  return all;
}

VisionOverview BoxDaemon::State::vision_overview() const {
  VisionOverview overview;
  if (vision) {
    const VisionFigures figures = vision->figures();
    overview.running = figures.running;
    overview.detector = figures.detector;
    overview.counted = figures.counted;
    overview.restarts = figures.restarts;
    overview.sandbox = figures.sandbox;
    overview.percent = figures.percent;
    overview.period = figures.period;
    overview.too_slow = figures.period > supervision::longest_period(rules);
  }
  const std::scoped_lock lock_detail(vision_mutex);
  overview.detail = vision_detail;
  return overview;
}

void BoxDaemon::State::start_supervisor() {
  SupervisedBox supervised{*store,
                           [this](store::CommitRequest&& request) -> Result<void> {
                             auto written = writer->commit(std::move(request));
                             if (!written) return tl::make_unexpected(written.error());
                             return {};
                           },
                           *tape,
                           [this] {
                             for (const auto& camera : cameras) camera->request_cut();
                           },
                           {},
                           [this] { return county->overview(); },
                           [this] { return vision_overview(); },
                           [this] { return disks(); },
                           [this] {
                             const Reconciler* const running = reconciling;
                             return running == nullptr ? ReconcileOverview{} : running->overview();
                           },
                           [this] {
                             const Reconciler* const running = reconciling;
                             return !behind || (running != nullptr && running->ran());
                           },
                           [this](const Overview& overview) {
                             Figures figures{overview, {}, {}, tape->gaps()};
                             for (std::size_t i = 0; i < storage->size(); ++i) {
                               figures.disks[storage->settings(i).name] = storage->disk(i).figures();
                             }
                             for (std::size_t i = 0; i < cameras.size(); ++i) {
                               figures.cameras[box.cameras[i].id] = cameras[i]->figures();
                             }
                             metrics.update(figures);
                             county->tell_state(overview);
                           }};
  if (box.recording.when == config::RecordWhen::kLessons) {
    supervised.record_within = [this](const capture::RecordWindowsPtr& windows) {
      for (const auto& camera : cameras) camera->set_windows(windows);
    };
  }
  std::vector<CameraId> ids;
  for (const config::Camera& camera : box.cameras) ids.push_back(camera.id);
  supervisor =
      std::make_unique<Supervisor>(std::move(supervised), box.id.text, version, std::move(ids), rules, *clock, *alive);
  alarms = supervisor.get();
}

void BoxDaemon::State::start_vision() {
  vision::VisionSettings settings;
  settings.detector = box.vision.detector;
  settings.widths = box.vision.widths;
  settings.models = box.vision.models.empty() ? vision::find_models(box.state) : box.vision.models;
  VisionWorker::Listener listener;
  listener.on_observation = [this](const Observation& observation) { supervisor->add_observation(observation); };
  listener.on_state = [this](bool running, const std::string& detail) {
    {
      const std::scoped_lock lock_detail(vision_mutex);
      vision_detail = detail;
    }
    if (running) {
      supervisor->clear(AlarmCode::kVisionDown, "counting");
      if (detail == "hog") {
        supervisor->raise(AlarmCode::kNoModel, "counting",
                          "heads are counted by the built-in detector, which is not calibrated");
      } else {
        supervisor->clear(AlarmCode::kNoModel, "counting");
      }
    } else {
      supervisor->raise(AlarmCode::kVisionDown, "counting", detail);
    }
  };
  vision =
      std::make_unique<VisionWorker>(std::move(settings), box.vision.percent, std::move(listener), *clock, *random);
}

void BoxDaemon::State::start_cameras() {
  std::vector<recording::DiskSettings> disks;
  for (const config::Disk& disk : box.recording.disks) {
    recording::StorageSettings settings;
    settings.name = disk.name;
    settings.media = disk.media;
    settings.mark = media->mark(disk.name);
    settings.sync_every = box.recording.sync_every;
    settings.reserve_bytes = reserve_of(disk, *files);
    disks.push_back({std::move(settings), disk.weight});
  }
  storage = std::make_unique<recording::DiskSet>(std::move(disks), *files, *tape, *clock);
  for (const config::Camera& camera : box.cameras) {
    capture::CameraSettings wanted;
    wanted.camera = camera;
    wanted.key_frame_every = box.vision.every;
    cameras.push_back(std::make_unique<capture::CameraThread>(std::move(wanted), streams.at(camera.id), *storage, *tape,
                                                              *tape, *clock, *random));
  }
}

Result<void> BoxDaemon::State::listen(boost::asio::io_context& io) {
  auto doors = BoxWeb::open(
      io, {box, rules, version, *store, *writer, *tape, *supervisor, metrics, *files, *clock, *random, [this] {
             const Reconciler* const running = reconciling;
             return running != nullptr && running->ran();
           }});
  if (!doors) return tl::make_unexpected(doors.error());
  web = std::move(*doors);
  return {};
}

void BoxDaemon::State::write_down(AuditAction action, std::string detail) {
  store::CommitRequest request;
  request.facts.audit.push_back(actions::audit_entry(actions::Moment::now(*clock), Actor::box(), action,
                                                     "box:" + box.id.text, std::move(detail)));
  store_later(std::move(request), "audit entry");
}

Result<std::unique_ptr<BoxDaemon>> BoxDaemon::start(config::Box box, config::RulePack rules,
                                                    boost::asio::io_context& io, std::string version) {
  auto state = std::make_unique<State>(std::move(box), std::move(rules), std::move(version));
  if (auto opened = state->open_store(); !opened) return tl::make_unexpected(opened.error());
  log_info("start", "xueshi {} as box {}, rule pack {}{}", state->version, state->box.id.text, state->rules.version,
           state->rules.demo ? " (DEMO: not a policy's rules)" : "");
  state->write_down(AuditAction::kStart, "version " + state->version);
  state->started = true;
  state->settle_disks();
  state->take_up_tape();
  if (auto imported = state->import_plan(); !imported) {
    log_error("plan", "the plan is not taken over, the stored one stays: {}", imported.error().chain());
  }
  TapeDesk::Listener desk;
  State* const self = state.get();
  desk.store_segment = [self](const Segment& segment) {
    store::CommitRequest request;
    request.facts.segments.push_back(segment);
    self->store_later(std::move(request), "file's row");
  };
  desk.store_gap = [self](const Gap& gap) {
    store::CommitRequest request;
    if (gap.cause == GapCause::kNotScheduled) {
      request.facts.gaps.push_back(gap);  // nothing that the county has to be told
    } else {
      actions::add_gap(request, gap, self->clock->utc());
    }
    self->store_later(std::move(request), "gap");
  };
  desk.disk = [self](const std::string& disk, std::optional<GapCause> cause, const std::string& detail) {
    self->disk_changed(disk, cause, detail);
  };
  desk.key_frame = [self](capture::KeyFrame&& frame) { self->vision->offer(std::move(frame)); };
  state->tape = std::make_unique<TapeDesk>(std::move(desk), *state->clock);
  state->county = std::make_unique<CountyLine>(state->box, *state->store, *state->writer, *state->clock, *state->random,
                                               state->version);
  state->start_supervisor();
  state->start_vision();
  state->start_cameras();
  state->media->tell(*state->supervisor);
  state->supervisor->begin();
  state->start_reconciler();
  if (auto listening = state->listen(io); !listening) return tl::make_unexpected(listening.error());
  return std::unique_ptr<BoxDaemon>(new BoxDaemon(std::move(state)));
}

BoxDaemon::BoxDaemon(std::unique_ptr<State> state) : state_(std::move(state)) {}
BoxDaemon::~BoxDaemon() = default;

void BoxDaemon::reload_plan() {
  if (auto imported = state_->import_plan(); !imported) {
    log_error("plan", "the plan is not taken over, the stored one stays: {}", imported.error().chain());
  }
}

void BoxDaemon::renew_certificate() { state_->web->renew_certificate(); }

bool BoxDaemon::lively() const {
  const Overview overview = state_->supervisor->overview();
  return state_->clock->boot() - overview.clock.boot <= kLively;
}

}  // namespace xueshi::daemon
