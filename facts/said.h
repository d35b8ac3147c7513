#pragma once
/// What trainees and staff said about who was there.

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"
#include "facts/ids.h"
#include "facts/names.h"

namespace xueshi {

enum class CheckInMethod : std::uint8_t { kPhone, kStaff };  // 手机打卡, 代录
inline constexpr NameTable<CheckInMethod, 2> kCheckInMethods{
    {{{CheckInMethod::kPhone, "phone"}, {CheckInMethod::kStaff, "staff"}}}};

/// An accepted check-in of one trainee for one session, with its check-out where there is one.
struct CheckIn {
  ClassId training_class;
  LocalDay day{};
  int session = 1;
  TraineeNo trainee;
  UtcMillis in{};
  std::optional<UtcMillis> out;
  CheckInMethod method = CheckInMethod::kPhone;
  std::string entered_by;  ///< for kStaff: who entered it
  std::string reason;      ///< for kStaff: why
  friend bool operator==(const CheckIn&, const CheckIn&) = default;
};

/// Approved leave.
struct Leave {
  ClassId training_class;
  TraineeNo trainee;
  UtcSpan span;
  friend bool operator==(const Leave&, const Leave&) = default;
};

}  // namespace xueshi
