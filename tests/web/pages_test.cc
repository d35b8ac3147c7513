#include "web/pages.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/temp_folder.h"
#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"
#include "web/router.h"

using namespace xueshi;
using namespace xueshi::web;
using test::RawClient;

namespace {

void write(const Path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

/// As vite leaves them, with a secret beside the folder.
class Built {
 public:
  Built() {
    write(root() / "index.html", "<!doctype html>index");
    write(root() / "index.html.gz", "packed index");
    write(root() / "assets/index-1a2b3C_d.js", "script");
    write(root() / "assets/index-1a2b3C_d.js.gz", "packed script");
    write(root() / "assets/style-AAAABBBB.css", "style");
    write(root() / "assets/plain.js", "no digest");
    write(root() / "assets/some-component-name.js", "no digest either");
    write(root() / "favicon.svg", "<svg/>");
    write(root() / "lonely.gz", "not of a pair");
    write(root() / ".hidden", "hidden");
    write(folder_.path() / "secret.txt", "secret");
    std::filesystem::create_symlink(folder_.path() / "nowhere", root() / "dead_link.js.map");
    std::filesystem::remove(root() / "dead_link.js.map");
  }
  [[nodiscard]] Path root() const { return folder_.path() / "ui"; }

 private:
  test::TempFolder folder_;
};

std::shared_ptr<FileSystem> machine_files() { return posix_file_system(); }

Pages load(const Path& folder) {
  auto pages = Pages::load(machine_files(), folder);
  REQUIRE(pages);
  return std::move(*pages);
}

Response ask(const Pages& pages, const std::string& path, const std::string& accept_encoding = "",
             const std::string& if_none_match = "") {
  Request request{"GET", path, "", ""};
  if (!accept_encoding.empty()) request.headers["accept-encoding"] = accept_encoding;
  if (!if_none_match.empty()) request.headers["if-none-match"] = if_none_match;
  return pages.answer(request);
}

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

std::string content(const Response& response) {
  if (!response.file) return response.body;
  std::string text(response.file->bytes, '\0');
  REQUIRE(*response.file->file->read_at(response.file->first,
                                        {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}) == text.size());
  return text;
}

}  // namespace

TEST_CASE("files with their types; index.html for every page's path; what machines ask for is no page") {
  const Built built;
  const Pages pages = load(built.root());
  CHECK(pages.files() == 7);
  const Response script = ask(pages, "/assets/index-1a2b3C_d.js");
  CHECK(script.status == 200);
  CHECK(script.content_type == "text/javascript; charset=utf-8");
  CHECK(content(script) == "script");
  CHECK(ask(pages, "/assets/style-AAAABBBB.css").content_type == "text/css; charset=utf-8");
  CHECK(ask(pages, "/favicon.svg").content_type == "image/svg+xml");
  CHECK(ask(pages, "/lonely.gz").content_type == "application/octet-stream");
  for (const char* path : {"/", "/index.html", "/today", "/hours/2024-D-017/2026-11-23/1", "/a.b/c", "/apis"}) {
    CAPTURE(path);
    const Response page = ask(pages, path);
    CHECK(page.status == 200);
    CHECK(content(page) == "<!doctype html>index");
    CHECK(page.content_type == "text/html; charset=utf-8");
  }
  for (const char* path : {"/api", "/api/v1/nowhere", "/healthz", "/metrics", "/assets/old-11112222.js", "/favicon.ico",
                           "/.hidden", "/lonely.gz/x.js"}) {
    CAPTURE(path);
    CHECK(ask(pages, path).status == 404);
  }
}

TEST_CASE("names made of the content are kept for ever, all else is asked for again") {
  const Built built;
  const Pages pages = load(built.root());
  for (const char* path : {"/assets/index-1a2b3C_d.js", "/assets/style-AAAABBBB.css"}) {
    CHECK(header(ask(pages, path), "Cache-Control") == "public, max-age=31536000, immutable");
  }
  for (const char* path : {"/", "/today", "/favicon.svg", "/assets/plain.js", "/assets/some-component-name.js"}) {
    CAPTURE(path);
    CHECK(header(ask(pages, path), "Cache-Control") == "no-cache");
  }
}

TEST_CASE("RFC 9110 §13.1.2: who has it already is told so") {
  const Built built;
  const Pages pages = load(built.root());
  const std::string plain = header(ask(pages, "/"), "ETag");
  const std::string packed = header(ask(pages, "/", "gzip"), "ETag");
  CHECK(plain.size() == 66);
  CHECK(plain != packed);
  for (const std::string& has : {plain, "W/" + plain, "\"x\", " + plain, std::string("*")}) {
    CAPTURE(has);
    const Response answer = ask(pages, "/", "", has);
    CHECK(answer.status == 304);
    CHECK(content(answer).empty());
    CHECK(header(answer, "ETag") == plain);
    CHECK(header(answer, "Vary") == "Accept-Encoding");
  }
  for (const std::string& other : {packed, std::string("\"x\""), plain.substr(1), std::string(",")}) {
    CHECK(ask(pages, "/", "", other).status == 200);
  }
  CHECK(ask(pages, "/", "gzip", packed).status == 304);
}

TEST_CASE("the packed form goes to all who take it, the plain one to the others") {
  const Built built;
  const Pages pages = load(built.root());
  for (const char* takes : {"gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "*", "deflate , gzip"}) {
    CAPTURE(takes);
    const Response packed = ask(pages, "/today", takes);
    CHECK(content(packed) == "packed index");
    CHECK(header(packed, "Content-Encoding") == "gzip");
    CHECK(header(packed, "Vary") == "Accept-Encoding");
    CHECK(packed.content_type == "text/html; charset=utf-8");
  }
  for (const char* refuses : {"", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "xgzip"}) {
    CAPTURE(refuses);
    const Response plain = ask(pages, "/today", refuses);
    CHECK(content(plain) == "<!doctype html>index");
    CHECK(header(plain, "Content-Encoding").empty());
    CHECK(header(plain, "Vary") == "Accept-Encoding");
  }
  CHECK(header(ask(pages, "/favicon.svg", "gzip"), "Content-Encoding").empty());
}

TEST_CASE("there is no way out of the folder, through a real socket") {
  const Built built;
  Router router;
  router.add("GET", "/healthz", Access::anyone(), [](const Request&) { return Response{}; });
  router.set_fallback(Access::anyone(), [pages = std::make_shared<Pages>(load(built.root()))](const Request& request) {
    return pages->answer(request);
  });
  test::RunningServer server({}, [&](const Request& request) { return router.handle(request); });
  const auto get = [&](const std::string& target) {
    RawClient client(server.port());
    client.send("GET " + target + " HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
    return client.receive_all();
  };
  for (const char* target : {"/../secret.txt",
                             "/%2e%2e/secret.txt",
                             "/..%2fsecret.txt",
                             "/%2e%2e%2fsecret.txt",
                             "/assets/../../secret.txt",
                             "/assets/%2e%2e/%2e%2e/secret.txt",
                             "/..%5csecret.txt",
                             "/..\\secret.txt",
                             "//secret.txt",
                             "/./../secret.txt",
                             "/secret.txt",
                             "/assets/..%2f..%2fsecret.txt",
                             "/%252e%252e/secret.txt",
                             "/index.html%00.js",
                             "/favicon.svg%00",
                             "/%00",
                             "/today%00",
                             "/..%00/secret.txt",
                             "/%c0%ae%c0%ae/secret.txt",
                             "/.hidden",
                             "/index.html/../../secret.txt",
                             "http://b/../secret.txt",
                             "/etc/passwd%23.txt",
                             "/assets/"}) {
    CAPTURE(target);
    const std::string answer = get(target);
    CAPTURE(answer);
    const bool refused = answer.starts_with("HTTP/1.1 404 ") || answer.starts_with("HTTP/1.1 400 ");
    const bool index = answer.ends_with("<!doctype html>index");
    CHECK((refused || index));
    CHECK(answer.find("\r\n\r\nsecret") == std::string::npos);
  }
  CHECK(get("/healthz").starts_with("HTTP/1.1 200"));
  const std::string page = get("/%74oday?x=1");
  CHECK(page.find("script-src 'self'; style-src 'self';") != std::string::npos);
  CHECK(page.find("default-src 'none'; frame-ancestors 'none'") == std::string::npos);
  CHECK(page.find("unsafe") == std::string::npos);
  CHECK(page.find("X-Frame-Options: DENY\r\n") != std::string::npos);
}

TEST_CASE("a folder without index.html, or beyond the bounds, is refused in words") {
  const test::TempFolder folder;
  const auto none = Pages::load(machine_files(), folder.path());
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::kNotFound);
  CHECK(none.error().message.find("index.html") != std::string::npos);
  write(folder.path() / "index.html", "x");
  Path deep = folder.path();
  for (int i = 0; i < 10; ++i) deep /= "d";
  write(deep / "x.js", "x");
  CHECK(Pages::load(machine_files(), folder.path()).error().code == ErrorCode::kBadInput);
  std::filesystem::remove_all(folder.path() / "d");
  REQUIRE(Pages::load(machine_files(), folder.path()));
  std::ofstream(folder.path() / "large.js").seekp(static_cast<std::streamoff>(Pages::kMostBytes)).put('x');
  CHECK(Pages::load(machine_files(), folder.path()).error().code == ErrorCode::kBadInput);
  CHECK(Pages::load(machine_files(), folder.path() / "none").error().code == ErrorCode::kNotFound);
}

TEST_CASE("where the pages are not installed, people are told so in both languages, and machines get their 404") {
  Response page = pages_missing({"GET", "/", "", ""});
  CHECK(page.status == 503);
  CHECK(page.body.find("没有安装网页界面") != std::string::npos);
  CHECK(page.body.find("not installed") != std::string::npos);
  CHECK(pages_missing({"GET", "/today", "", ""}).status == 503);
  CHECK(pages_missing({"GET", "/api/v1/x", "", ""}).status == 404);
  CHECK(pages_missing({"GET", "/a.js", "", ""}).status == 404);
  const auto files = posix_file_system();
  CHECK(find_pages(*files, "/srv/ui") == Path("/srv/ui"));
}
