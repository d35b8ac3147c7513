#include "store/reader.h"

#include "store/accounts.h"
#include "store/alarms.h"
#include "store/audit.h"
#include "store/audit_search.h"
#include "store/chain.h"
#include "store/check_in_events.h"
#include "store/check_ins.h"
#include "store/classes.h"
#include "store/clock_marks.h"
#include "store/conclusions.h"
#include "store/connection.h"
#include "store/disks.h"
#include "store/gaps.h"
#include "store/guarded.h"
#include "store/leaves.h"
#include "store/lesson_hours.h"
#include "store/losses.h"
#include "store/objections.h"
#include "store/observations.h"
#include "store/outbox.h"
#include "store/schema.h"
#include "store/segments.h"
#include "store/verify_chain.h"

namespace xueshi::store {

struct Reader::Pool {
  static constexpr std::size_t kMostHeld = 16;
  static constexpr std::size_t kMostIdle = 4;
  Path database;
  std::string vfs;
  std::mutex mutex;  // guards all below
  std::vector<std::unique_ptr<Connection>> idle;
  std::size_t held = 0;
  std::uint64_t generation = 0;
};

Readers::Readers(Path database, std::string vfs) : pool_(std::make_shared<Reader::Pool>()) {
  pool_->database = std::move(database);
  pool_->vfs = std::move(vfs);
}

void Readers::renew() {
  const std::scoped_lock lock(pool_->mutex);
  pool_->idle.clear();
  ++pool_->generation;
}

Result<Reader> Readers::reader() {
  std::unique_ptr<Connection> connection;
  std::uint64_t generation = 0;
  {
    const std::scoped_lock lock(pool_->mutex);
    if (pool_->held >= Reader::Pool::kMostHeld) return fail(ErrorCode::kBusy, "too many readers of the database");
    ++pool_->held;
    generation = pool_->generation;
    if (!pool_->idle.empty()) {
      connection = std::move(pool_->idle.back());
      pool_->idle.pop_back();
    }
  }
  // From here on the Reader gives its place back, whatever happens.
  Reader reader(pool_, std::move(connection), generation);
  const std::string what = "cannot read the database " + pool_->database.string();
  try {
    if (!reader.connection_) {
      std::error_code ignored;
      if (!std::filesystem::exists(pool_->database, ignored)) {
        return fail(ErrorCode::kNotFound, "there is no database " + pool_->database.string());
      }
      reader.connection_ = std::make_unique<Connection>(pool_->database, Connection::Mode::kRead, pool_->vfs);
      if (auto checked = check_schema(*reader.connection_); !checked) {
        reader.connection_.reset();
        return fail(what, checked.error());
      }
    }
    reader.connection_->database().exec("BEGIN");
  } catch (const SQLite::Exception& exception) {
    reader.connection_.reset();
    return tl::make_unexpected(database_error(what, exception));
  }
  return reader;
}

Reader::Reader(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection, std::uint64_t generation)
    : pool_(std::move(pool)), connection_(std::move(connection)), generation_(generation) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&& other) noexcept {
  if (this != &other) {
    give_back();
    pool_ = std::move(other.pool_);
    connection_ = std::move(other.connection_);
    generation_ = other.generation_;
  }
  return *this;
}
Reader::~Reader() { give_back(); }

void Reader::give_back() {
  if (!pool_) return;
  if (connection_ && connection_->database().tryExec("ROLLBACK") != SQLite::OK) connection_.reset();
  const std::scoped_lock lock(pool_->mutex);
  --pool_->held;
  if (connection_ && generation_ == pool_->generation && pool_->idle.size() < Pool::kMostIdle) {
    pool_->idle.push_back(std::move(connection_));
  }
}

template <typename Ask>
auto Reader::ask(Ask&& question) -> Result<decltype(question(std::declval<Connection&>()))> {
  using Answer = decltype(question(*connection_));
  return guarded("cannot read the database " + pool_->database.string(),
                 [&]() -> Result<Answer> { return question(*connection_); });
}

