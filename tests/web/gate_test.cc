#include "web/gate.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/people.h"

using namespace xueshi;
using namespace xueshi::web;

namespace {

struct Gated : test::People {
  Router routes = router();
  Gated() {
    const auto say_who = [](const Request& request) {
      Response response;
      response.body = request.who ? request.who->account : "nobody";
      return response;
    };
    routes.add("GET", "/anyone", Access::anyone(), say_who);
    routes.add("POST", "/anyone", Access::anyone(), say_who);
    routes.add("GET", "/machine", Access::this_machine(), say_who);
    routes.add("GET", "/own", Access::own_session(), say_who);
    routes.add("GET", "/signed", Access::signed_in(), say_who);
    routes.add("GET", "/log", Access::to(Right::kSeeLog), say_who);
    routes.add("POST", "/log", Access::to(Right::kSeeLog), say_who);
    routes.add("GET", "/either", Access::to_either(Right::kWatchRecordings, Right::kWatchLive), say_who);
  }
  /// "200 wang", "403 csrf"
  std::string asked(const Request& request) {
    const Response response = routes.handle(request);
    if (response.status == 200) return "200 " + response.body;
    const auto document = boost::json::parse(response.body).as_object();
    return std::to_string(response.status) + " " + std::string(document.at("code").as_string());
  }
};

}  // namespace

TEST_CASE("who is let in: by the cookie, by the role's right, and to what") {
  Gated on;
  CHECK(on.asked(on.ask({}, "GET", "/anyone")) == "200 nobody");
  CHECK(on.asked(on.ask({}, "GET", "/own")) == "401 signed_out");
  CHECK(on.asked(on.ask({}, "GET", "/log")) == "401 signed_out");
  CHECK(on.asked(on.ask(Role::kAuditor, "GET", "/own")) == "200 auditor");
  CHECK(on.asked(on.ask(Role::kAuditor, "GET", "/signed")) == "200 auditor");
  CHECK(on.asked(on.ask(Role::kAuditor, "GET", "/log")) == "200 auditor");
  CHECK(on.asked(on.ask(Role::kTeacher, "GET", "/log")) == "403 no_right");
  CHECK(on.asked(on.ask(Role::kTeacher, "GET", "/either")) == "200 teacher");
  CHECK(on.asked(on.ask(Role::kAuditor, "GET", "/either")) == "200 auditor");
}

TEST_CASE("what is for this machine asks no account and lets nobody else in") {
  Gated on;
  Request request = on.ask(Role::kAdministrator, "GET", "/machine");
  CHECK(on.asked(request) == "403 this_machine");
  request.from_this_machine = true;
  CHECK(on.asked(request) == "200 nobody");
}

TEST_CASE("a right that is not there is in the audit log, once a minute") {
  Gated on;
  for (int i = 0; i < 3; ++i) on.asked(on.ask(Role::kTeacher, "GET", "/log"));
  CHECK(on.audit.lines() == std::vector<std::string>{"refused right:see_log GET /log refused"});
  CHECK(on.audit.notes[0].actor.name == "teacher");
  CHECK(on.audit.notes[0].actor.from == "192.0.2.1");
  on.clock.advance(Millis{60'000});
  on.asked(on.ask(Role::kTeacher, "GET", "/log"));
  CHECK(on.audit.notes.size() == 2);
}

TEST_CASE("CSRF: what changes something needs the session's own token") {
  Gated on;
  Request request = on.ask(Role::kAuditor, "POST", "/log");
  CHECK(on.asked(request) == "200 auditor");
  request.headers["xueshi-csrf"] = on.opened.at(Role::kAdministrator).who.csrf;
  CHECK(on.asked(request) == "403 csrf");
  request.headers["xueshi-csrf"] = "";
  CHECK(on.asked(request) == "403 csrf");
  request.headers.erase("xueshi-csrf");
  CHECK(on.asked(request) == "403 csrf");
}

TEST_CASE("CSRF: another site's page changes nothing, also where nobody is signed in") {
  Gated on;
  for (const bool secure : {false, true}) {
    const std::string ours = secure ? "https://box.example" : "http://box.example";
    const std::string other_scheme = secure ? "http://box.example" : "https://box.example";
    const auto asked = [&](const char* name, const std::string& value) {
      Request request = on.ask(Role::kAuditor, "POST", "/anyone");
      request.secure = secure;
      request.headers[name] = value;
      return on.asked(request);
    };
    CHECK(asked("origin", ours) == "200 nobody");
    for (const std::string& origin : {std::string("https://evil.example"), std::string("null"), other_scheme,
                                      ours + ":8080", ours + ".evil.example"}) {
      CHECK(asked("origin", origin) == "403 csrf");
    }
    CHECK(asked("sec-fetch-site", "same-origin") == "200 nobody");
    CHECK(asked("sec-fetch-site", "none") == "200 nobody");
    CHECK(asked("sec-fetch-site", "same-site") == "403 csrf");
    CHECK(asked("sec-fetch-site", "cross-site") == "403 csrf");
  }
}

TEST_CASE("before the first password is changed only one's own session is open") {
  Gated on;
  Account fresh;
  fresh.name = "wang";
  fresh.role = Role::kAdministrator;
  const auto opened = on.sessions.open(fresh, "192.0.2.1", on.clock.boot());
  Request request = on.ask({}, "GET", "/signed");
  request.headers["cookie"] = "xueshi_session=" + opened.token;
  CHECK(on.asked(request) == "403 password_change_needed");
  request.path = "/log";
  CHECK(on.asked(request) == "403 password_change_needed");
  request.path = "/own";
  CHECK(on.asked(request) == "200 wang");
}

TEST_CASE("a session that is over says why, once, and the audit log says whose it was") {
  Gated on;
  on.clock.advance(Millis{31 * 60'000});
  const Response response = on.routes.handle(on.ask(Role::kAuditor, "GET", "/log"));
  CHECK(response.status == 401);
  CHECK(response.body.find("长时间没有操作") != std::string::npos);
  CHECK(on.audit.lines() == std::vector<std::string>{"session_end account:auditor nothing was done for too long done"});
  CHECK(on.routes.handle(on.ask(Role::kAuditor, "GET", "/log")).body.find("请先登录") != std::string::npos);
}

TEST_CASE("a page that only listens to events, and what it asks by itself, does not keep its session") {
  Gated on;
  on.routes.add("GET", "/api/v1/events", Access::signed_in(), [](const Request&) { return Response{}; });
  for (int i = 0; i < 2; ++i) {
    on.clock.advance(Millis{11 * 60'000});
    CHECK(on.asked(on.ask(Role::kAuditor, "GET", "/api/v1/events")) == "200 ");
    Request by_itself = on.ask(Role::kAuditor, "GET", "/log");
    by_itself.headers["xueshi-background"] = "1";
    CHECK(on.asked(by_itself) == "200 auditor");
  }
  on.clock.advance(Millis{11 * 60'000});
  CHECK(on.asked(on.ask(Role::kAuditor, "GET", "/log")) == "401 signed_out");
}

TEST_CASE("a session of plain http is none over TLS, and the other way round: the cookies have names of their own") {
  Gated on;
  Request request = on.ask(Role::kAuditor, "GET", "/own");
  request.secure = true;
  CHECK(on.asked(request) == "401 signed_out");
  request.headers["cookie"] = "__Host-" + request.headers["cookie"];
  CHECK(on.asked(request) == "200 auditor");
  request.secure = false;
  CHECK(on.asked(request) == "401 signed_out");
}
