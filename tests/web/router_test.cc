#include "web/router.h"

#include <doctest/doctest.h>

#include "web/access.h"

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
  router.add("GET", "/cameras", [](const Request&) { return say("all"); });
  router.add("GET", "/cameras/{camera}/live.m3u8",
             [](const Request& request) { return say("live of " + request.path_values.at("camera")); });
  router.add("GET", "/cameras/{camera}/segments/{sequence}.mp4", [](const Request& request) {
    return say(request.path_values.at("camera") + "/" + request.path_values.at("sequence"));
  });
  router.add("GET", "/cameras/old/live.m3u8", [](const Request&) { return say("exact"); });
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

TEST_CASE("what is for this machine is refused to others") {
  const Handler handler = for_this_machine([](const Request&) { return say("shown"); });
  Request request{"GET", "/", "", ""};
  CHECK(handler(request).status == 403);
  request.from_this_machine = true;
  CHECK(handler(request).status == 200);
}
