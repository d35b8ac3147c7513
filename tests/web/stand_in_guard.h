#pragma once
/// Everybody is let in, as a given role: who may ask for what is tested with the guard itself.

#include <string>

#include "web/router.h"

namespace xueshi::test {

inline web::SignedIn signed_in(Role role, std::uint64_t session = 1) {
  web::SignedIn who;
  who.account = "wang";
  who.role = role;
  who.session = session;
  who.from = "192.0.2.7";
  return who;
}

inline web::Guard let_in(Role role) {
  return [role](web::Request& request, const web::Access&) -> std::optional<web::Response> {
    request.who = signed_in(role);
    return std::nullopt;
  };
}

/// To the end, as the server would do it.
inline web::Response ask(const web::Router& router, const std::string& method, const std::string& path,
                         const std::string& query = "") {
  web::Response response = router.handle({method, path, query, ""});
  const web::GivenUp given_up{false};
  return response.slow ? response.slow(given_up) : response;
}

}  // namespace xueshi::test
