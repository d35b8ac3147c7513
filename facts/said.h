#pragma once
/// What trainees and staff said about who was there.

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/hash.h"
#include "base/time.h"
#include "facts/ids.h"
#include "facts/names.h"

namespace xueshi {

enum class CheckInMethod : std::uint8_t {
  kPhone,      ///< 手机打卡
  kStaff,      ///< 代录: entered by the class teacher, with a reason; counted apart
  kCorrected,  ///< 更正: what stands now was corrected by the county's inspector, with a reason
};
inline constexpr NameTable<CheckInMethod, 3> kCheckInMethods{{{
    {CheckInMethod::kPhone, "phone"},
    {CheckInMethod::kStaff, "staff"},
    {CheckInMethod::kCorrected, "corrected"},
}}};

/// What stands for one trainee and one session: what the last accepted event of it came to. One check-in and one
/// check-out a session; the hours derive their presence from it.
struct CheckIn {
  ClassId training_class;
  LocalDay day{};
  int session = 1;
  TraineeNo trainee;
  UtcMillis in{};
  std::optional<UtcMillis> out;
  CheckInMethod method = CheckInMethod::kPhone;
  std::string entered_by;  ///< unless kPhone: who entered it; personal data
  std::string reason;      ///< unless kPhone: why; personal data
  bool voided = false;     ///< corrected to "was not there"
  friend bool operator==(const CheckIn&, const CheckIn&) = default;
};

enum class CheckDirection : std::uint8_t { kIn, kOut };  // 签到, 签退
inline constexpr NameTable<CheckDirection, 2> kCheckDirections{
    {{{CheckDirection::kIn, "in"}, {CheckDirection::kOut, "out"}}}};

/// How an attempt to check in or out ended. Stored as text: codes are never renamed.
enum class CheckResult : std::uint8_t {
  kAccepted,
  kAlready,        ///< checked in, or out, before
  kNotCheckedIn,   ///< a check-out without a check-in
  kTooEarly,       ///< before the session's check-in opens
  kTooLate,        ///< the session is over
  kCancelled,      ///< the session's lessons were cancelled
  kUnknown,        ///< nobody of that number is on the roster
  kNoIdNumber,     ///< the roster has no identity number for him: staff must enter it
  kWrongId,        ///< the last four do not fit
  kTooManyTries,   ///< five wrong tries for this name from this address
  kOtherPhone,     ///< he checked in with another phone
  kPhoneUsed,      ///< somebody else checked in with this phone (cookie or address) for this session
  kCodeExpired,    ///< the code was shown too long ago, or before the box was started anew
  kCodeForged,     ///< the code was not made by this box
  kCodeElsewhere,  ///< the code is another class's or another session's
};
inline constexpr NameTable<CheckResult, 15> kCheckResults{{{
    {CheckResult::kAccepted, "accepted"},
    {CheckResult::kAlready, "already"},
    {CheckResult::kNotCheckedIn, "not_checked_in"},
    {CheckResult::kTooEarly, "too_early"},
    {CheckResult::kTooLate, "too_late"},
    {CheckResult::kCancelled, "cancelled"},
    {CheckResult::kUnknown, "unknown"},
    {CheckResult::kNoIdNumber, "no_id_number"},
    {CheckResult::kWrongId, "wrong_id"},
    {CheckResult::kTooManyTries, "too_many_tries"},
    {CheckResult::kOtherPhone, "other_phone"},
    {CheckResult::kPhoneUsed, "phone_used"},
    {CheckResult::kCodeExpired, "code_expired"},
    {CheckResult::kCodeForged, "code_forged"},
    {CheckResult::kCodeElsewhere, "code_elsewhere"},
}}};

/// One thing said about one session: an attempt by phone, whatever came of it; an entry or a correction by staff. Rows
/// are appended, never changed.
struct CheckInEvent {
  std::uint64_t id = 0;    ///< given by the store, growing; 0 before
  ClassId training_class;  ///< as the code says; empty where it could not be read
  LocalDay day{};
  int session = 1;
  TraineeNo trainee;  ///< empty: the attempt ended before he was chosen
  CheckDirection direction = CheckDirection::kIn;
  CheckInMethod method = CheckInMethod::kPhone;
  CheckResult result = CheckResult::kAccepted;  ///< kStaff, kCorrected: always accepted
  ClockReading at;                              ///< when the box heard it
  BootId boot;
  /// kAccepted: what stands after it. Neither: corrected to "was not there".
  std::optional<UtcMillis> in = std::nullopt;
  std::optional<UtcMillis> out = std::nullopt;
  std::string device = {};                           ///< of the phone's cookie, 32 hex digits; empty: it kept none
  std::string address = {};                          ///< of the phone
  std::optional<int> distance_m = std::nullopt;      ///< from the classroom, where the phone told
  std::optional<Sha256Digest> photo = std::nullopt;  ///< of the file of that name among the photos
  std::string entered_by = {};                       ///< unless kPhone: who; personal data
  std::string reason = {};                           ///< unless kPhone: why; personal data
  friend bool operator==(const CheckInEvent&, const CheckInEvent&) = default;
};

/// The phones' check-in was open for a session from here on: the board showed its code. One at its opening, one more
/// after each start of the box's program within the session.
struct CheckInOpening {
  ClassId training_class;
  LocalDay day{};
  int session = 1;
  ClockReading at;
  BootId boot;
  friend bool operator==(const CheckInOpening&, const CheckInOpening&) = default;
};

/// Approved leave.
struct Leave {
  ClassId training_class;
  TraineeNo trainee;
  UtcSpan span;
  std::string entered_by = {};  ///< personal data
  std::string reason = {};      ///< personal data
  std::optional<UtcMillis> entered_at = std::nullopt;
  friend bool operator==(const Leave&, const Leave&) = default;
};

/// A leave that does not stand any more.
struct LeaveWithdrawal {
  std::uint64_t leave = 0;  ///< its number in the store
  UtcMillis at{};
  std::string entered_by;  ///< personal data
  std::string reason;      ///< personal data
  friend bool operator==(const LeaveWithdrawal&, const LeaveWithdrawal&) = default;
};

/// A trainee objects to what stands for him: it goes to the inspector.
struct Objection {
  std::uint64_t id = 0;  ///< given by the store, growing; 0 before
  ClassId training_class;
  LocalDay day{};
  int session = 1;
  TraineeNo trainee;
  ClockReading at;
  BootId boot;
  std::string text;  ///< as typed; personal data
  friend bool operator==(const Objection&, const Objection&) = default;
};

/// The inspector's answer.
struct ObjectionAnswer {
  std::uint64_t objection = 0;
  UtcMillis at{};
  std::string answered_by;  ///< personal data
  std::string text;         ///< personal data
  friend bool operator==(const ObjectionAnswer&, const ObjectionAnswer&) = default;
};

/// What is odd about a session's check-ins (checkin/oddities.h).
enum class CheckInSign : std::uint8_t {
  kBurst,     ///< more of them at once than people can type
  kOnePhone,  ///< one phone, or one address, tried for several trainees
  kFarAway,   ///< a phone said it was far from the classroom
};
inline constexpr NameTable<CheckInSign, 3> kCheckInSigns{{{
    {CheckInSign::kBurst, "burst"},
    {CheckInSign::kOnePhone, "one_phone"},
    {CheckInSign::kFarAway, "far_away"},
}}};

struct CheckInOddity {
  CheckInSign sign = CheckInSign::kBurst;
  UtcSpan utc;
  friend bool operator==(const CheckInOddity&, const CheckInOddity&) = default;
};

}  // namespace xueshi
