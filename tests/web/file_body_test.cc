// Files, slow answers and their bounds, through a real socket.

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/support/skip.h"
#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"
#include "web/file_answer.h"
#include "web/http_server.h"

using namespace xueshi;
using namespace xueshi::web;
using test::eventually;
using test::RawClient;

namespace {

constexpr std::size_t kBytes = 3'000'000;

char byte_at(std::size_t i) { return static_cast<char>((i * 7 + i / 251) % 256); }

/// A file in memory that counts its readers and what they took at most at once.
class CountedFile final : public ReadFile {
 public:
  struct Counts {
    std::atomic<int> open{0};
    std::atomic<std::size_t> greatest_read{0};
    std::atomic<std::size_t> bytes{kBytes};  // fewer than was said: it was cut
  };
  explicit CountedFile(Counts& counts) : counts_(counts) { ++counts_.open; }
  ~CountedFile() override { --counts_.open; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    counts_.greatest_read = std::max(counts_.greatest_read.load(), into.size());
    std::size_t n = 0;
    for (; n < into.size() && offset + n < counts_.bytes; ++n) into[n] = static_cast<std::uint8_t>(byte_at(offset + n));
    return n;
  }
  Result<std::uint64_t> size() override { return kBytes; }

 private:
  Counts& counts_;
};

class Running {
 public:
  explicit Running(const HttpSettings& settings = {})
      : server_(settings, [this](const Request& request) { return handle(request); }) {}
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

  CountedFile::Counts counts;
  std::atomic<int> slow_begun{0};
  std::atomic<int> slow_ended{0};
  std::atomic<int> slow_given_up{0};
  std::atomic<bool> let_go{false};

 private:
  Response handle(const Request& request) {
    if (request.path == "/file") {
      return file_answer(request, std::make_shared<CountedFile>(counts), kBytes, "video/mp4", "\"tag\"");
    }
    Response response;
    if (request.path == "/who") {
      response.body = request.peer + (request.from_this_machine ? " here" : " there");
    } else if (request.path == "/slow") {
      response.slow = [this, query = request.query](const GivenUp& given_up) -> Response {
        ++slow_begun;
        while (!let_go && !given_up && query != "now") std::this_thread::sleep_for(std::chrono::milliseconds{1});
        if (given_up) ++slow_given_up;
        ++slow_ended;
        if (query == "throws") throw std::runtime_error("inner secret");
        Response answer;
        answer.body = "slow " + query;
        return answer;
      };
    }
    return response;
  }

