#include "capture/camera_url.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::capture;

TEST_CASE("an address is taken apart and loses its credentials") {
  const auto url = parse_camera_url("rtsp://admin:p%40ss@192.168.1.64:554/Streaming/Channels/101?x=1");
  REQUIRE(url);
  CHECK(url->address == "rtsp://192.168.1.64:554/Streaming/Channels/101?x=1");
  CHECK(url->user == "admin");
  CHECK(url->password.reveal() == "p@ss");
}

TEST_CASE("a raw '@' or ':' in a password is understood") {
  const auto url = parse_camera_url("rtsp://admin:a@b:c@cam.local/main");
  REQUIRE(url);
  CHECK(url->address == "rtsp://cam.local/main");
  CHECK(url->password.reveal() == "a@b:c");
}

TEST_CASE("addresses without credentials, path or port, and IPv6") {
  CHECK(parse_camera_url("rtsp://cam")->address == "rtsp://cam");
  CHECK(parse_camera_url("rtsp://cam:8554")->user.empty());
  CHECK(parse_camera_url("rtsp://[fe80::1]:554/a")->address == "rtsp://[fe80::1]:554/a");
}

TEST_CASE("what is no camera address is refused, and the message holds no password") {
  for (const char* text : {"", "rtsp://", "http://admin:secret@cam/", "rtsp://admin:secret@",
                           "rtsp://admin:secret@cam:0/", "rtsp://cam:70000/", "rtsp://admin:secret@cam:abc/",
                           "rtsp://cam /x", "rtsp://admin:sec/secret@cam/main", "rtsp://[fe80::1", "rtsp://:554/"}) {
    const auto url = parse_camera_url(text);
    CAPTURE(text);
    REQUIRE_FALSE(url);
    CHECK(url.error().code == ErrorCode::kBadInput);
    CHECK(url.error().message.find("secret") == std::string::npos);
    CHECK(url.error().message.find("expected") != std::string::npos);
  }
}

TEST_CASE("credentials go back in percent-encoded, and are refused where libav would cut them") {
  const auto url = with_credentials("rtsp://cam/main", "ad min", config::Secret("p@/:%"));
  REQUIRE(url);
  CHECK(url->reveal() == "rtsp://ad%20min:p%40%2F%3A%25@cam/main");
  CHECK(with_credentials("rtsp://cam/main", "", config::Secret("x"))->reveal() == "rtsp://cam/main");
  CHECK(with_credentials("rtsp://cam", "a", config::Secret(std::string(125, 'x'))));
  const auto too_long = with_credentials("rtsp://cam", "a", config::Secret(std::string(126, 'x')));
  REQUIRE_FALSE(too_long);
  CHECK(too_long.error().message.find("xxx") == std::string::npos);
}

TEST_CASE("I15: no credentials are left in any text") {
  CHECK(redact("rtsp://u:p@h/x") == "rtsp://***@h/x");
  CHECK(redact("from rtsp://u:p@h/x to http://v:q@g/y, done") == "from rtsp://***@h/x to http://***@g/y, done");
  CHECK(redact("rtsp://u:p@ss@h/x") == "rtsp://***@h/x");
  CHECK(redact("rtsp://u:pa/ss@h/x") == "rtsp://***@h/x");
  CHECK(redact("rtsp://h/x") == "rtsp://h/x");
  CHECK(redact("mail a@b") == "mail a@b");
  CHECK(redact("") == "");
}
