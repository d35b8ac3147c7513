// A TLS port through real sockets, and the certificate it shows.

#include <doctest/doctest.h>
#include <openssl/x509.h>

#include "base/clock.h"
#include "tests/web/running_server.h"
#include "tests/web/tls_client.h"
#include "web/certificate.h"

using namespace xueshi;
using namespace xueshi::web;
using test::RawClient;
using test::TlsClient;
using test::TlsOffer;

namespace {

std::shared_ptr<const TlsIdentity> make_identity(bool own = true) {
  const auto made = make_certificate({"gx-0001", "localhost", "127.0.0.1"}, system_clock()->utc());
  REQUIRE(made);
  auto identity = TlsIdentity::from_pem(made->certificate, made->key, "certificate.pem", "key.pem", own);
  REQUIRE(identity);
  return *identity;
}

HttpSettings with_tls(std::shared_ptr<const TlsIdentity> identity = make_identity()) {
  HttpSettings settings;
  settings.tls = std::move(identity);
  return settings;
}

class Running : public test::RunningServer {
 public:
  explicit Running(const HttpSettings& settings)
      : RunningServer(settings, [](const Request& request) {
          Response response;
          if (request.path == "/large") {
            response.body = std::string(3 << 20, 'x');
          } else if (request.path == "/slow") {
            response.slow = [](const GivenUp&) {
              Response slow;
              slow.body = "slow";
              return slow;
            };
          } else if (request.path == "/waits") {
            response.slow = [](const GivenUp& given_up) {
              while (!given_up) std::this_thread::sleep_for(std::chrono::milliseconds{1});
              return Response{};
            };
          } else {
            response.body = (request.secure ? "secure " : "plain ") + request.method + " " + request.body;
          }
          return response;
        }) {}
};

std::string get(std::string_view target, std::string_view more = "Connection: close\r\n") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1:8443\r\n" + std::string(more) + "\r\n";
}

}  // namespace

TEST_CASE("TLS 1.2 and 1.3 are spoken, older ones are not") {
  Running server(with_tls());
  for (const auto& [version, name] : {std::pair{TLS1_2_VERSION, "TLSv1.2"}, std::pair{TLS1_3_VERSION, "TLSv1.3"}}) {
    TlsClient client(server.port(), {version, version});
    REQUIRE(client.connected());
    CHECK(client.version() == name);
    client.send(get("/"));
    CHECK(client.receive_all().ends_with("secure GET "));
    CHECK(client.ended_well());
  }
  for (const int old : {TLS1_VERSION, TLS1_1_VERSION}) {
    CHECK_FALSE(TlsClient(server.port(), {old, old}).connected());
  }
  CHECK(server.reaches(0));
}

