#pragma once

#include <string>

#include "base/result.h"
#include "facts/audit.h"

namespace xueshi::web {

/// What somebody did, for the audit log; the time is added by whoever writes it.
struct AuditNote {
  Actor actor;
  AuditAction action = AuditAction::kRefused;
  std::string object;
  std::string detail = {};
  AuditResult result = AuditResult::kDone;
};

/// Where the routes have written down what people do (I16).
class AuditSink {
 public:
  virtual ~AuditSink() = default;
  /// Returns when it is on stable storage: what is shown or given away waits for it. On the server's pool.
  virtual Result<void> write(AuditNote note) = 0;
  /// Never waits; for what happened anyway. Lost only while the database cannot be written, which is an alarm.
  virtual void submit(AuditNote note) = 0;
};

}  // namespace xueshi::web
