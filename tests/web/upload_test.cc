#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"
#include "web/http_server.h"

using namespace xueshi;
using namespace xueshi::web;
using test::RawClient;

namespace {

constexpr std::size_t kMost = 300'000;

/// Takes files under /file from whoever says so; echoes how long a body was. "/file/slow" is answered when told.
struct Uploads {
  std::atomic<bool> go{false};
  std::atomic<int> working{0};  // slow answers under way
  HttpSettings settings;
  std::optional<test::RunningServer> server;

  Uploads() {
    settings.most_body = 1'000;
    settings.most_upload = kMost;
    settings.uploads = [](const Request& head) -> UploadTerms {
      if (!head.path.starts_with("/file")) return {};
      CHECK(head.body.empty());
      CHECK(head.from_this_machine);
      if (head.header("cookie") != "mine") return {true, problem(401, "sign in first")};
      return {true, std::nullopt};
    };
    server.emplace(settings, [this](const Request& request) {
      Response response;
      response.body = "got " + std::to_string(request.body.size());
      if (request.path != "/file/slow") return response;
      return slowly([this, response](const GivenUp&) {
        ++working;
        test::eventually([this] { return go.load(); });
        return response;
      });
    });
  }
  ~Uploads() { go = true; }

  static std::string head(const std::string& path, std::size_t bytes, const std::string& more = "Cookie: mine\r\n") {
    return "POST " + path + " HTTP/1.1\r\nHost: b\r\n" + more + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
  }
  std::string ask(const std::string& request) {
    RawClient client(server->port());
    client.send(request);
    return client.receive_until("\r\n\r\n");
  }
};

bool says(const std::string& answer, int status) {
  return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

}  // namespace

TEST_CASE(
    "I17: a body may be a file where the path takes one, up to its bound; nowhere else, and stated or in chunks") {
  Uploads on;
  const std::string file(kMost, 'x');
  CHECK(says(on.ask(Uploads::head("/file", kMost) + file), 200));
  CHECK(says(on.ask(Uploads::head("/file", kMost + 1)), 413));
  CHECK(says(on.ask(Uploads::head("/other", 1'001) + file.substr(0, 1'001)), 413));
  CHECK(says(on.ask(Uploads::head("/other", 1'000) + file.substr(0, 1'000)), 200));
  const auto chunked = [&](const std::string& path, std::size_t chunks) {
    std::string request = "POST " + path + " HTTP/1.1\r\nHost: b\r\nCookie: mine\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t i = 0; i < chunks; ++i) request += "2710\r\n" + std::string(10'000, 'c') + "\r\n";
    return on.ask(request + "0\r\n\r\n");
  };
  CHECK(says(chunked("/file", 30), 200));
  CHECK(says(chunked("/file", 31), 413));
  CHECK(says(chunked("/other", 1), 413));
}

TEST_CASE("a file and then another request on the same connection: the second has the small bound again") {
  Uploads on;
  RawClient client(on.server->port());
  client.send(Uploads::head("/file", kMost) + std::string(kMost, 'x') + Uploads::head("/other", 5) + "hello" +
              Uploads::head("/other", 1'001));
  const std::string answers = client.receive_until("413 ");
  CHECK(answers.find("got 300000") != std::string::npos);
  CHECK(answers.find("got 5") != std::string::npos);
  CHECK(answers.find("HTTP/1.1 413") != std::string::npos);
}

TEST_CASE("who is not let in is refused before a byte of the file was sent") {
  Uploads on;
  RawClient client(on.server->port());
  client.send(Uploads::head("/file", kMost, ""));
  CHECK(says(client.receive_until("\r\n\r\n"), 401));
}

TEST_CASE("two files at once; a third is told to come again, and may when one of them was answered") {
  Uploads on;
  const std::string file(kMost, 'x');
  RawClient first(on.server->port());
  RawClient second(on.server->port());
  first.send(Uploads::head("/file/slow", kMost) + file);
  second.send(Uploads::head("/file", kMost) + file.substr(1));  // its last byte is still to come
  // Both are being read or worked on once a third one is refused.
  CHECK(test::eventually([&] {
    const std::string answer = on.ask(Uploads::head("/file", 10) + "0123456789");
    return says(answer, 503) && answer.find("Retry-After") != std::string::npos;
  }));
  CHECK(says(on.ask(Uploads::head("/other", 10) + "0123456789"), 200));  // small bodies are no matter
  second.send("x");
  CHECK(says(second.receive_until("got"), 200));
  second.finish_sending();
  CHECK(test::eventually([&] { return says(on.ask(Uploads::head("/file", 10) + "0123456789"), 200); }));
  on.go = true;
  CHECK(says(first.receive_until("got"), 200));
}

TEST_CASE("a client that goes away while its file is worked on keeps its place until the work is done") {
  Uploads on;
  {
    RawClient gone(on.server->port());
    gone.send(Uploads::head("/file/slow", 10) + "0123456789");
    RawClient too(on.server->port());
    too.send(Uploads::head("/file/slow", 10) + "0123456789");
    CHECK(test::eventually([&] { return on.working == 2; }));
  }
  for (int i = 0; i < 20; ++i) CHECK(says(on.ask(Uploads::head("/file", 10) + "0123456789"), 503));
  on.go = true;
  CHECK(test::eventually([&] { return says(on.ask(Uploads::head("/file", 10) + "0123456789"), 200); }));
}
