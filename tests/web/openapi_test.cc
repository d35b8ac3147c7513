#include <doctest/doctest.h>
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "tests/support/source_root.h"
#include "web/playback_routes.h"
#include "web/status_routes.h"

using namespace xueshi;
using namespace xueshi::web;

namespace {

/// path → method → status → content type
using Described = std::map<std::string, std::map<std::string, std::map<int, std::string>>>;

/// Reads as much of the document as the test needs: the keys under `paths:` by their indentation. An answer that is
/// described elsewhere (`$ref: "#/components/responses/…"`) is a problem document.
Described read_document() {
  std::ifstream in(test::source_root() / "docs/openapi.yaml");
  REQUIRE(in);
  Described described;
  std::string path, method;
  int status = 0;
  bool in_paths = false, in_responses = false;
  for (std::string line; std::getline(in, line);) {
    const std::size_t depth = line.find_first_not_of(' ');
    if (depth == std::string::npos || line[depth] == '#') continue;
    if (in_paths && in_responses && depth == 10 && line.find("$ref: \"#/components/responses/") != std::string::npos) {
      described[path][method][status] = "application/problem+json";
    }
    if (!line.ends_with(':')) continue;
    std::string key = line.substr(depth, line.size() - depth - 1);
    if (depth == 0) in_paths = key == "paths";
    if (!in_paths) continue;
    if (depth == 2) path = key;
    if (depth == 4) described[path][method = key];
    if (depth == 6) in_responses = key == "responses";
    if (!in_responses) continue;
    if (depth == 8) described[path][method][status = std::stoi(key.substr(1))];
    if (depth == 12) described[path][method][status] = key;
  }
  return described;
}

/// Answers with one file, or with the error that the test wants next.
class StandIn final : public PlaybackSource {
 public:
  std::optional<ErrorCode> next;

