#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>
#include <string>

#include "tests/web/openapi_document.h"
#include "tests/web/stand_ins.h"

using namespace xueshi;
using namespace xueshi::web;
using namespace xueshi::test;

namespace {

std::string access_name(const Access& access) {
  switch (access.kind) {
    case Access::Kind::kAnyone: return "anyone";
    case Access::Kind::kThisMachine: return "this_machine";
    case Access::Kind::kLink: return "link";
    case Access::Kind::kOwnSession: return "own_session";
    case Access::Kind::kSignedIn: return "signed_in";
    case Access::Kind::kRight: break;
  }
  std::string name(kRights.name(access.right));
  if (access.or_right != access.right) name += " or " + std::string(kRights.name(access.or_right));
  return name;
}

}  // namespace

TEST_CASE("docs/openapi.yaml describes the routes, all of them and no others, and who may ask") {
  std::set<std::string> in_document, in_router;
  for (const auto& [where, operation] : read_openapi()) {
    in_document.insert(where.first + " " + where.second + " " + operation.access);
  }
  const WholeBox box;
  for (const Route& route : box.routes.routes()) {
    in_router.insert(route.method + " " + route.path + " " + access_name(route.access));
  }
  CHECK(in_document == in_router);
}

TEST_CASE("the recordings' routes: every answer that is described is given, and no other") {
  const Described described = read_openapi();
  std::set<std::string> answered_with, described_with;
  for (const auto& [where, operation] : described) {
    const auto& [method, path] = where;
    const bool recordings = path.starts_with("/api/v1/cameras") && method == "GET";
    if (!recordings && path.starts_with("/api/")) continue;
    CAPTURE(path);
    for (const auto& [status, type] : operation.statuses) described_with.insert(path + " " + std::to_string(status));
    WholeBox box;
    const auto check = [&](const Response& response) {
      CAPTURE(response.body);
      REQUIRE(operation.statuses.contains(response.status));
      CHECK(operation.statuses.at(response.status) == response.content_type);
      CHECK(response.body.find("secret") == std::string::npos);
      answered_with.insert(path + " " + std::to_string(response.status));
    };
    const bool spanned = path.find("recordings") != std::string::npos || path.find("playlist") != std::string::npos ||
                         path.find("export") != std::string::npos;
    Request request = box.ask(Role::kAdministrator, "GET", WholeBox::filled(path), spanned ? kHour : "");
    request.from_this_machine = true;
    check(answered(box.routes, request));
    box.healthy = false;
    check(answered(box.routes, request));
    if (operation.access != "anyone") {
      Request nobody = box.ask({}, "GET", WholeBox::filled(path), spanned ? kHour : "");
      check(answered(box.routes, nobody));
      Account fresh;
      fresh.name = "fresh";
      nobody.headers["cookie"] = "xueshi_session=" + box.sessions.open(fresh, "", box.clock.boot()).token;
      check(answered(box.routes, nobody));
    }
    if (spanned) {
      Request bad = request;
      bad.query = "from=x";
      check(answered(box.routes, bad));
    }
    if (path.ends_with("{sequence}.mp4")) {
      for (const char* range : {"bytes=3-4", "bytes=26-"}) {
        Request part = request;
        part.range = range;
        check(answered(box.routes, part));
      }
    }
    for (const auto& [code, status] : {std::pair{ErrorCode::kNotFound, 404}, std::pair{ErrorCode::kBusy, 503},
                                       std::pair{ErrorCode::kUnreachable, 503}, std::pair{ErrorCode::kNoSpace, 507}}) {
      if (!operation.statuses.contains(status)) continue;
      box.recordings.next = code;
      check(answered(box.routes, request));
      box.recordings.next.reset();
    }
  }
  CHECK(answered_with == described_with);
}

TEST_CASE("whatever else is asked, by whomever and with whatever body: the answer is one that is described") {
  const Described described = read_openapi();
  std::size_t asked = 0;
  for (const auto& [where, operation] : described) {
    const auto& [method, path] = where;
    for (const std::optional<ErrorCode> failure :
         {std::optional<ErrorCode>(), std::optional(ErrorCode::kNotFound), std::optional(ErrorCode::kConflict),
          std::optional(ErrorCode::kIo), std::optional(ErrorCode::kBusy)}) {
      // What cannot happen to a route is not made to happen.
      if (failure == ErrorCode::kNotFound && !operation.statuses.contains(404)) continue;
      if (failure == ErrorCode::kConflict && !operation.statuses.contains(409)) continue;
      for (const std::string body : {"", "{", "{}", R"({"name":"wang","password":"x"})", R"({"old":"a","new":"b"})",
                                     R"({"name":"wang","role":"teacher"})", R"({"closed":true})"}) {
        for (const std::string query : {"", "x=%zz", "day=2024-05-13", "day=yesterday"}) {
          WholeBox fresh;  // signing out ends the session
          fresh.things.next = failure;
          const Request request = fresh.ask(Role::kAdministrator, method, WholeBox::filled(path), query, body);
          const Response response = answered(fresh.routes, request);
          CAPTURE(method);
          CAPTURE(path);
          CAPTURE(body);
          CAPTURE(response.body);
          CHECK((operation.statuses.contains(response.status) || response.status == 500));
          CHECK(response.body.find("secret") == std::string::npos);
          ++asked;
        }
      }
    }
  }
  CHECK(asked >= described.size() * 3 * 7 * 4);
}
