#pragma once
/// Cookies (RFC 6265): those of a request, and the session's own.

#include <string>
#include <string_view>

namespace xueshi::web {

/// Cookies know hosts, not ports: by two names a browser that uses both does not mix them up. The prefix has browsers
/// take the one of TLS only from TLS itself, for this host alone.
constexpr std::string_view session_cookie_name(bool secure) {
  return secure ? "__Host-xueshi_session" : "xueshi_session";
}

/// The value of a cookie in a Cookie header (RFC 6265 §5.4); empty where it is not there.
std::string_view cookie_in(std::string_view header, std::string_view name);

/// Set-Cookie for a session: for this host alone, out of reach of scripts, not sent along from elsewhere; over TLS
/// never again without it. An empty token takes it away.
std::string session_cookie(std::string_view token, bool secure);

}  // namespace xueshi::web