  Result<std::vector<CameraRow>> cameras() override {
    if (next) return error();
    return std::vector<CameraRow>{
        {CameraId("front"), "recording", VideoCodec::kH265, true, UtcSpan{utc_ms(0), utc_ms(5'000)}},
        {CameraId("new"), "connecting", std::nullopt, false, std::nullopt}};
  }
  Result<Recorded> recorded(const CameraId&, UtcSpan) override {
    if (next) return error();
    return Recorded{};
  }
  Result<std::string> playlist(const CameraId&, UtcSpan) override { return text(); }
  Result<std::string> live(const CameraId&) override { return text(); }
  Result<MediaFile> file(const SegmentId&) override {
    if (next) return error();
    return MediaFile{std::make_shared<Letters>(), 26, "a1"};
  }
  Result<std::string> sub_live(const CameraId&) override { return text(); }
  Result<MediaFile> sub_file(const CameraId&, std::uint64_t sequence) override {
    if (next) return error();
    if (sequence == 0) return fail(ErrorCode::kNotFound, "no file");
    return MediaFile{std::make_shared<Letters>(), 26, ""};
  }
  Result<ClipFile> clip(const CameraId&, UtcSpan, const GivenUp&) override {
    if (next) return error();
    return ClipFile{std::make_shared<Letters>(), 26, *parse_rfc3339("2024-05-13T08:00:00+08:00"),
                    parse_rfc3339("2024-05-13T08:30:00.250+08:00")};
  }

 private:
  class Letters final : public ReadFile {
   public:
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
      for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<std::uint8_t>('a' + offset + i);
      return into.size();
    }
    Result<std::uint64_t> size() override { return 26; }
  };
  [[nodiscard]] tl::unexpected<Error> error() const { return fail(*next, "/var/lib/secret is broken"); }
  [[nodiscard]] Result<std::string> text() const {
    if (next) return error();
    return "#EXTM3U\n";
  }
};

StandIn stand_in;

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
  add_playback_routes(router, stand_in);
  return router;
}

/// To the end, as the server would do it.
Response ask(const Router& router, const Request& request) {
  Response response = router.handle(request);
  const GivenUp given_up{false};
  return response.slow ? response.slow(given_up) : response;
}

Request local(std::string path, std::string query = "") {
  Request request{"GET", std::move(path), std::move(query), ""};
  request.from_this_machine = true;
  return request;
}

/// "/cameras/{camera}/segments/{sequence}.mp4" → "/cameras/front/segments/3.mp4"
std::string filled(std::string path) {
  for (const auto& [name, value] : {std::pair{"{camera}", "front"}, std::pair{"{sequence}", "3"}}) {
    if (const auto at = path.find(name); at != std::string::npos)
      path.replace(at, std::string_view(name).size(), value);
  }
  return path;
}

constexpr const char* kHour = "from=2024-05-13T08:00:00%2B08:00&to=2024-05-13T09:00:00%2B08:00";

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
  for (const Route& route : make_router(true).routes()) in_router.insert(route.method + " " + route.path);
  CHECK(in_document == in_router);
}

TEST_CASE("every answer has a status and a type that docs/openapi.yaml describes") {
  const Described described = read_document();
  std::set<std::string> answered;
  for (const auto& [path, methods] : described) {
    const auto& statuses = methods.at("get");
    CAPTURE(path);
    const auto check = [&](const Response& response) {
      CAPTURE(response.body);
      REQUIRE(statuses.contains(response.status));
      CHECK(statuses.at(response.status) == response.content_type);
      CHECK(response.body.find("secret") == std::string::npos);
      answered.insert(path + " " + std::to_string(response.status));
    };
    const bool status_route = !path.starts_with("/api/");
    for (const bool ok : {true, false}) {
      const Router router = make_router(ok);
      const bool spanned = path.find("recordings") != std::string::npos || path.find("playlist") != std::string::npos ||
                           path.find("export") != std::string::npos;
      const Request request = local(filled(path), spanned ? kHour : "");
      check(ask(router, request));
      if (status_route) continue;
      Request other = request;
      other.from_this_machine = false;
      check(ask(router, other));
      if (spanned) check(ask(router, local(filled(path), "from=x")));
      if (path.ends_with("{sequence}.mp4")) {
        for (const char* range : {"bytes=3-4", "bytes=26-"}) {
          Request part = request;
          part.range = range;
          check(ask(router, part));
        }
      }
      for (const auto& [code, status] :
           {std::pair{ErrorCode::kNotFound, 404}, std::pair{ErrorCode::kBusy, 503},
            std::pair{ErrorCode::kUnreachable, 503}, std::pair{ErrorCode::kNoSpace, 507}}) {
        if (!statuses.contains(status)) continue;
        stand_in.next = code;
        check(ask(router, request));
        stand_in.next.reset();
      }
    }
  }
  std::size_t described_answers = 0;
  for (const auto& [path, methods] : described) described_answers += methods.at("get").size();
  CHECK(answered.size() == described_answers);
}

TEST_CASE("recordings are for this machine only, whatever is asked") {
  const Router router = make_router(true);
  std::size_t asked = 0;
  for (const auto& [path, methods] : router.routes()) {
    if (!path.starts_with("/api/")) continue;
    Request request = local(filled(path), kHour);
    request.from_this_machine = false;
    const Response response = router.handle(request);
    CAPTURE(path);
    CHECK(response.status == 403);
    CHECK_FALSE(response.slow);
    ++asked;
  }
  CHECK(asked == 8);
}

TEST_CASE("what goes wrong with a recording is told without a path, and in two languages") {
  const Router router = make_router(true);
  stand_in.next = ErrorCode::kIo;
  const Response response = ask(router, local("/api/v1/cameras/front/playlist.m3u8", kHour));
  stand_in.next.reset();
  CHECK(response.status == 500);
  CHECK(response.body.find("secret") == std::string::npos);
  const auto document = boost::json::parse(response.body).as_object();
  CHECK(document.at("detail").as_string() == "录像读取出错");
  CHECK(document.at("detail_en").as_string() == "the recording cannot be read");
}

TEST_CASE("a closed file may be kept for ever, a clip has a name that says where and when") {
  const Router router = make_router(true);
  const auto header = [](const Response& response, std::string_view name) -> std::string {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  };
  const Response file = ask(router, local("/api/v1/cameras/front/segments/3.mp4"));
  CHECK(header(file, "ETag") == "\"a1\"");
  CHECK(header(file, "Cache-Control") == "private, max-age=31536000, immutable");
  const Response clip = ask(router, local("/api/v1/cameras/front/export.mp4", kHour));
  CHECK(header(clip, "Content-Disposition") == "attachment; filename=\"front-20240513-080000.mp4\"");
  CHECK(header(clip, "Xueshi-Continues-At") == "2024-05-13T08:30:00.250+08:00");
  REQUIRE(clip.file);
  CHECK(clip.file->bytes == 26);
  Request head = local("/api/v1/cameras/front/export.mp4", kHour);
  head.method = "HEAD";
  stand_in.next = ErrorCode::kBusy;  // no clip is made for it
  CHECK(ask(router, head).status == 200);
  stand_in.next.reset();
}

TEST_CASE("a sub stream that starts is asked for again in a second; nothing of it is kept by whoever asks") {
  const Router router = make_router(true);
  const auto header = [](const Response& response, std::string_view name) -> std::string {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  };
  const std::string path = "/api/v1/cameras/front/sub/";
  CHECK(header(ask(router, local(path + "segments/3.mp4")), "Cache-Control") == "no-store");
  CHECK(header(ask(router, local(path + "segments/3.mp4")), "ETag").empty());
  for (const char* number : {"0", "x", "3x", "99999999999999999999"}) {
    CHECK(ask(router, local(path + "segments/" + number + ".mp4")).status == 404);
  }
  for (const auto& [code, status, retry] :
       {std::tuple{ErrorCode::kBusy, 503, "1"}, std::tuple{ErrorCode::kUnreachable, 503, "5"},
        std::tuple{ErrorCode::kNoSpace, 503, "10"}, std::tuple{ErrorCode::kNotFound, 404, ""}}) {
    stand_in.next = code;
    const Response response = ask(router, local(path + "live.m3u8"));
    stand_in.next.reset();
    CHECK(response.status == status);
    CHECK(header(response, "Retry-After") == retry);
    CHECK(response.body.find("sub stream") != std::string::npos);
  }
}

TEST_CASE("the list of cameras says what a page has to know to choose a stream") {
  const Response response = ask(make_router(true), local("/api/v1/cameras"));
  const auto cameras = boost::json::parse(response.body).as_object().at("cameras").as_array();
  REQUIRE(cameras.size() == 2);
  CHECK(cameras[0].at("codec").as_string() == "h265");
  CHECK(cameras[0].at("sub").as_bool());
  CHECK(cameras[1].at("codec").is_null());
  CHECK_FALSE(cameras[1].at("sub").as_bool());
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
