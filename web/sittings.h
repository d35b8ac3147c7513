#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "web/audit_sink.h"
#include "web/http.h"
#include "web/play_sessions.h"

namespace xueshi::web {

/// Writes down what somebody looks at before it is shown, once a sitting (PlaySessions: not longer apart than ten
/// minutes). While it cannot be written nothing is shown (I16). On the pool, any thread of it.
class Sittings {
 public:
  Sittings(AuditSink& audit, const Clock& clock) : audit_(audit), clock_(clock) {}

  /// The answer to give where it cannot be written; else nothing.
  std::optional<Response> write(const SignedIn& who, AuditAction action, const std::string& object,
                                const std::string& detail = {}) {
    const std::string what = std::string(kAuditActions.name(action)) + " " + detail;
    if (!sessions_.is_new(who.session, object, what, clock_.boot())) return std::nullopt;
    if (auto refused = write_each(who, action, object, detail)) return refused;
    sessions_.begun(who.session, object, what, {}, clock_.boot());
    return std::nullopt;
  }
  /// The same, an entry each time: what is taken away.
  std::optional<Response> write_each(const SignedIn& who, AuditAction action, const std::string& object,
                                     const std::string& detail = {}) {
    if (audit_.write({who.actor(), action, object, detail})) return std::nullopt;
    return busy("设备暂时无法写入日志，因此不能显示", "the log cannot be written now, and so is nothing shown", 10);
  }

 private:
  AuditSink& audit_;
  const Clock& clock_;
  PlaySessions sessions_;
};

}  // namespace xueshi::web
