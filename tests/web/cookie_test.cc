#include "web/cookie.h"

#include <doctest/doctest.h>

using namespace xueshi::web;

TEST_CASE("cookies are found among others, and by their whole name") {
  CHECK(cookie_in("xueshi_session=abc", "xueshi_session") == "abc");
  CHECK(cookie_in("a=1; xueshi_session=abc; b=2", "xueshi_session") == "abc");
  CHECK(cookie_in("xueshi_session_x=1; xxueshi_session=2", "xueshi_session").empty());
  CHECK(cookie_in("", "xueshi_session").empty());
  CHECK(cookie_in("xueshi_session", "xueshi_session").empty());
  CHECK(cookie_in("xueshi_session=; a=b", "xueshi_session").empty());
  CHECK(cookie_in(";;; ;", "xueshi_session").empty());
}

TEST_CASE("the session's cookie is out of reach of scripts and of other sites, and over TLS never goes without it") {
  CHECK(session_cookie("abc", false) == "xueshi_session=abc; Path=/; HttpOnly; SameSite=Strict");
  CHECK(session_cookie("abc", true) == "__Host-xueshi_session=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
  CHECK(session_cookie("", true) == "__Host-xueshi_session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
}
