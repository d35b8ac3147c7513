#pragma once

#include <cstdint>
#include <string>

#include "actions/attendance_change.h"
#include "actions/audit.h"

namespace xueshi::actions {

/// The inspector answers a trainee's objection, once. The answer changes nothing of what stands: a correction does.
/// Does not write.
Attended answer_objection(const Actor& actor, store::Reader& reader, const Moment& moment, std::uint64_t objection,
                          const std::string& text);

}  // namespace xueshi::actions
