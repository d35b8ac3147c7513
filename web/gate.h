#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "web/audit_sink.h"
#include "web/router.h"
#include "web/sessions.h"

namespace xueshi::web {

/// Cookies know hosts, not ports: by two names a browser that uses both does not mix them up. The prefix has browsers
/// take the one of TLS only from TLS itself, for this host alone.
constexpr std::string_view session_cookie_name(bool secure) {
  return secure ? "__Host-xueshi_session" : "xueshi_session";
}

/// The one place where a request is let in or not: the router's guard. On the io thread.
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

/// The value of a cookie in a Cookie header (RFC 6265 §5.4); empty where it is not there.
std::string_view cookie_in(std::string_view header, std::string_view name);

/// Set-Cookie for a session: for this host alone, out of reach of scripts, not sent along from elsewhere; over TLS
/// never again without it. An empty token takes it away.
std::string session_cookie(std::string_view token, bool secure);

}  // namespace xueshi::web
