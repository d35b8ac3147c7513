#include "web/router.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::web;

namespace {

std::string found(const Router& router, std::string path, std::string method = "GET") {
  const Response response = router.handle({std::move(method), std::move(path), "", ""});
  return std::to_string(response.status) + " " + (response.status == 200 ? response.body : "");
}

Response say(std::string text) {
  Response response;
  response.body = std::move(text);
  return response;
}

Router make_router() {
  Router router;
  router.add("GET", "/cameras", Access::anyone(), [](const Request&) { return say("all"); });
  router.add("GET", "/cameras/{camera}/live.m3u8", Access::anyone(),
             [](const Request& request) { return say("live of " + request.path_values.at("camera")); });
  router.add("GET", "/cameras/{camera}/segments/{sequence}.mp4", Access::anyone(), [](const Request& request) {
    return say(request.path_values.at("camera") + "/" + request.path_values.at("sequence"));
  });
  router.add("GET", "/cameras/old/live.m3u8", Access::anyone(), [](const Request&) { return say("exact"); });
  return router;
}

}  // namespace

TEST_CASE("values in a path, between fixed text") {
  const Router router = make_router();
  CHECK(found(router, "/cameras") == "200 all");
  CHECK(found(router, "/cameras/front/live.m3u8") == "200 live of front");
  CHECK(found(router, "/cameras/front/segments/12.mp4") == "200 front/12");
  CHECK(found(router, "/cameras/front/segments/a.mp4.mp4") == "200 front/a.mp4");
  CHECK(found(router, "/cameras/old/live.m3u8") == "200 exact");
  CHECK(found(router, "/cameras/front/live.m3u8", "HEAD") == "200 live of front");
  CHECK(found(router, "/cameras/front/live.m3u8", "POST") == "405 ");
}

TEST_CASE("a value is never empty and holds no slash, and a pattern is no path") {
  const Router router = make_router();
  for (const char* path : {"/cameras/", "/cameras//live.m3u8", "/cameras/front/segments/.mp4", "/cameras/a/b/live.m3u8",
                           "/cameras/front/live.m3u8/", "/cameras/front", "//cameras", "cameras", "", "/",
                           "/cameras/front/segments/12.mp"}) {
    CAPTURE(path);
    CHECK(found(router, path) == "404 ");
  }
  CHECK(found(router, "/cameras/{camera}/live.m3u8") == "200 live of {camera}");
}

TEST_CASE(
    "the guard is asked before the handler, with what the route asks for; an unknown path or method comes first") {
  std::vector<Access> asked;
  Router router([&](Request& request, const Access& access) -> std::optional<Response> {
    asked.push_back(access);
    if (access.kind == Access::Kind::kAnyone) return std::nullopt;
    if (request.header("cookie") != "known") return problem(401);
    request.who.emplace().account = "wang";
    return std::nullopt;
  });
  router.add("GET", "/open", Access::anyone(), [](const Request& request) { return say(request.who ? "who" : "-"); });
  router.add("POST", "/closed/{part}", Access::to(Right::kSeeLog),
             [](const Request& request) { return say(request.who->account + " " + request.path_values.at("part")); });
  CHECK(found(router, "/open") == "200 -");
  CHECK(found(router, "/closed/x", "POST") == "401 ");
  CHECK(found(router, "/closed/x") == "405 ");
  CHECK(found(router, "/elsewhere") == "404 ");
  CHECK(asked == std::vector<Access>{Access::anyone(), Access::to(Right::kSeeLog)});
  Request request{"POST", "/closed/x", "", ""};
  request.headers["cookie"] = "known";
  CHECK(router.handle(request).body == "wang x");
}

TEST_CASE("without a guard only what is for anyone is answered") {
  Router router;
  const auto answer = [](const Request&) { return say("shown"); };
  router.add("GET", "/anyone", Access::anyone(), answer);
  router.add("GET", "/machine", Access::this_machine(), answer);
  router.add("GET", "/signed", Access::signed_in(), answer);
  router.add("GET", "/right", Access::to(Right::kSeeHours), answer);
  CHECK(found(router, "/anyone") == "200 shown");
  for (const char* path : {"/machine", "/signed", "/right"}) CHECK(found(router, path) == "401 ");
}

TEST_CASE(
    "what nothing was added for may have one handler: for GET and HEAD, behind the guard, and no route of its own") {
  int asked = 0;
  Router router([&](Request&, const Access&) -> std::optional<Response> {
    ++asked;
    return std::nullopt;
  });
  router.add("POST", "/known", Access::anyone(), [](const Request&) { return say("known"); });
  CHECK(found(router, "/page") == "404 ");
  router.set_fallback(Access::anyone(), [](const Request& request) { return say("page " + request.path); });
  CHECK(found(router, "/page") == "200 page /page");
  CHECK(found(router, "/page", "HEAD") == "200 page /page");
  CHECK(asked == 2);
  CHECK(found(router, "/page", "POST") == "404 ");
  CHECK(found(router, "/known") == "405 ");
  CHECK(router.routes().size() == 1);
}
