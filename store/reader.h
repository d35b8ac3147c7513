#pragma once
/// Reading facts.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"
#include "facts/account.h"
#include "facts/alarm.h"
#include "facts/audit.h"
#include "facts/concluded.h"
#include "facts/names.h"
#include "facts/planned.h"
#include "facts/recorded.h"
#include "facts/said.h"
#include "facts/seen.h"
#include "store/audit_search.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/stream.h"

namespace xueshi::store {

/// What can be wrong with the chain, or with what stands beside it.
enum class ChainFault : std::uint8_t {
  kChanged,      ///< a fact is not what was chained
  kMissing,      ///< a fact is gone
  kReplaced,     ///< a fact is gone, and a later one has its number
  kUnreadable,   ///< a fact is nonsense
  kAdded,        ///< a fact was never chained
  kEntries,      ///< entries of the chain are missing
  kHead,         ///< a stored head is missing or not the one computed
  kBesideFacts,  ///< what is kept beside the facts, to find them quickly, does not agree with them
  kPersonal,     ///< a personal value is not that of its digest
};
inline constexpr NameTable<ChainFault, 9> kChainFaults{{{
    {ChainFault::kChanged, "changed"},
    {ChainFault::kMissing, "missing"},
    {ChainFault::kReplaced, "replaced"},
    {ChainFault::kUnreadable, "unreadable"},
    {ChainFault::kAdded, "added"},
    {ChainFault::kEntries, "entries_missing"},
    {ChainFault::kHead, "head"},
    {ChainFault::kBesideFacts, "beside_facts"},
    {ChainFault::kPersonal, "personal"},
}}};

/// How the chain's check went.
struct ChainReport {
  std::uint64_t entries = 0;
  std::uint64_t days = 0;
  Sha256Digest head;                 ///< after the last entry, as recomputed
  std::optional<LocalDay> last_day;  ///< of the last entry
  std::uint64_t pruned = 0;          ///< audit entries that were removed on record; no fault
  std::uint64_t destroyed = 0;       ///< personal values that are gone, their digest is there (I20); no fault
  struct Fault {
    std::uint64_t n = 0;  ///< the entry; 0 where a fact has none
    ChainFault code = ChainFault::kChanged;
    std::string fact;      ///< its kind, as in kChainKinds; empty where it is about no fact
    std::int64_t row = 0;  ///< its number among those of its kind
    std::string what;      ///< in words: "gap 17 is not what was chained"
  };
  std::vector<Fault> faults;  ///< at most 100
  [[nodiscard]] bool whole() const { return faults.empty(); }
};

/// A class, for lists.
struct ClassLine {
  ClassId id;
  std::string title;
  ClassKind kind = ClassKind::kProject;
  std::optional<LocalDay> from;
  std::optional<LocalDay> to;
  int enrolled = 0;
  int hours = 0;
  int concluded = 0;
};

struct FoundTrainee {
  ClassId training_class;
  std::string title;
  Trainee trainee;
};

struct LeaveLine {
  std::uint64_t id = 0;
  Leave leave;
  std::optional<LeaveWithdrawal> withdrawn;
};

struct ObjectionLine {
  Objection objection;
  std::optional<ObjectionAnswer> answer;
};

/// One consistent view of the database: what was committed when the first question was asked. One thread at a time; to
/// be held briefly (the log cannot be folded into the file meanwhile). Every member may fail with kIo, kCorrupt, kBusy.
class Reader {
 public:
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // Recorded. Spans are half-open; rows that reach into them are returned whole, in order of time. Segments whose file
  // is lost are no recording and are not among them.
  Result<std::vector<Segment>> segments(const CameraId& camera, const BootId& boot, BootSpan span);
  Result<std::vector<Segment>> segments(const CameraId& camera, UtcSpan span);
  Result<std::optional<Segment>> segment(const SegmentId& id);
  Result<std::optional<Segment>> first_segment(const CameraId& camera);

  // The index as it is, with lost files.
  /// The newest one: numbers go on from it.
  Result<std::optional<Segment>> last_segment(const CameraId& camera);
  Result<std::optional<Segment>> indexed_segment(const SegmentId& id);
  /// Of the sequences [from, to), in order. A few dozen bytes each.
  Result<std::vector<SegmentLine>> segment_lines(const CameraId& camera, std::uint64_t from, std::uint64_t to);
  /// The first sequence from `from` on that has a row.
  Result<std::optional<std::uint64_t>> next_sequence(const CameraId& camera, std::uint64_t from);
  /// How many of the camera's files are lost now.
  Result<std::uint64_t> lost_count(const CameraId& camera);
  /// When files were lost, and found again, in order.
  Result<std::vector<SegmentLoss>> losses(const CameraId& camera);
  /// The disks that are known, by name.
  Result<std::vector<DiskMark>> disk_marks();