TEST_CASE("for TLS 1.2 only ephemeral keys with authenticated ciphers are taken") {
  Running server(with_tls());
  for (const char* good :
       {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
    TlsClient client(server.port(), {TLS1_2_VERSION, TLS1_2_VERSION, good});
    CHECK(client.connected());
    CHECK(client.cipher() == good);
  }
  for (const char* bad : {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-GCM-SHA256", "AES256-SHA",
                          "ECDHE-ECDSA-AES128-CCM", "AECDH-AES128-SHA", "NULL"}) {
    CAPTURE(bad);
    CHECK_FALSE(TlsClient(server.port(), {TLS1_2_VERSION, TLS1_2_VERSION, bad}).connected());
  }
}

TEST_CASE("ALPN: http/1.1 is chosen where it is offered; who offers only something else is refused") {
  Running server(with_tls());
  using namespace std::string_literals;
  CHECK(TlsClient(server.port()).protocol().empty());
  CHECK(TlsClient(server.port(), {TLS1_2_VERSION, TLS1_3_VERSION, nullptr, "\x02h2\x08http/1.1"s}).protocol() ==
        "http/1.1");
  CHECK_FALSE(TlsClient(server.port(), {TLS1_2_VERSION, TLS1_3_VERSION, nullptr, "\x02h2"s}).connected());
}

TEST_CASE("no client can have a handshake made again, which costs us much and it little") {
  Running server(with_tls());
  TlsClient client(server.port(), {TLS1_2_VERSION, TLS1_2_VERSION});
  REQUIRE(client.connected());
  SSL_renegotiate(client.handle());
  CHECK(SSL_do_handshake(client.handle()) != 1);
}

TEST_CASE("large answers, many requests on one connection and slow answers go by TLS as they do without") {
  Running server(with_tls());
  TlsClient client(server.port());
  REQUIRE(client.connected());
  std::string many;
  for (int i = 0; i < 20; ++i) many += get("/", "");
  many += get("/slow", "") + get("/slow", "") + "POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 4\r\n\r\nbody" +
          get("/large");
  REQUIRE(client.send(many));
  const std::string all = client.receive_all();
  CHECK(all.find("secure POST body") != std::string::npos);
  CHECK(all.size() > 3u << 20);
  CHECK(all.ends_with(std::string(3 << 20, 'x')));
  CHECK(client.ended_well());

  // A request that comes while the answer before it is made.
  TlsClient later(server.port());
  for (int i = 0; i < 50; ++i) {
    later.send(get("/slow", ""));
    CHECK(later.receive_until("slow").find("200 OK") != std::string::npos);
    later.forget();
  }
}

TEST_CASE("a client that goes away while its slow answer is made is noticed, by its announcement alone too") {
  Running server(with_tls());
  {
    TlsClient client(server.port());
    client.send(get("/waits", ""));
    CHECK(server.reaches(1));
  }
  CHECK(server.reaches(0));
  TlsClient polite(server.port());
  polite.send(get("/waits", ""));
  SSL_shutdown(polite.handle());
  CHECK(server.reaches(0));
}

TEST_CASE("plain http on a TLS port: who asks for a page is sent on to https, all else is refused; nothing is served") {
  Running server(with_tls());
  const auto exchange = [&](const std::string& bytes) {
    RawClient client(server.port());
    client.send(bytes);
    std::string answer = client.receive_all();
    CHECK_FALSE(client.timed_out());
    return answer;
  };
  const std::string page = exchange(get("/hours?day=2026-01-01", ""));
  CHECK(page.starts_with("HTTP/1.1 307 "));
  CHECK(page.find("Location: https://127.0.0.1:8443/hours?day=2026-01-01\r\n") != std::string::npos);
  CHECK(page.find("Connection: close\r\n") != std::string::npos);
  CHECK(page.find("secure GET") == std::string::npos);
  CHECK(page.find("plain GET") == std::string::npos);
  CHECK(exchange("POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 4\r\n\r\nbody").starts_with("HTTP/1.1 400 "));
  for (const char* host : {"evil\"><script>", "a b", "", "x/y", "u@h", "h,g"}) {
    CAPTURE(host);
    CHECK(exchange("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").starts_with("HTTP/1.1 400 "));
  }
  CHECK(exchange("GET http://elsewhere/ HTTP/1.1\r\nHost: b\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(exchange("\x15\x03\x01\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(server.reaches(0));
}

TEST_CASE("a handshake that does not get on is cut, whatever it began with") {
  HttpSettings settings = with_tls();
  settings.handshake = Millis{100};
  Running server(settings);
  RawClient silent(server.port());
  RawClient begun(server.port());
  begun.send("\x16\x03\x01");
  CHECK(silent.receive_all().empty());
  CHECK(begun.receive_all().empty());
  CHECK_FALSE(silent.timed_out());
  CHECK_FALSE(begun.timed_out());
  CHECK(server.reaches(0));
}

TEST_CASE("I17: no bytes stop a TLS port, before the handshake and within it") {
  Running server(with_tls());
  std::uint32_t state = 11;
  const auto next = [&state] { return state = state * 1'664'525 + 1'013'904'223, static_cast<char>(state >> 24); };
  for (int round = 0; round < 200; ++round) {
    std::string bytes("\x16\x03\x01\x00", 4);
    for (int i = 0; i < 1 + round * 7 % 300; ++i) bytes += next();
    RawClient client(server.port());
    client.send(bytes);
    client.finish_sending();
    (void)client.receive_all();
    REQUIRE_FALSE(client.timed_out());
  }
  CHECK(server.reaches(0));
  TlsClient client(server.port());
  client.send(get("/"));
  CHECK(client.receive_all().ends_with("secure GET "));
}

TEST_CASE("connections beyond the bound are closed before they cost a handshake") {
  HttpSettings settings = with_tls();
  settings.most_connections = 1;
  Running server(settings);
  TlsClient first(server.port());
  REQUIRE(first.connected());
  CHECK_FALSE(TlsClient(server.port()).connected());
  first.send(get("/"));
  CHECK(first.receive_all().ends_with("secure GET "));
}

TEST_CASE("browsers are told to keep to TLS only by a certificate that the box did not make itself") {
  {
    Running server(with_tls(make_identity(true)));
    TlsClient client(server.port());
    client.send(get("/"));
    CHECK(client.receive_all().find("Strict-Transport-Security") == std::string::npos);
  }
  Running server(with_tls(make_identity(false)));
  TlsClient client(server.port());
  client.send(get("/"));
  CHECK(client.receive_all().find("Strict-Transport-Security: max-age=31536000\r\n") != std::string::npos);
}

TEST_CASE("a certificate can be replaced while the server runs: new connections see the new one, old ones go on") {
  const auto first = make_identity();
  const auto second = make_identity();
  REQUIRE(first->facts().fingerprint != second->facts().fingerprint);
  Running server(with_tls(first));
  const auto shown = [](const TlsClient& client) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(client.handle()),
                                                                  X509_free);
    unsigned char digest[32];
    X509_digest(certificate.get(), EVP_sha256(), digest, nullptr);
    std::string text;
    for (const unsigned char byte : digest) {
      char part[4];
      std::snprintf(part, sizeof part, "%s%02X", text.empty() ? "" : ":", byte);
      text += part;
    }
    return text;
  };
  TlsClient before(server.port());
  CHECK(shown(before) == first->facts().fingerprint);
  server.on_io([&](HttpServer& running) { running.use(second); });
  TlsClient after(server.port());
  CHECK(shown(after) == second->facts().fingerprint);
  before.send(get("/"));
  CHECK(before.receive_all().ends_with("secure GET "));
}
