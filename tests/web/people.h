#pragma once
/// People for tests of routes: sessions, an audit log that is kept in memory, and requests that carry a cookie.

#include <map>
#include <string>
#include <vector>

#include "tests/support/fake_clock.h"
#include "web/audit_sink.h"
#include "web/gate.h"
#include "web/router.h"
#include "web/sessions.h"

namespace xueshi::test {

class KeptAudit final : public web::AuditSink {
 public:
  std::vector<web::AuditNote> notes;
  bool failing = false;  ///< nothing can be written

  Result<void> write(web::AuditNote note) override {
    if (failing) return fail(ErrorCode::kNoSpace, "the disk is full at /var/lib/secret");
    notes.push_back(std::move(note));
    return {};
  }
  void submit(web::AuditNote note) override { (void)write(std::move(note)); }
  /// "view_live camera:front live done"
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const web::AuditNote& note : notes) {
      all.push_back(std::string(kAuditActions.name(note.action)) + " " + note.object + " " + note.detail + " " +
                    std::string(kAuditResults.name(note.result)));
    }
    return all;
  }
};

/// A gate and somebody of each role, signed in.
struct People {
  FakeClock clock;
  std::unique_ptr<Random> random = system_random();
  KeptAudit audit;
  web::Sessions sessions{{}, *random};
  web::Gate gate{sessions, audit, clock};
  std::map<Role, web::Sessions::Opened> opened;

  People() {
    for (const auto& [role, name] : kRoles.rows) {
      Account account;
      account.name = name;
      account.role = role;
      account.must_change = false;
      opened[role] = sessions.open(account, "192.0.2.1", clock.boot());
    }
  }

  [[nodiscard]] web::Router router() {
    return web::Router([this](web::Request& request, const web::Access& access) { return gate(request, access); });
  }
  /// As a page of ours would ask, on behalf of that role; nobody where there is none.
  [[nodiscard]] web::Request ask(std::optional<Role> role, std::string method, std::string path, std::string query = "",
                                 std::string body = "") const {
    web::Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.query = std::move(query);
    request.body = std::move(body);
    request.peer = "192.0.2.1";
    request.headers["host"] = "box.example";
    if (!request.body.empty()) request.headers["content-type"] = "application/json";
    if (role) {
      request.headers["cookie"] = "xueshi_session=" + opened.at(*role).token;
      request.headers["xueshi-csrf"] = opened.at(*role).who.csrf;
    }
    return request;
  }
};

/// To the end, as the server would do it.
inline web::Response answered(const web::Router& router, const web::Request& request) {
  web::Response response = router.handle(request);
  const web::GivenUp given_up{false};
  return response.slow ? response.slow(given_up) : response;
}

inline std::string header_of(const web::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace xueshi::test
