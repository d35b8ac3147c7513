#pragma once
/// The actions around approved leave (请假): entered for several trainees, withdrawn one by one.

#include <string>
#include <vector>

#include "actions/attendance_change.h"
#include "actions/audit.h"

namespace xueshi::actions {

struct LeaveEntry {
  ClassId training_class;
  std::vector<TraineeNo> trainees;  ///< of the roster; one twice counts once
  UtcSpan span;
  std::string reason;
};

/// All of them or none. One that stands already, of the same trainee and span, is no change. Leave may be entered for
/// the past: when it was entered stands on it. Neither writes.
Attended enter_leave(const Actor& actor, store::Reader& reader, const Moment& moment, const LeaveEntry& entry);

/// `leave`: its number. It stays on the list, with who withdrew it and why.
Attended withdraw_leave(const Actor& actor, store::Reader& reader, const Moment& moment, const ClassId& training_class,
                        std::uint64_t leave, const std::string& reason);

}  // namespace xueshi::actions