  Result<std::vector<Gap>> gaps(const CameraId& camera, const BootId& boot, BootSpan span);
  Result<std::vector<Gap>> gaps(const CameraId& camera, UtcSpan span);
  Result<std::optional<Gap>> last_gap(const CameraId& camera);
  /// Every camera that was ever recorded, observed or missed, by name.
  Result<std::vector<CameraId>> cameras();
  /// In order of boot time.
  Result<std::vector<ClockMark>> clock_marks(const BootId& boot);
  /// Of all boots, by the wall clock then; each boot's last mark before the span and first one after it included.
  Result<std::vector<ClockMark>> clock_marks(UtcSpan span);

  // Seen.
  Result<std::vector<Observation>> observations(const CameraId& camera, const BootId& boot, BootSpan span);
  Result<std::vector<Observation>> observations(const CameraId& camera, UtcSpan span);

  // Planned.
  Result<std::optional<TrainingClass>> training_class(const ClassId& id);
  Result<std::vector<ClassLine>> classes();
  Result<std::optional<LessonHour>> lesson_hour(const LessonHourId& id);
  /// Of all classes, in order of their beginning.
  Result<std::vector<LessonHour>> hours_of_day(LocalDay day);
  Result<std::vector<LessonHour>> hours_of_class(const ClassId& id);
  /// Ended at or before `now`, no conclusion yet; cancelled ones too. Oldest first.
  Result<std::vector<LessonHour>> hours_due(UtcMillis now, std::size_t limit = 1000);

  /// Everybody whose identity number ends so, in all classes; at most 100.
  Result<std::vector<FoundTrainee>> trainees_by_last_four(const std::string& last_four);

  // Said.
  /// What stands.
  Result<std::vector<CheckIn>> check_ins(const ClassId& id, LocalDay day);
  /// The same for all days from `first` to `last`, both included.
  Result<std::vector<CheckIn>> check_ins(const ClassId& id, LocalDay first, LocalDay last);
  Result<std::vector<CheckIn>> check_ins_of(const ClassId& id, const TraineeNo& trainee);
  /// Everything that was said, in order.
  Result<std::vector<CheckInEvent>> check_in_events(const ClassId& id, LocalDay day);
  /// Has anything accepted that photo?
  Result<bool> knows_photo(const Sha256Digest& photo);
  Result<std::vector<CheckInOpening>> openings(const ClassId& id, LocalDay day);
  /// All leave of a class, withdrawn ones too, by their beginning.
  Result<std::vector<LeaveLine>> leave_list(const ClassId& id);
  /// In order of time; at most 1 000, the newest.
  Result<std::vector<ObjectionLine>> objections(bool open_only);
  Result<std::optional<ObjectionLine>> objection(std::uint64_t id);
  Result<std::vector<ObjectionLine>> objections_of(const ClassId& id, LocalDay day);
  /// Leave that stands and reaches into the span.
  Result<std::vector<Leave>> leaves(const ClassId& id, UtcSpan span);

  // Concluded.
  /// The highest revision.
  Result<std::optional<HourConclusion>> conclusion(const LessonHourId& id);
  Result<std::vector<HourConclusion>> conclusions(const ClassId& id);

  /// Alarms that stand, each as it was last raised.
  Result<std::vector<Alarm>> standing_alarms();

  // People, and what they did.
  /// By name, closed ones too.
  Result<std::vector<Account>> accounts();
  Result<std::optional<Account>> account(const std::string& name);
  /// The newest first.
  Result<std::vector<AuditEntry>> audit(const AuditQuery& query);
  /// The newest.
  Result<std::optional<AuditEntry>> last_audit();
  /// How many are kept.
  Result<std::uint64_t> audit_count();

  /// Of the outbox; see Store::waiting_messages, which knows what may leave.
  Result<std::vector<WaitingMessage>> waiting_messages(UtcSpan span, const OutboxPlace& after, std::size_t limit,
                                                       const StreamPosition& marked);
  Result<std::uint64_t> waiting_count();

  /// The chain's head after the last fact of that day; nothing when none was committed on it.
  Result<std::optional<Sha256Digest>> day_head(LocalDay day);
  /// Recomputes the chain from the facts. Reads everything: minutes on a large database.
  Result<ChainReport> verify_chain();

 private:
  friend class Readers;
  struct Pool;
  Reader(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection, std::uint64_t generation);
  template <typename Ask>
  auto ask(Ask&& question) -> Result<decltype(question(std::declval<Connection&>()))>;
  void give_back();

  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Connection> connection_;
  std::uint64_t generation_ = 0;
};

/// Read-only connections to a database, opened as they are needed. Any thread. A program that only looks (`xueshi`
/// beside a running daemon) uses this without a Store.
class Readers {
 public:
  explicit Readers(Path database, std::string vfs = {});
  /// kNotFound: there is no database. kUnsupported: of another version. kBusy: 16 are held.
  Result<Reader> reader();
  /// Connections that are open now are not used again.
  void renew();

 private:
  std::shared_ptr<Reader::Pool> pool_;
};

}  // namespace xueshi::store
