#include <doctest/doctest.h>
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "tests/support/source_root.h"
#include "web/status_routes.h"

using namespace xueshi;
using namespace xueshi::web;

namespace {

/// path → method → status → content type
using Described = std::map<std::string, std::map<std::string, std::map<int, std::string>>>;

/// Reads as much of the document as the test needs: the keys under `paths:` by their indentation.
Described read_document() {
  std::ifstream in(test::source_root() / "docs/openapi.yaml");
  REQUIRE(in);
  Described described;
  std::string path, method;
  int status = 0;
  bool in_paths = false;
  for (std::string line; std::getline(in, line);) {
    const std::size_t depth = line.find_first_not_of(' ');
    if (depth == std::string::npos || line[depth] == '#' || !line.ends_with(':')) continue;
    std::string key = line.substr(depth, line.size() - depth - 1);
    if (depth == 0) in_paths = key == "paths";
    if (!in_paths) continue;
    if (depth == 2) path = key;
    if (depth == 4) described[path][method = key];
    if (depth == 8) described[path][method][status = std::stoi(key.substr(1))];
    if (depth == 12) described[path][method][status] = key;
  }
  return described;
}

Router make_router(bool ok) {
  auto registry = std::make_shared<prometheus::Registry>();
  prometheus::BuildCounter().Name("xueshi_test_total").Help("A test.").Register(*registry).Add({}).Increment(3);
  Router router;
  add_status_routes(
      router,
      [ok] {
        return std::vector<HealthCheck>{{"media", true, ""}, {"camera front", ok, ok ? "" : "摄像机 no answer"}};
      },
      registry);
  return router;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

TEST_CASE("docs/openapi.yaml describes the routes, all of them and no others") {
  const Described described = read_document();
  std::set<std::string> in_document, in_router;
  for (const auto& [path, methods] : described) {
    for (const auto& [method, statuses] : methods) in_document.insert(upper(method) + " " + path);
  }
  for (const auto& [path, methods] : make_router(true).routes()) {
    for (const std::string& method : methods) in_router.insert(method + " " + path);
  }
  CHECK(in_document == in_router);
}

TEST_CASE("every answer has a status and a type that docs/openapi.yaml describes") {
  const Described described = read_document();
  std::set<std::string> answered;
  for (const bool ok : {true, false}) {
    const Router router = make_router(ok);
    for (const auto& [path, methods] : described) {
      const Response response = router.handle({"GET", path, "", ""});
      const auto& statuses = methods.at("get");
      CAPTURE(path);
      REQUIRE(statuses.contains(response.status));
      CHECK(statuses.at(response.status) == response.content_type);
      answered.insert(path + " " + std::to_string(response.status));
    }
  }
  std::size_t described_answers = 0;
  for (const auto& [path, methods] : described) described_answers += methods.at("get").size();
  CHECK(answered.size() == described_answers);
}

TEST_CASE("/healthz says what is wrong, for machines") {
  const Response failing = make_router(false).handle({"GET", "/healthz", "", ""});
  CHECK(failing.status == 503);
  const auto document = boost::json::parse(failing.body).as_object();
  CHECK(document.at("status").as_string() == "failing");
  const auto& checks = document.at("checks").as_array();
  REQUIRE(checks.size() == 2);
  CHECK(checks[0].at("ok").as_bool());
  CHECK(checks[1].at("name").as_string() == "camera front");
  CHECK_FALSE(checks[1].at("ok").as_bool());
  CHECK(checks[1].at("detail").as_string() == "摄像机 no answer");
  const Response fine = make_router(true).handle({"HEAD", "/healthz", "", ""});
  CHECK(fine.status == 200);
  CHECK(boost::json::parse(fine.body).at("status").as_string() == "ok");
  CHECK(health_response({}).status == 200);
}

TEST_CASE("/metrics is Prometheus' text format") {
  const Response response = make_router(true).handle({"GET", "/metrics", "", ""});
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
