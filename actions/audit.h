#pragma once

#include <string>

#include "base/clock.h"
#include "facts/audit.h"

namespace xueshi::actions {

/// When something is done: both clocks, and of which boot.
struct Moment {
  ClockReading at;
  BootId boot;
  static Moment now(const Clock& clock) { return {clock.read(), clock.boot_id()}; }
};

/// The entry for what `actor` did at that moment.
AuditEntry audit_entry(const Moment& moment, Actor actor, AuditAction action, std::string object,
                       std::string detail = {}, AuditResult result = AuditResult::kDone);

}  // namespace xueshi::actions
