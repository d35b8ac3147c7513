#pragma once
/// What entering and correcting attendance share: why it is refused, and what it comes to.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "checkin/sessions.h"
#include "facts/names.h"
#include "facts/planned.h"
#include "facts/said.h"
#include "facts/wording.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::actions {

inline constexpr std::size_t kMostReason = 500;       ///< bytes
inline constexpr std::size_t kMostAnswer = 1'000;     ///< bytes
inline constexpr std::size_t kMostTrainees = 500;     ///< at once
inline constexpr Millis kAheadOfBox{60'000};          ///< so far the clock of who enters may be ahead of the box's
inline constexpr std::chrono::days kMostLeave{366};   ///< one leave
inline constexpr std::chrono::days kLeaveReach{400};  ///< from now, back and ahead

/// Why something about attendance was not taken. Codes are never renamed.
enum class AttendanceFault : std::uint8_t {
  kNoSuchClass,
  kNoSuchSession,
  kSessionCancelled,
  kNobody,        ///< no trainee was named, or too many at once
  kNotOnRoster,   ///< of these trainees the class knows nothing
  kNoReason,      ///< none, too long, or with control characters
  kOutOfSession,  ///< not within the time in which the session takes check-ins and check-outs
  kFuture,        ///< has not come yet
  kOutBeforeIn,   ///< a check-out at or before its check-in
  kNoTime,        ///< nothing stands, and no check-in was given
  kStands,        ///< something else stands already: staff may only add a missing check-out
  kCountyOnly,    ///< what stands was corrected by the county's inspector
  kLeaveSpan,     ///< ends before it begins, too long, or too far off
  kNoSuchLeave,
  kWithdrawn,  ///< before
  kNoSuchObjection,
  kAnswered,  ///< before
  kNoAnswer,  ///< no text, too long, or with control characters
  kStore,     ///< `error`
};
inline constexpr NameTable<AttendanceFault, 19> kAttendanceFaults{{{
    {AttendanceFault::kNoSuchClass, "no_such_class"},
    {AttendanceFault::kNoSuchSession, "no_such_session"},
    {AttendanceFault::kSessionCancelled, "session_cancelled"},
    {AttendanceFault::kNobody, "nobody"},
    {AttendanceFault::kNotOnRoster, "not_on_roster"},
    {AttendanceFault::kNoReason, "no_reason"},
    {AttendanceFault::kOutOfSession, "out_of_session"},
    {AttendanceFault::kFuture, "future"},
    {AttendanceFault::kOutBeforeIn, "out_before_in"},
    {AttendanceFault::kNoTime, "no_time"},
    {AttendanceFault::kStands, "stands"},
    {AttendanceFault::kCountyOnly, "county_only"},
    {AttendanceFault::kLeaveSpan, "leave_span"},
    {AttendanceFault::kNoSuchLeave, "no_such_leave"},
    {AttendanceFault::kWithdrawn, "withdrawn"},
    {AttendanceFault::kNoSuchObjection, "no_such_objection"},
    {AttendanceFault::kAnswered, "answered"},
    {AttendanceFault::kNoAnswer, "no_answer"},
    {AttendanceFault::kStore, "store"},
}}};

/// What it means, and what to do.
std::string_view wording(AttendanceFault fault, Language language);

struct AttendanceRefusal {
  AttendanceFault fault = AttendanceFault::kStore;
  std::vector<TraineeNo> trainees = {};       ///< whom it is about, where not all
  std::optional<Error> error = std::nullopt;  ///< kStore
};

/// All of it, or nothing. Where it changes nothing `commit` is empty.
struct AttendanceChange {
  store::CommitRequest commit;
  ClassId training_class;
  UtcSpan touched;  ///< hours that reach into it may have to be judged again (actions/judge_again.h)
  int changed = 0;  ///< trainees, or leaves
};
using Attended = tl::expected<AttendanceChange, AttendanceRefusal>;

[[nodiscard]] tl::unexpected<AttendanceRefusal> refuse(AttendanceFault fault, std::vector<TraineeNo> trainees = {});
[[nodiscard]] tl::unexpected<AttendanceRefusal> refuse(Error error);

/// Not blank, at most `most` bytes, no control characters but line ends.
bool is_said(std::string_view text, std::size_t most);

/// A session of a class, with what stands for it.
struct LoadedSession {
  TrainingClass training_class;
  checkin::CheckInSession session;
  std::vector<CheckIn> standing;
  [[nodiscard]] const Trainee* on_roster(const TraineeNo& number) const;
  [[nodiscard]] const CheckIn* standing_of(const TraineeNo& number) const;
};
/// Refuses what is not there, or cancelled.
tl::expected<LoadedSession, AttendanceRefusal> load_session(store::Reader& reader, const checkin::SessionKey& key,
                                                            const config::RulePack& rules);

/// What is wrong with a check-in and a check-out of that session, said at `now`: both lie in the time in which it takes
/// them, and neither in the future.
std::optional<AttendanceFault> fault_in_times(const checkin::CheckInSession& session, UtcMillis in,
                                              std::optional<UtcMillis> out, UtcMillis now);

/// "2024-05-13 session 1: 07 08": for the audit log.
std::string audit_words(const checkin::SessionKey& key, const std::vector<TraineeNo>& trainees);

}  // namespace xueshi::actions
