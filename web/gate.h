#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "web/audit_sink.h"
#include "web/router.h"
#include "web/sessions.h"

namespace xueshi::web {

/// The one place where a request is let in or not: the router's guard. On the io thread.
///
/// What is for whoever shows a link's key it lets through: the handler has to look at the key.
///
/// In this order: a request that changes something must come from our own pages (Origin and Sec-Fetch-Site, where the
/// browser sends them, 403 "csrf"); who it is, by the cookie (401 "signed_out"); it carries the session's own token in
/// the header Xueshi-Csrf where it changes something (403 "csrf"); a first password was changed (403
/// "password_change_needed"); the role has the right (403 "no_right", and an entry in the audit log, one a minute for
/// each person and right).
class Gate {
 public:
  Gate(Sessions& sessions, AuditSink& audit, const Clock& clock) : sessions_(sessions), audit_(audit), clock_(clock) {}
  std::optional<Response> operator()(Request& request, const Access& access);

 private:
  Response signed_out(const Sessions::Found& found);
  Response no_right(const Request& request, Right right);

  Sessions& sessions_;
  AuditSink& audit_;
  const Clock& clock_;
  RateLimit refused_;
};

}  // namespace xueshi::web
