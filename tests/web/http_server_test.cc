#include "web/http_server.h"

#include <doctest/doctest.h>

#include <random>
#include <stdexcept>
#include <string>

#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"
#include "web/router.h"

using namespace xueshi;
using namespace xueshi::web;
using test::RawClient;

namespace {

Router make_router() {
  Router router;
  router.add("GET", "/hello", Access::anyone(), [](const Request& request) {
    return Response{200, "text/plain", "hello " + request.query, {{"X-Own", "1"}}};
  });
  router.add("POST", "/echo", Access::anyone(), [](const Request& request) {
    return Response{200, "text/plain", request.body, {}};
  });
  router.add("GET", "/large", Access::anyone(), [](const Request&) {
    return Response{200, "text/plain", std::string(8 << 20, 'x'), {}};
  });
  router.add("GET", "/throws", Access::anyone(),
             [](const Request&) -> Response { throw std::runtime_error("inner secret"); });
  router.add("GET", "/headers", Access::anyone(), [](const Request& request) {
    std::string all = request.secure ? "secure\n" : "plain\n";
    for (const auto& [name, value] : request.headers) all += name + "=" + value + "\n";
    return Response{200, "text/plain", all, {}};
  });
  // What a careless handler might do with what a client sent.
  router.add("GET", "/unsafe/{kind}", Access::anyone(), [](const Request& request) {
    const std::string bad = "a\r\nSet-Cookie: stolen=1\r\n\r\n<script>";
    Response response;
    const std::string& kind = request.path_values.at("kind");
    if (kind == "value") response.headers.emplace_back("X-Own", bad);
    if (kind == "name") response.headers.emplace_back("X-Own\r\nSet-Cookie", "stolen=1");
    if (kind == "null") response.headers.emplace_back("X-Own", std::string("a\0b", 3));
    if (kind == "feed") response.headers.emplace_back("X-Own", "a\nSet-Cookie: stolen=1");
    if (kind == "type") response.content_type = bad;
    if (kind == "colon") response.headers.emplace_back("X Own", "1");
    return response;
  });
  router.add("GET", "/cookies", Access::anyone(), [](const Request&) {
    Response response;
    response.headers = {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}, {"cache-control", "no-cache"}};
    return response;
  });
  router.add("GET", "/empty", Access::anyone(), [](const Request&) {
    Response response;
    response.status = 204;
    return response;
  });
  return router;
}

class Running : public test::RunningServer {
 public:
  explicit Running(const HttpSettings& settings = {})
      : RunningServer(settings, [router = std::make_shared<Router>(make_router())](const Request& request) {
          return router->handle(request);
        }) {}
  std::size_t connections() {
    return on_io([](HttpServer& server) { return server.connections(); });
  }
};

std::string get(std::string_view target, std::string_view more = "Connection: close\r\n") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: box\r\n" + std::string(more) + "\r\n";
}

std::string exchange(std::uint16_t port, std::string_view bytes) {
  RawClient client(port);
  REQUIRE(client.connected());
  client.send(bytes);
  const std::string answer = client.receive_all();
  CHECK_FALSE(client.timed_out());
  return answer;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

bool is_problem(std::string_view answer, int status) {
  return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ") &&
         answer.find("Content-Type: application/problem+json\r\n") != std::string_view::npos &&
         answer.find("\"status\":" + std::to_string(status)) != std::string_view::npos;
}

}  // namespace

