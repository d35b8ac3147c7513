#pragma once
/// What the routes of check-ins and attendance ask of the rest of the box.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"
#include "facts/actor.h"
#include "facts/planned.h"
#include "facts/said.h"

namespace xueshi::web {

/// A trainee in one session: on the roster, or somebody for whom something stands.
struct SessionTrainee {
  TraineeNo number;
  std::string name;                 ///< empty: no longer on the roster
  std::optional<CheckIn> standing;  ///< also one that was corrected to "was not there"
  bool late = false;
  bool left_early = false;
  bool no_check_out = false;  ///< and the session takes none any more
  bool on_leave = false;      ///< for part of the session at least
  /// In each of the session's hours, by the rule that its verdict goes by; nothing: it has not begun.
  std::vector<std::optional<bool>> present;
  std::optional<std::uint64_t> objection;  ///< the newest that is open
  std::optional<Sha256Digest> photo;       ///< the newest
  int attempts = 0;                        ///< that were refused

  [[nodiscard]] bool came() const { return standing && !standing->voided; }
};

struct SessionEvent {
  CheckInEvent event;
  std::string name;  ///< of the trainee
};

struct CheckInCounts {
  int enrolled = 0;
  int present = 0;  ///< a check-in stands; somebody who left the roster since included
  int by_phone = 0;
  int by_staff = 0;
  int corrected = 0;
  int on_leave = 0;  ///< of the roster, and not present
  int missing = 0;   ///< of the roster, neither present nor on leave
  int refused = 0;   ///< attempts
};

inline constexpr std::size_t kMostSessionEvents = 1'000;

struct CheckInSessionView {
  int number = 1;
  UtcSpan span;
  UtcMillis opens{};
  UtcMillis closes{};
  bool cancelled = false;
  std::vector<LessonHourId> hours;  ///< cancelled ones left out where others remain
  std::optional<UtcMillis> opened;  ///< the board first showed its code
  CheckInCounts counts;
  std::vector<CheckInOddity> oddities;
  std::vector<SessionTrainee> trainees;  ///< in the roster's order
  std::vector<SessionEvent> events;      ///< in order, the newest kMostSessionEvents
  std::size_t more_events = 0;           ///< older ones, which are left out
};

struct CheckInDay {
  ClassId training_class;
  std::string title;
  LocalDay day{};
  std::vector<CheckInSessionView> sessions;  ///< by beginning
};

enum class ExportForm : std::uint8_t { kCsv, kWorkbook };

struct ExportedFile {
  std::string name;  ///< ASCII
  std::string content_type;
  std::string bytes;
};

struct StoredPhoto {
  std::string content_type;
  std::string bytes;
};

struct NamedLeave {
  std::uint64_t id = 0;
  Leave leave;
  std::string name;
  std::optional<LeaveWithdrawal> withdrawn;
};

struct NamedObjection {
  Objection objection;
  std::string title;  ///< of the class
  std::string name;
  std::optional<ObjectionAnswer> answer;
};

inline constexpr int kMostExportDays = 400;
inline constexpr std::size_t kMostExportRows = 20'000;

/// What was said, read. Called on several threads at once, the server's pool. kNotFound: no such class, or photo;
/// kBusy: come again.
class CheckInsSource {
 public:
  virtual ~CheckInsSource() = default;
  /// Without a day: today.
  virtual Result<CheckInDay> day(const ClassId& training_class, std::optional<LocalDay> day) = 0;
  /// All sessions from `first` to `last`, both included, a row for each trainee. kUnsupported: more than
  /// kMostExportRows.
  virtual Result<ExportedFile> exported(const ClassId& training_class, LocalDay first, LocalDay last,
                                        ExportForm form) = 0;
  /// kCorrupt: it is not what was stored.
  virtual Result<StoredPhoto> photo(const Sha256Digest& digest) = 0;
  virtual Result<std::vector<NamedLeave>> leave(const ClassId& training_class) = 0;
  virtual Result<std::vector<NamedObjection>> objections(bool open_only) = 0;
};

/// Why something was not entered.
struct AttendanceRefused {
  ErrorCode code = ErrorCode::kConflict;  ///< kNotFound, kBadInput, kConflict; else the box cannot write now
  std::string fault;                      ///< its code
  std::string text;
  std::string text_en;
  std::vector<TraineeNo> trainees;  ///< whom it is about, where not all
};

struct AttendanceEntered {
  int changed = 0;
  std::vector<LessonHourId> judged;  ///< concluded hours that were judged again
};
using AttendanceDone = tl::expected<AttendanceEntered, AttendanceRefused>;

struct EntryWish {
  LocalDay day{};
  int session = 1;
  std::vector<TraineeNo> trainees;
  std::optional<UtcMillis> in;
  std::optional<UtcMillis> out;
  std::string reason;
};

struct CorrectionWish {
  LocalDay day{};
  int session = 1;
  TraineeNo trainee;
  std::optional<UtcMillis> in;
  std::optional<UtcMillis> out;
  std::string reason;
};

struct LeaveWish {
  std::vector<TraineeNo> trainees;
  UtcSpan span;
  std::string reason;
};

/// What staff and the inspector say. What was done is on stable storage, with its entry in the audit log, when it
/// returns. On the server's pool.
class AttendanceSource {
 public:
  virtual ~AttendanceSource() = default;
  virtual AttendanceDone enter(const Actor& actor, const ClassId& training_class, const EntryWish& wish) = 0;
  virtual AttendanceDone correct(const Actor& actor, const ClassId& training_class, const CorrectionWish& wish) = 0;
  virtual AttendanceDone enter_leave(const Actor& actor, const ClassId& training_class, const LeaveWish& wish) = 0;
  virtual AttendanceDone withdraw_leave(const Actor& actor, const ClassId& training_class, std::uint64_t leave,
                                        const std::string& reason) = 0;
  virtual AttendanceDone answer(const Actor& actor, std::uint64_t objection, const std::string& text) = 0;
};

}  // namespace xueshi::web
