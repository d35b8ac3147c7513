/// The table of rights against every route, as docs/openapi.yaml has them.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "tests/web/openapi_document.h"
#include "tests/web/stand_ins.h"

using namespace xueshi;
using namespace xueshi::web;
using namespace xueshi::test;

namespace {

/// What x-access asks for, read by itself: the routes' own idea of it is held to the document elsewhere.
std::vector<Right> rights_in(const std::string& access) {
  std::vector<Right> rights;
  std::string rest = access;
  while (!rest.empty()) {
    const std::size_t end = rest.find(" or ");
    const auto right = kRights.find(rest.substr(0, end));
    REQUIRE(right);
    rights.push_back(*right);
    rest = end == std::string::npos ? "" : rest.substr(end + 4);
  }
  return rights;
}

bool may(Role role, const std::string& access) {
  if (access == "signed_in" || access == "own_session") return true;
  for (const Right right : rights_in(access)) {
    if (has_right(role, right)) return true;
  }
  return false;
}

std::string code_in(const Response& response) {
  if (response.content_type != "application/problem+json") return "";
  const auto document = boost::json::parse(response.body).as_object();
  const auto* const code = document.if_contains("code");
  return code == nullptr ? "" : std::string(code->as_string());
}

/// A body that nothing in the request is wrong with before its rights are looked at.
std::string body_for(const std::string& method) { return method == "GET" ? "" : "{}"; }

}  // namespace

TEST_CASE("every role and nobody × every route: 401, 403 or let in, as the table of rights has it") {
  std::size_t routes = 0;
  for (const auto& [where, operation] : read_openapi()) {
    const auto& [method, path] = where;
    CAPTURE(method);
    CAPTURE(path);
    REQUIRE_FALSE(operation.access.empty());
    if (operation.access == "anyone" || operation.access == "this_machine" || operation.access == "link") continue;
    ++routes;
    WholeBox box;
    const std::string query = path.find("recordings") != std::string::npos ||
                                      path.find("playlist") != std::string::npos ||
                                      path.find("export") != std::string::npos
                                  ? kHour
                                  : "";
    const Response nobody = answered(box.routes, box.ask({}, method, WholeBox::filled(path), query, body_for(method)));
    CHECK(nobody.status == 401);
    CHECK(code_in(nobody) == "signed_out");
    CHECK(operation.statuses.contains(401));
    CHECK_FALSE(nobody.events);
    for (const auto& [role, name] : kRoles.rows) {
      CAPTURE(name);
      const Response response =
          answered(box.routes, box.ask(role, method, WholeBox::filled(path), query, body_for(method)));
      if (may(role, operation.access)) {
        CHECK(response.status != 401);
        CHECK(response.status != 403);
      } else {
        CHECK(response.status == 403);
        CHECK(code_in(response) == "no_right");
        CHECK_FALSE(response.file);
      }
    }
    if (operation.access == "own_session") continue;
    Account fresh;
    fresh.name = "fresh";
    fresh.role = Role::kAdministrator;
    const auto opened = box.sessions.open(fresh, "", box.clock.boot());
    Request request = box.ask({}, method, WholeBox::filled(path), query, body_for(method));
    request.headers["cookie"] = "xueshi_session=" + opened.token;
    request.headers["xueshi-csrf"] = opened.who.csrf;
    const Response unchanged = answered(box.routes, request);
    CHECK(unchanged.status == 403);
    CHECK(code_in(unchanged) == "password_change_needed");
  }
  CHECK(routes > 20);
}

TEST_CASE("CSRF: no route that changes something is open without the session's token") {
  std::size_t changing = 0;
  for (const auto& [where, operation] : read_openapi()) {
    const auto& [method, path] = where;
    if (method == "GET" || operation.access == "anyone") continue;
    ++changing;
    WholeBox box;
    Request request = box.ask(Role::kAdministrator, method, WholeBox::filled(path), "", body_for(method));
    request.headers.erase("xueshi-csrf");
    const Response response = answered(box.routes, request);
    CAPTURE(path);
    CHECK(response.status == 403);
    CHECK(code_in(response) == "csrf");
  }
  CHECK(changing >= 7);
}

TEST_CASE("what is for whoever shows a link's key is refused to everybody else, and given on the box itself") {
  std::size_t links = 0;
  for (const auto& [where, operation] : read_openapi()) {
    if (operation.access != "link") continue;
    ++links;
    WholeBox box;
    const std::string path = WholeBox::filled(where.second);
    for (const char* query : {"", "key=", "key=other", "key=%zz", "x=right"}) {
      CAPTURE(query);
      const Response nobody = answered(box.routes, box.ask({}, where.first, path, query));
      CHECK(nobody.status == 403);
      CHECK(code_in(nobody) == "board_link");
      CHECK(answered(box.routes, box.ask(Role::kAdministrator, where.first, path, query)).status == 403);
    }
    CHECK(answered(box.routes, box.ask({}, where.first, path, "key=right")).status == 200);
    Request request = box.ask({}, where.first, path);
    request.from_this_machine = true;
    CHECK(answered(box.routes, request).status == 200);
  }
  CHECK(links == 1);
}

TEST_CASE("what is for this machine is refused to everybody elsewhere, the administrator too") {
  for (const auto& [where, operation] : read_openapi()) {
    if (operation.access != "this_machine") continue;
    WholeBox box;
    CHECK(answered(box.routes, box.ask(Role::kAdministrator, where.first, where.second)).status == 403);
    Request request = box.ask({}, where.first, where.second);
    request.from_this_machine = true;
    CHECK(answered(box.routes, request).status == 200);
  }
}