Result<std::vector<Segment>> Reader::segments(const CameraId& camera, const BootId& boot, BootSpan span) {
  return ask([&](Connection& c) { return store::segments(c, camera, boot, span); });
}
Result<std::vector<Segment>> Reader::segments(const CameraId& camera, UtcSpan span) {
  return ask([&](Connection& c) { return store::segments(c, camera, span); });
}
Result<std::optional<Segment>> Reader::segment(const SegmentId& id) {
  return ask([&](Connection& c) { return store::segment(c, id); });
}
Result<std::optional<Segment>> Reader::first_segment(const CameraId& camera) {
  return ask([&](Connection& c) { return store::first_segment(c, camera); });
}
Result<std::optional<Segment>> Reader::last_segment(const CameraId& camera) {
  return ask([&](Connection& c) { return store::last_segment(c, camera); });
}
Result<std::optional<Segment>> Reader::indexed_segment(const SegmentId& id) {
  return ask([&](Connection& c) { return store::indexed_segment(c, id); });
}
Result<std::vector<SegmentLine>> Reader::segment_lines(const CameraId& camera, std::uint64_t from, std::uint64_t to) {
  return ask([&](Connection& c) { return store::segment_lines(c, camera, from, to); });
}
Result<std::optional<std::uint64_t>> Reader::next_sequence(const CameraId& camera, std::uint64_t from) {
  return ask([&](Connection& c) { return store::next_sequence(c, camera, from); });
}
Result<std::uint64_t> Reader::lost_count(const CameraId& camera) {
  return ask([&](Connection& c) { return store::lost_count(c, camera); });
}
Result<std::vector<SegmentLoss>> Reader::losses(const CameraId& camera) {
  return ask([&](Connection& c) { return store::losses(c, camera); });
}
Result<std::vector<DiskMark>> Reader::disk_marks() {
  return ask([&](Connection& c) { return store::disk_marks(c); });
}
Result<std::vector<Gap>> Reader::gaps(const CameraId& camera, const BootId& boot, BootSpan span) {
  return ask([&](Connection& c) { return store::gaps(c, camera, boot, span); });
}
Result<std::vector<Gap>> Reader::gaps(const CameraId& camera, UtcSpan span) {
  return ask([&](Connection& c) { return store::gaps(c, camera, span); });
}
Result<std::optional<Gap>> Reader::last_gap(const CameraId& camera) {
  return ask([&](Connection& c) { return store::last_gap(c, camera); });
}
Result<std::vector<CameraId>> Reader::cameras() {
  return ask([&](Connection& c) {
    std::vector<CameraId> cameras;
    Query rows(c, "SELECT name FROM camera ORDER BY name");
    while (rows.step()) cameras.emplace_back(rows.text(0));
    return cameras;
  });
}
Result<std::vector<ClockMark>> Reader::clock_marks(const BootId& boot) {
  return ask([&](Connection& c) { return store::clock_marks(c, boot); });
}
Result<std::vector<ClockMark>> Reader::clock_marks(UtcSpan span) {
  return ask([&](Connection& c) { return store::clock_marks(c, span); });
}
Result<std::vector<Observation>> Reader::observations(const CameraId& camera, const BootId& boot, BootSpan span) {
  return ask([&](Connection& c) { return store::observations(c, camera, boot, span); });
}
Result<std::vector<Observation>> Reader::observations(const CameraId& camera, UtcSpan span) {
  return ask([&](Connection& c) { return store::observations(c, camera, span); });
}
Result<std::optional<TrainingClass>> Reader::training_class(const ClassId& id) {
  return ask([&](Connection& c) { return store::training_class(c, id); });
}
Result<std::vector<ClassLine>> Reader::classes() {
  return ask([&](Connection& c) { return store::classes(c); });
}
Result<std::optional<LessonHour>> Reader::lesson_hour(const LessonHourId& id) {
  return ask([&](Connection& c) { return store::lesson_hour(c, id); });
}
Result<std::vector<LessonHour>> Reader::hours_of_day(LocalDay day) {
  return ask([&](Connection& c) { return store::hours_of_day(c, day); });
}
Result<std::vector<LessonHour>> Reader::hours_of_class(const ClassId& id) {
  return ask([&](Connection& c) { return store::hours_of_class(c, id); });
}
Result<std::vector<LessonHour>> Reader::hours_due(UtcMillis now, std::size_t limit) {
  return ask([&](Connection& c) { return store::hours_due(c, now, limit); });
}
Result<std::vector<CheckIn>> Reader::check_ins(const ClassId& id, LocalDay day) { return check_ins(id, day, day); }
Result<std::vector<CheckIn>> Reader::check_ins(const ClassId& id, LocalDay first, LocalDay last) {
  return ask([&](Connection& c) { return store::check_ins(c, id, first, last); });
}
Result<std::vector<CheckIn>> Reader::check_ins_of(const ClassId& id, const TraineeNo& trainee) {
  return ask([&](Connection& c) { return store::check_ins_of(c, id, trainee); });
}
Result<std::vector<CheckInEvent>> Reader::check_in_events(const ClassId& id, LocalDay day) {
  return ask([&](Connection& c) { return store::check_in_events(c, id, day); });
}
Result<bool> Reader::knows_photo(const Sha256Digest& photo) {
  return ask([&](Connection& c) { return store::knows_photo(c, photo); });
}
Result<std::vector<CheckInOpening>> Reader::openings(const ClassId& id, LocalDay day) {
  return ask([&](Connection& c) { return store::openings(c, id, day); });
}
Result<std::vector<LeaveLine>> Reader::leave_list(const ClassId& id) {
  return ask([&](Connection& c) { return store::leave_list(c, id); });
}
Result<std::vector<ObjectionLine>> Reader::objections(bool open_only) {
  return ask([&](Connection& c) { return store::objections(c, open_only); });
}
Result<std::optional<ObjectionLine>> Reader::objection(std::uint64_t id) {
  return ask([&](Connection& c) { return store::objection(c, id); });
}
Result<std::vector<ObjectionLine>> Reader::objections_of(const ClassId& id, LocalDay day) {
  return ask([&](Connection& c) { return store::objections_of(c, id, day); });
}
Result<std::vector<FoundTrainee>> Reader::trainees_by_last_four(const std::string& last_four) {
  return ask([&](Connection& c) { return store::trainees_by_last_four(c, last_four); });
}
Result<std::vector<Leave>> Reader::leaves(const ClassId& id, UtcSpan span) {
  return ask([&](Connection& c) { return store::leaves(c, id, span); });
}
Result<std::optional<HourConclusion>> Reader::conclusion(const LessonHourId& id) {
  return ask([&](Connection& c) { return store::conclusion(c, id); });
}
Result<std::vector<HourConclusion>> Reader::conclusions(const ClassId& id) {
  return ask([&](Connection& c) { return store::conclusions(c, id); });
}
Result<std::vector<Alarm>> Reader::standing_alarms() {
  return ask([&](Connection& c) { return store::standing_alarms(c); });
}
Result<std::vector<Account>> Reader::accounts() {
  return ask([&](Connection& c) { return store::accounts(c); });
}
Result<std::optional<Account>> Reader::account(const std::string& name) {
  return ask([&](Connection& c) { return store::account(c, name); });
}
Result<std::vector<AuditEntry>> Reader::audit(const AuditQuery& query) {
  return ask([&](Connection& c) { return store::audit(c, query); });
}
Result<std::optional<AuditEntry>> Reader::last_audit() {
  return ask([&](Connection& c) { return store::last_audit(c); });
}
Result<std::uint64_t> Reader::audit_count() {
  return ask([&](Connection& c) { return store::audit_count(c); });
}
Result<std::vector<WaitingMessage>> Reader::waiting_messages(UtcSpan span, const OutboxPlace& after, std::size_t limit,
                                                             const StreamPosition& marked) {
  return ask([&](Connection& c) { return store::waiting_messages(c, span, after, limit, marked); });
}
Result<std::uint64_t> Reader::waiting_count() {
  return ask([&](Connection& c) { return store::waiting_count(c); });
}
Result<std::optional<Sha256Digest>> Reader::day_head(LocalDay day) {
  return ask([&](Connection& c) { return store::day_head(c, day); });
}
Result<ChainReport> Reader::verify_chain() {
  return ask([&](Connection& c) { return store::verify_chain(c); });
}

}  // namespace xueshi::store