TEST_CASE("GET, HEAD and the answers for what is not there") {
  Running server;
  const std::string answer = exchange(server.port(), get("/hello?a=b"));
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.ends_with("\r\n\r\nhello a=b"));
  CHECK(answer.find("X-Own: 1\r\n") != std::string::npos);
  CHECK(answer.find("Content-Length: 9\r\n") != std::string::npos);
  CHECK(answer.find("Server") == std::string::npos);
  const std::string head = exchange(server.port(), "HEAD /hello HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(head.find("Content-Length: 6\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(is_problem(exchange(server.port(), get("/nowhere")), 404));
  const std::string wrong = exchange(server.port(), "DELETE /hello HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
  CHECK(is_problem(wrong, 405));
  CHECK(wrong.find("Allow: GET, HEAD\r\n") != std::string::npos);
  CHECK(exchange(server.port(), get("/%68ello")).starts_with("HTTP/1.1 200"));
  CHECK(exchange(server.port(), get("http://box/hello")).starts_with("HTTP/1.1 200"));
  CHECK(exchange(server.port(), "GET /hello HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 200"));
}

TEST_CASE("a handler that throws is a 500 that tells nothing") {
  Running server;
  const std::string answer = exchange(server.port(), get("/throws"));
  CHECK(is_problem(answer, 500));
  CHECK(answer.find("secret") == std::string::npos);
}

TEST_CASE("a connection is kept for further requests, and pipelined ones are answered in order") {
  Running server;
  RawClient client(server.port());
  REQUIRE(client.send(get("/hello?1", "")));
  CHECK(client.receive_until("hello 1").find("200 OK") != std::string::npos);
  client.forget();
  std::string many;
  for (int i = 0; i < 50; ++i) many += get("/hello?n" + std::to_string(i) + "=", "");
  many += "POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 4\r\n\r\nbody" + get("/hello?last");
  REQUIRE(client.send(many));
  const std::string all = client.receive_all();
  CHECK(count(all, "HTTP/1.1 200 OK") == 52);
  CHECK(all.find("hello n0=") < all.find("hello n49="));
  CHECK(all.find("hello n49=") < all.find("body"));
  CHECK(all.ends_with("hello last"));
}

TEST_CASE("a request that comes byte by byte is answered") {
  Running server;
  RawClient client(server.port());
  for (const char c : get("/hello?slowly")) REQUIRE(client.send(std::string_view(&c, 1)));
  CHECK(client.receive_all().ends_with("hello slowly"));
}

TEST_CASE("a client that never ends its request, or never takes its answer, is let go") {
  HttpSettings settings;
  settings.idle = Millis{100};
  settings.transfer = Millis{100};
  Running server(settings);
  RawClient silent(server.port());
  RawClient half(server.port());
  half.send("GET /hello HTTP/1.1\r\nHost:");
  RawClient body(server.port());
  body.send("POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 100\r\n\r\nabc");
  RawClient deaf(server.port());
  deaf.send(get("/large", "") + get("/large", ""));
  CHECK(silent.receive_all().empty());
  CHECK(half.receive_all().empty());
  CHECK(body.receive_all().empty());
  CHECK_FALSE(silent.timed_out());
  CHECK_FALSE(half.timed_out());
  CHECK_FALSE(body.timed_out());
  CHECK(server.reaches(0));
}

TEST_CASE("I17: what is too large is refused in words and the connection closed") {
  HttpSettings settings;
  settings.most_header = 2'000;
  settings.most_body = 1'000;
  Running server(settings);
  CHECK(is_problem(exchange(server.port(), get("/hello", "X: " + std::string(3'000, 'a') + "\r\n")), 431));
  CHECK(is_problem(exchange(server.port(), get("/" + std::string(3'000, 'a'), "")), 431));
  CHECK(is_problem(exchange(server.port(), "GET /hello HTTP/1.1\r\n" + std::string(200'000, 'y')), 431));
  const std::string post = "POST /echo HTTP/1.1\r\nHost: b\r\nConnection: close\r\n";
  CHECK(is_problem(exchange(server.port(), post + "Content-Length: 1001\r\n\r\n" + std::string(1'001, 'b')), 413));
  CHECK(is_problem(exchange(server.port(), post + "Content-Length: 99999999999999\r\n\r\n"), 413));
  CHECK(exchange(server.port(), post + "Content-Length: 1000\r\n\r\n" + std::string(1'000, 'b'))
            .starts_with("HTTP/1.1 200"));
  std::string chunks = post + "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 100; ++i) chunks += "40\r\n" + std::string(64, 'c') + "\r\n";
  CHECK(is_problem(exchange(server.port(), chunks + "0\r\n\r\n"), 413));
  CHECK(server.reaches(0));
}

TEST_CASE("what is no HTTP is refused") {
  Running server;
  for (const char* bad :
       {"hello\r\n\r\n", "GET\r\n\r\n", "GET /hello\r\n\r\n", "\x16\x03\x01\x02\x00\x01\xff\xff\r\n\r\n",
        "GET /hello HTTP/1.1\r\nbroken header\r\n\r\n", "GET /hello HTTP/1.1\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET hello HTTP/1.1\r\nHost: b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: b\r\n\r\n", "GET ftp://x/hello HTTP/1.1\r\nHost: b\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: -1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}) {
    CAPTURE(bad);
    const std::string answer = exchange(server.port(), bad);
    CAPTURE(answer);
    CHECK(is_problem(answer, 400));
  }
  CHECK(is_problem(exchange(server.port(), "GET /hello HTTP/3.1\r\nHost: b\r\n\r\n"), 505));
  CHECK(server.reaches(0));
}

TEST_CASE("I17: no bytes stop the server") {
  Running server;
  std::mt19937 random(7);
  const std::string good = "POST /echo HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (int round = 0; round < 400; ++round) {
    std::string bytes = good;
    for (unsigned i = 0; i <= random() % 6; ++i) {
      const std::size_t at = random() % bytes.size();
      if (random() % 2 == 0) {
        bytes[at] = static_cast<char>(random() % 256);
      } else {
        bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 20));
      }
    }
    RawClient client(server.port());
    REQUIRE(client.connected());
    client.send(bytes);
    client.finish_sending();
    (void)client.receive_all();
    REQUIRE_FALSE(client.timed_out());
  }
  CHECK(server.reaches(0));
  CHECK(exchange(server.port(), get("/hello")).starts_with("HTTP/1.1 200"));
}

TEST_CASE("connections are bounded: one more is told so, and a free place is taken again") {
  HttpSettings settings;
  settings.most_connections = 4;
  Running server(settings);
  {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 4; ++i) {
      clients.push_back(std::make_unique<RawClient>(server.port()));
      REQUIRE(clients.back()->send(get("/hello?" + std::to_string(i), "")));
      CHECK(clients.back()->receive_until("hello ").find("200 OK") != std::string::npos);
    }
    for (int i = 0; i < 40; ++i) {
      RawClient extra(server.port());
      const std::string answer = extra.receive_all();
      CHECK(is_problem(answer, 503));
      CHECK_FALSE(extra.timed_out());
    }
    CHECK(server.connections() == 4);
  }
  CHECK(server.reaches(0));
  CHECK(exchange(server.port(), get("/hello")).starts_with("HTTP/1.1 200"));
}

TEST_CASE("a port in use and a wrong address are told at the start") {
  Running server;
  boost::asio::io_context context;
  HttpSettings settings;
  settings.port = server.port();
  const auto taken = HttpServer::start(context, settings, [](const Request&) { return Response{}; });
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code == ErrorCode::kBusy);
  CHECK(taken.error().message.find(std::to_string(server.port())) != std::string::npos);
  settings.listen = "nowhere";
  CHECK(HttpServer::start(context, settings, [](const Request&) { return Response{}; }).error().code ==
        ErrorCode::kBadInput);
}

TEST_CASE("a request's headers: all, by lower-case names, repeated ones joined; trailers are none") {
  Running server;
  const std::string answer = exchange(
      server.port(),
      "GET /headers HTTP/1.1\r\nHost: b\r\nX-MANY: 1\r\nCookie: s=1\r\nx-Many:  2 \r\nConnection: close\r\n\r\n");
  CHECK(answer.ends_with("plain\nconnection=close\ncookie=s=1\nhost=b\nx-many=1, 2\n"));
  const std::string trailed = exchange(server.port(),
                                       "GET /headers HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\nConnection: "
                                       "close\r\n\r\n1\r\na\r\n0\r\nCookie: late=1\r\nHost: c\r\n\r\n");
  CHECK(trailed.find("host=b\n") != std::string::npos);
  CHECK(trailed.find("late") == std::string::npos);
}

TEST_CASE("every answer, errors too, tells browsers to do nothing more with it than is meant") {
  Running server;
  for (const char* target : {"/hello", "/nowhere", "/throws", "/unsafe/value"}) {
    const std::string answer = exchange(server.port(), get(target));
    for (const char* line :
         {"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
          "X-Content-Type-Options: nosniff\r\n", "X-Frame-Options: DENY\r\n", "Referrer-Policy: no-referrer\r\n",
          "Cache-Control: no-store\r\n", "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n",
          "Cross-Origin-Opener-Policy: same-origin\r\n", "Cross-Origin-Resource-Policy: same-origin\r\n"}) {
      CAPTURE(line);
      CHECK(count(answer, line) == 1);
    }
    CHECK(answer.find("Strict-Transport-Security") == std::string::npos);
  }
  const std::string own = exchange(server.port(), get("/cookies"));
  CHECK(count(own, "Set-Cookie: ") == 2);
  CHECK(own.find("cache-control: no-cache\r\n") != std::string::npos);
  CHECK(own.find("no-store") == std::string::npos);
  const std::string empty = exchange(server.port(), get("/empty"));
  CHECK(empty.starts_with("HTTP/1.1 204 No Content\r\n"));
  CHECK(empty.find("Content-") == empty.find("Content-Security-Policy"));
  CHECK(empty.find("Content-Length") == std::string::npos);
}

TEST_CASE("a header that would break out of its line is never sent: the answer is a 500 instead") {
  Running server;
  for (const char* kind : {"value", "name", "null", "feed", "type", "colon"}) {
    CAPTURE(kind);
    const std::string answer = exchange(server.port(), get("/unsafe/" + std::string(kind)));
    CHECK(is_problem(answer, 500));
    CHECK(answer.find("stolen") == std::string::npos);
    CHECK(answer.find("script>") == std::string::npos);
  }
  CHECK(exchange(server.port(), get("/unsafe/none")).starts_with("HTTP/1.1 200"));
}

TEST_CASE("RFC 9112 §6.3: what a proxy could take for another request is refused and the connection closed") {
  Running server;
  const std::string hidden = "GET /hello?hidden HTTP/1.1\r\nHost: b\r\n\r\n";
  for (const char* lengths :
       {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Transfer-Encoding: gzip\r\nContent-Length: 4\r\n", "Content-Length: 4\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n", "Content-Length: 4\r\nContent-Length: 4\r\n", "Content-Length: 4, 4\r\n",
        "Content-Length: +4\r\n", "Content-Length: 0x4\r\n", "Content-Length: 4 4\r\n", "Content-Length : 4\r\n",
        "Content-Length: 18446744073709551620\r\n"}) {
    CAPTURE(lengths);
    const std::string answer =
        exchange(server.port(), "POST /echo HTTP/1.1\r\nHost: b\r\n" + std::string(lengths) + "\r\n0\r\n\r\n" + hidden);
    CAPTURE(answer);
    CHECK(is_problem(answer, 400));
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.find("hidden") == std::string::npos);
  }
  const std::string old = exchange(server.port(), "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  CHECK(old.find(" 400 ") != std::string::npos);
  CHECK(server.reaches(0));
}