  test::RunningServer server_;  // last: it stops before what its answers use
};

struct Answer {
  int status = 0;
  std::string headers;
  std::string body;
  [[nodiscard]] bool has(std::string_view line) const { return headers.find(line) != std::string::npos; }
};

Answer read_answer(const std::string& raw) {
  const auto end = raw.find("\r\n\r\n");
  REQUIRE(end != std::string::npos);
  return {std::stoi(raw.substr(9, 3)), raw.substr(0, end + 2), raw.substr(end + 4)};
}

Answer ask(const Running& server, const std::string& headers, const std::string& method = "GET",
           const std::string& target = "/file") {
  RawClient client(server.port());
  REQUIRE(client.connected());
  client.send(method + " " + target + " HTTP/1.1\r\nHost: b\r\nConnection: close\r\n" + headers + "\r\n");
  const std::string raw = client.receive_all();
  CHECK_FALSE(client.timed_out());
  return read_answer(raw);
}

bool is_part(const Answer& answer, std::size_t first, std::size_t last) {
  if (answer.status != 206 || answer.body.size() != last - first + 1) return false;
  for (std::size_t i = 0; i < answer.body.size(); ++i) {
    if (answer.body[i] != byte_at(first + i)) return false;
  }
  return answer.has("Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(last) + "/3000000\r\n") &&
         answer.has("Content-Length: " + std::to_string(answer.body.size()) + "\r\n");
}

}  // namespace

TEST_CASE("RFC 9110 §14: a file, a part of it, its end, and what is not there") {
  Running server;
  const Answer whole = ask(server, "");
  CHECK(whole.status == 200);
  CHECK(whole.has("Accept-Ranges: bytes\r\n"));
  CHECK(whole.has("Content-Length: 3000000\r\n"));
  CHECK(whole.has("ETag: \"tag\"\r\n"));
  REQUIRE(whole.body.size() == kBytes);
  for (std::size_t i = 0; i < kBytes; ++i) REQUIRE(whole.body[i] == byte_at(i));
  CHECK(server.counts.greatest_read <= 256u << 10);
  CHECK(is_part(ask(server, "Range: bytes=0-0\r\n"), 0, 0));
  CHECK(is_part(ask(server, "Range: bytes=1000-400000\r\n"), 1'000, 400'000));
  CHECK(is_part(ask(server, "Range: bytes=2999990-\r\n"), 2'999'990, 2'999'999));
  CHECK(is_part(ask(server, "Range: bytes=-5\r\n"), 2'999'995, 2'999'999));
  CHECK(is_part(ask(server, "Range: bytes=2999999-9999999\r\n"), 2'999'999, 2'999'999));
  const Answer beyond = ask(server, "Range: bytes=3000000-\r\n");
  CHECK(beyond.status == 416);
  CHECK(beyond.has("Content-Range: bytes */3000000\r\n"));
  CHECK(beyond.has("Content-Type: application/problem+json\r\n"));
  for (const char* ignored : {"Range: bytes=0-1,4-5\r\n", "Range: lines=0-1\r\n", "Range: bytes=5-4\r\n",
                              "Range: bytes=0-1\r\nRange: bytes=2-3\r\n", "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n",
                              "Range: bytes=0-1\r\nIf-Range: Mon, 13 May 2024 00:00:00 GMT\r\n"}) {
    CAPTURE(ignored);
    const Answer answer = ask(server, ignored);
    CHECK(answer.status == 200);
    CHECK(answer.body.size() == kBytes);
  }
  CHECK(is_part(ask(server, "Range: bytes=0-1\r\nIf-Range: \"tag\"\r\n"), 0, 1));
  const Answer head = ask(server, "Range: bytes=0-1\r\n", "HEAD");
  CHECK(head.status == 200);
  CHECK(head.has("Content-Length: 3000000\r\n"));
  CHECK(head.body.empty());
  CHECK(eventually([&] { return server.counts.open == 0; }));
}

TEST_CASE("parts over one kept connection come one after the other") {
  Running server;
  RawClient client(server.port());
  std::string many;
  for (int i = 0; i < 20; ++i) {
    many += "GET /file HTTP/1.1\r\nHost: b\r\nRange: bytes=" + std::to_string(i * 100'000) + "-" +
            std::to_string(i * 100'000 + 99'999) + "\r\n" + (i == 19 ? "Connection: close\r\n" : "") + "\r\n";
  }
  REQUIRE(client.send(many));
  std::string rest = client.receive_all();
  for (std::size_t i = 0; i < 20; ++i) {
    const auto end = rest.find("\r\n\r\n");
    REQUIRE(end != std::string::npos);
    REQUIRE(rest.starts_with("HTTP/1.1 206"));
    for (std::size_t k = 0; k < 100'000; ++k) REQUIRE(rest[end + 4 + k] == byte_at(i * 100'000 + k));
    rest.erase(0, end + 4 + 100'000);
  }
  CHECK(rest.empty());
}

TEST_CASE("a client that does not take its file is let go, and the file with it") {
  HttpSettings settings;
  settings.transfer = Millis{200};
  Running server(settings);
  server.counts.bytes = SIZE_MAX;
  RawClient deaf(server.port());
  std::string many;
  for (int i = 0; i < 8; ++i) many += "GET /file HTTP/1.1\r\nHost: b\r\n\r\n";
  deaf.send(many);
  CHECK(eventually([&] { return server.counts.greatest_read > 0 && server.counts.open == 0; }));
  const std::string taken = deaf.receive_all();
  CHECK(taken.size() < 8 * kBytes);
}

TEST_CASE("files under way are bounded: one more is told so, and a free place is taken again") {
  HttpSettings settings;
  settings.most_files = 2;
  Running server(settings);
  {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 2; ++i) {
      clients.push_back(std::make_unique<RawClient>(server.port()));
      std::string many;
      for (int k = 0; k < 8; ++k) many += "GET /file HTTP/1.1\r\nHost: b\r\n\r\n";
      clients.back()->send(many);
    }
    CHECK(eventually([&] { return server.counts.open == 2; }));
    // Until both clients' buffers are full, a place is free for a moment between two of their files.
    Answer more;
    CHECK(eventually([&] {
      more = ask(server, "");
      return more.status == 503;
    }));
    CHECK(more.has("Retry-After: "));
    CHECK(ask(server, "", "HEAD").status == 200);  // sends no file
  }
  CHECK(eventually([&] { return server.counts.open == 0; }));
  CHECK(ask(server, "").status == 200);
}

TEST_CASE("a file that becomes shorter while it is sent ends the connection, and before it is sent it is a 500") {
  Running server;
  server.counts.bytes = 1'000'000;
  const Answer cut = ask(server, "");
  CHECK(cut.status == 200);
  CHECK(cut.has("Content-Length: 3000000\r\n"));
  CHECK(cut.body.size() < kBytes);
  server.counts.bytes = 0;
  CHECK(ask(server, "").status == 500);
  CHECK(eventually([&] { return server.counts.open == 0; }));
}

TEST_CASE("a client of this machine is known as one, also where IPv4 comes in over an IPv6 socket") {
  HttpSettings settings;
  settings.listen = "::";
  boost::asio::io_context probe;
  if (!HttpServer::start(probe, settings, [](const Request&) { return Response{}; })) {
    XUESHI_SKIP("there is no IPv6 here");
  }
  Running server(settings);
  CHECK(ask(server, "", "GET", "/who").body == "127.0.0.1 here");
}

TEST_CASE("a slow answer keeps nobody else waiting") {
  Running server;
  RawClient slow(server.port());
  slow.send("GET /slow?a HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
  REQUIRE(eventually([&] { return server.slow_begun == 1; }));
  for (int i = 0; i < 20; ++i) CHECK(ask(server, "", "GET", "/who").body == "127.0.0.1 here");
  CHECK(server.slow_ended == 0);
  server.let_go = true;
  CHECK(read_answer(slow.receive_all()).body == "slow a");
}

TEST_CASE("slow answers on one connection are answered in order, with what stands behind them") {
  Running server;
  RawClient client(server.port());
  client.send(
      "GET /slow?now HTTP/1.1\r\nHost: b\r\n\r\nGET /slow?throws HTTP/1.1\r\nHost: b\r\n\r\n"
      "GET /who HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
  REQUIRE(eventually([&] { return server.slow_begun == 2; }));
  server.let_go = true;
  const std::string all = client.receive_all();
  CHECK(all.find("slow now") < all.find("HTTP/1.1 500"));
  CHECK(all.find("HTTP/1.1 500") < all.find("127.0.0.1 here"));
  CHECK(all.find("secret") == std::string::npos);
}

TEST_CASE("many slow answers one after the other, on kept connections, never hold the server up") {
  Running server;
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      RawClient client(server.port());
      for (int k = 0; k < 500; ++k) {
        // In two pieces: the second one's arrival is still being told when it has been read already.
        client.send("GET /slow?now HTTP/1.1\r\nHost: b\r\n");
        client.send("\r\n");
        if (client.receive_until("slow now").empty() || client.timed_out()) return;
        client.forget();
        ++answered;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  CHECK(answered == 2'000);
}

TEST_CASE("a slow answer whose client goes away is given up") {
  Running server;
  {
    RawClient client(server.port());
    client.send("GET /slow?b HTTP/1.1\r\nHost: b\r\n\r\n");
    REQUIRE(eventually([&] { return server.slow_begun == 1; }));
  }
  CHECK(eventually([&] { return server.slow_given_up == 1; }));
}

TEST_CASE("slow answers are bounded: one more is told to come again; stopping gives up those under way") {
  HttpSettings settings;
  settings.most_slow = 4;
  Running server(settings);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send("GET /slow?c HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
  }
  REQUIRE(eventually([&] { return server.slow_begun == 2; }));  // two threads
  REQUIRE(eventually([&] { return ask(server, "", "GET", "/slow?now").status == 503; }));
  CHECK(ask(server, "", "GET", "/slow?now").has("Retry-After: "));
  CHECK(ask(server, "", "GET", "/who").status == 200);
}
