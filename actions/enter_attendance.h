#pragma once
/// The action "enter attendance" (代录): staff says that trainees without a phone that works were there. It is counted
/// apart, and everybody who looks sees who entered it and why.

#include <optional>
#include <string>
#include <vector>

#include "actions/attendance_change.h"
#include "actions/audit.h"
#include "actions/person.h"

namespace xueshi::actions {

struct AttendanceEntry {
  checkin::SessionKey session;
  std::vector<TraineeNo> trainees;  ///< of the roster; one twice counts once
  std::optional<UtcMillis> in;      ///< nothing: only the missing check-out is added
  std::optional<UtcMillis> out;
  std::string reason;
};

/// All of them or none. For whom nothing stands, `in` (and `out`) stand then. For whom a check-in without a check-out
/// stands, by phone or by staff, only the check-out is added (`in` is left out, or the same to the second). Anything
/// else that stands is the inspector's to change. What stands already changes nothing. One event, what stands, and a
/// message for each; one entry in the audit log. Does not write: between the reader's view and the commit nobody may
/// change what stands for the session.
Attended enter_attendance(const Actor& actor, store::Reader& reader, const Moment& moment, const AttendanceEntry& entry,
                          const config::RulePack& rules, const PersonKeys& keys);

}  // namespace xueshi::actions
