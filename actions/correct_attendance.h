#pragma once
/// The action "correct attendance": the county's inspector says what was so. A new event beside those before, never an
/// edit of one.

#include <optional>
#include <string>

#include "actions/attendance_change.h"
#include "actions/audit.h"
#include "actions/person.h"

namespace xueshi::actions {

struct Correction {
  checkin::SessionKey session;
  TraineeNo trainee;            ///< on the roster, or somebody for whom something stands
  std::optional<UtcMillis> in;  ///< nothing: was not there
  std::optional<UtcMillis> out;
  std::string reason;
};

/// Whatever stood, this stands then, until it is corrected again. "Was not there" keeps the times that stood, voided.
/// What stands already so, and "was not there" of whom nothing stands, change nothing. Does not write: as
/// enter_attendance.
Attended correct_attendance(const Actor& actor, store::Reader& reader, const Moment& moment,
                            const Correction& correction, const config::RulePack& rules, const PersonKeys& keys);

}  // namespace xueshi::actions
