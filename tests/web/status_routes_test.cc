#include "web/status_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/stand_ins.h"

using namespace xueshi;
using namespace xueshi::web;
using namespace xueshi::test;

TEST_CASE("/healthz says what is wrong, for machines") {
  WholeBox box;
  box.healthy = false;
  const Response failing = answered(box.routes, box.ask({}, "GET", "/healthz"));
  CHECK(failing.status == 503);
  const auto document = boost::json::parse(failing.body).as_object();
  CHECK(document.at("status").as_string() == "failing");
  const auto& checks = document.at("checks").as_array();
  REQUIRE(checks.size() == 2);
  CHECK(checks[0].at("ok").as_bool());
  CHECK(checks[1].at("name").as_string() == "camera front");
  CHECK_FALSE(checks[1].at("ok").as_bool());
  CHECK(checks[1].at("detail").as_string() == "摄像机 no answer");
  box.healthy = true;
  const Response fine = answered(box.routes, box.ask({}, "HEAD", "/healthz"));
  CHECK(fine.status == 200);
  CHECK(boost::json::parse(fine.body).at("status").as_string() == "ok");
  CHECK(health_response({}).status == 200);
}

TEST_CASE("/metrics is Prometheus' text format") {
  WholeBox box;
  Request request = box.ask({}, "GET", "/metrics");
  request.from_this_machine = true;
  const Response response = answered(box.routes, request);
  CHECK(response.body.find("# TYPE xueshi_test_total counter") != std::string::npos);
  CHECK(response.body.find("\nxueshi_test_total 3\n") != std::string::npos);
}

TEST_CASE("a problem document has the members of RFC 9457") {
  const Response response = problem(404, "a \"quoted\" detail");
  CHECK(response.content_type == "application/problem+json");
  const auto document = boost::json::parse(response.body).as_object();
  CHECK(document.at("type").as_string() == "about:blank");
  CHECK(document.at("title").as_string() == "Not Found");
  CHECK(document.at("status").as_int64() == 404);
  CHECK(document.at("detail").as_string() == "a \"quoted\" detail");
  CHECK_FALSE(boost::json::parse(problem(500).body).as_object().contains("detail"));
}
