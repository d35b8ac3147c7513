#pragma once
/// What the rules conclude about a lesson hour.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/time.h"
#include "facts/ids.h"
#include "facts/names.h"
#include "facts/planned.h"

namespace xueshi {

enum class Verdict : std::uint8_t { kMet, kNotMet, kReview };  // 达标, 不达标, 存疑
inline constexpr NameTable<Verdict, 3> kVerdicts{
    {{{Verdict::kMet, "met"}, {Verdict::kNotMet, "not_met"}, {Verdict::kReview, "review"}}}};

/// Why a verdict is not simply `met`. Several may hold; they are kept in this order.
enum class Reason : std::uint8_t {
  kNoRecording,           ///< no camera of the class recorded anything in the hour
  kTooShort,              ///< no unbroken recording as long as the rule asks
  kTooFewVisible,         ///< no window without a spell in which too few were to be seen
  kNobodyCame,            ///< nobody checked in and nobody was to be seen, all hour
  kNotCertain,            ///< a window may show all trainees, the count is not sure enough to say so
  kUncalibratedDetector,  ///< counted by a detector that states no interval (HOG)
  kNoObservations,        ///< recorded, but no picture was counted
  kPictureUnusable,       ///< black, frozen, covered or turned
  kNobodyCheckedIn,       ///< heads seen, nobody checked in
  kCheckInDown,           ///< check-in did not work for part of the hour
  kNoTimetable,           ///< no timetable
  kClockUnproven,         ///< the box could not prove the time of day
  kPlannedLate,           ///< planned or moved after it began
  kLowAttendance,         ///< attendance below `attendance_fail`
};
inline constexpr NameTable<Reason, 14> kReasons{{{
    {Reason::kNoRecording, "no_recording"},
    {Reason::kTooShort, "too_short"},
    {Reason::kTooFewVisible, "too_few_visible"},
    {Reason::kNobodyCame, "nobody_came"},
    {Reason::kNotCertain, "not_certain"},
    {Reason::kUncalibratedDetector, "uncalibrated_detector"},
    {Reason::kNoObservations, "no_observations"},
    {Reason::kPictureUnusable, "picture_unusable"},
    {Reason::kNobodyCheckedIn, "nobody_checked_in"},
    {Reason::kCheckInDown, "checkin_down"},
    {Reason::kNoTimetable, "no_timetable"},
    {Reason::kClockUnproven, "clock_unproven"},
    {Reason::kPlannedLate, "planned_late"},
    {Reason::kLowAttendance, "low_attendance"},
}}};

/// What a person should look at (存疑标记). A flag never changes a verdict by itself.
enum class Flag : std::uint8_t {
  kFewerHeads,      ///< heads < check-ins
  kFrozen,          ///< picture and noise stand still
  kBlack,           ///< too dark, or too bright, to see anything
  kGap,             ///< not recorded for a while
  kClockStep,       ///< the wall clock stepped in the hour
  kPlannedLate,     ///< planned or moved after it began
  kNoCheckOut,      ///< checked in, never out
  kLeftEarly,       ///< checked in, then left
  kStaffEntered,    ///< attendance entered by staff (代录)
  kAttendanceWarn,  ///< attendance below `attendance_warn`
  kBurst,           ///< many check-ins at once
  kOnePhone,        ///< one phone for many
  kFarAway,         ///< a phone was far from the classroom
  kCancelledLate,   ///< cancelled later than `plan_notice` before it began
};
inline constexpr NameTable<Flag, 14> kFlags{{{
    {Flag::kFewerHeads, "fewer_heads"},
    {Flag::kFrozen, "frozen"},
    {Flag::kBlack, "black"},
    {Flag::kGap, "gap"},
    {Flag::kClockStep, "clock_step"},
    {Flag::kPlannedLate, "planned_late"},
    {Flag::kNoCheckOut, "no_check_out"},
    {Flag::kLeftEarly, "left_early"},
    {Flag::kStaffEntered, "staff_entered"},
    {Flag::kAttendanceWarn, "attendance_warn"},
    {Flag::kBurst, "burst"},
    {Flag::kOnePhone, "one_phone"},
    {Flag::kFarAway, "far_away"},
    {Flag::kCancelledLate, "cancelled_late"},
}}};

struct RaisedFlag {
  Flag flag = Flag::kGap;
  UtcSpan utc;
  friend bool operator==(const RaisedFlag&, const RaisedFlag&) = default;
};

/// A machine's conclusion on one lesson hour, as it is stored and reported.
struct HourConclusion {
  LessonHourId hour;
  int rev = 1;  ///< grows with each new conclusion on the same hour; the highest stands
  HourStatus status = HourStatus::kFinal;
  UtcSpan span;
  LessonKind kind = LessonKind::kTheory;
  Verdict verdict = Verdict::kReview;
  std::vector<Reason> reasons;
  Millis certain{0};               ///< the longest run that surely shows all
  Millis possible{0};              ///< the longest run that may show all
  std::optional<UtcSpan> window;   ///< the best run: the certain one when long enough, else the possible one
  std::optional<CameraId> camera;  ///< the source the window is from
  int enrolled = 0;
  int on_leave = 0;
  int present = 0;  ///< N: most trainees present at one moment
  std::optional<int>
      median;  ///< heads, staff included, median over the window (or the hour); none without observations
  int gaps = 0;
  std::vector<RaisedFlag> flags;
  ClockState clock = ClockState::kUnproven;  ///< the worst within the hour
  std::string rules;                         ///< version of the rule pack
  Sha256Digest facts;                        ///< digest of all inputs (I13)
  UtcMillis concluded_at{};                  ///< when; not part of what I13 compares
  friend bool operator==(const HourConclusion&, const HourConclusion&) = default;
};

}  // namespace xueshi
