#include "web/sessions.h"

#include <doctest/doctest.h>

#include <set>

using namespace xueshi;
using namespace xueshi::web;

namespace {

Account account(const std::string& name, Role role = Role::kInspector) {
  Account made;
  made.name = name;
  made.role = role;
  made.must_change = false;
  return made;
}

struct Signed {
  std::unique_ptr<Random> random = system_random();
  Sessions sessions{{Millis{1'000}, Millis{5'000}, 2, 4}, *random};
  BootMillis now = boot_ms(1'000'000);

  Sessions::Opened open(const std::string& name) { return sessions.open(account(name), "192.0.2.1", now); }
  bool known(const std::string& token) { return sessions.find(token, now, true).who.has_value(); }
};

}  // namespace

TEST_CASE("a session is found by its token alone, and says whose it is") {
  Signed on;
  const auto opened = on.open("wang");
  CHECK(opened.token.size() == 64);
  const auto found = on.sessions.find(opened.token, on.now, true);
  REQUIRE(found.who);
  CHECK(found.who->account == "wang");
  CHECK(found.who->role == Role::kInspector);
  CHECK(found.who->csrf == opened.who.csrf);
  CHECK(found.who->csrf.size() == 32);
  std::string other = opened.token;
  other[10] = other[10] == 'a' ? 'b' : 'a';
  for (const std::string& token : {std::string(), std::string("x"), other, opened.token + "0", std::string(64, '0')}) {
    CHECK_FALSE(on.known(token));
  }
}

TEST_CASE("session fixation: every sign-in has a token of its own; nobody chooses it") {
  Signed on;
  std::set<std::string> tokens;
  for (int i = 0; i < 50; ++i) tokens.insert(on.open("wang").token);
  CHECK(tokens.size() == 50);
}

TEST_CASE("a session ends when nothing is done for too long, said once with whose it was") {
  Signed on;
  const auto opened = on.open("wang");
  for (int i = 0; i < 3; ++i) {
    on.now += Millis{999};
    CHECK(on.known(opened.token));
  }
  on.now += Millis{999};
  CHECK(on.sessions.find(opened.token, on.now, false).who);  // looked at, but nobody did anything
  on.now += Millis{1};
  const auto gone = on.sessions.find(opened.token, on.now, true);
  CHECK_FALSE(gone.who);
  CHECK(gone.why == Sessions::Why::kIdle);
  CHECK(gone.ended.account == "wang");
  CHECK(on.sessions.find(opened.token, on.now, true).why == Sessions::Why::kUnknown);
}

TEST_CASE("a session ends after its whole time, however busy it was") {
  Signed on;
  const auto opened = on.open("wang");
  for (int i = 0; i < 9; ++i) {
    on.now += Millis{500};
    CHECK(on.known(opened.token));
  }
  CHECK(on.sessions.left(opened.who.session, on.now) == Millis{500});
  CHECK(on.sessions.stands(opened.who.session, on.now));
  on.now += Millis{500};
  CHECK_FALSE(on.sessions.stands(opened.who.session, on.now));
  CHECK(on.sessions.find(opened.token, on.now, true).why == Sessions::Why::kTooLong);
}

TEST_CASE("sessions of an account are ended at once, but for one; others stay") {
  Signed on;
  const auto first = on.open("wang"), second = on.open("wang"), other = on.open("li");
  CHECK(on.sessions.end_all("wang", second.who.session) == 1);
  CHECK_FALSE(on.known(first.token));
  CHECK(on.known(second.token));
  on.sessions.end(second.who.session);
  CHECK_FALSE(on.known(second.token));
  CHECK(on.known(other.token));
}

TEST_CASE("I17: an account has so many sessions and no more, and so has the box: the oldest goes") {
  Signed on;
  const auto first = on.open("wang"), second = on.open("wang"), third = on.open("wang");
  CHECK_FALSE(on.known(first.token));
  CHECK(on.known(second.token));
  on.now += Millis{10};
  CHECK(on.known(third.token));
  on.open("li");
  on.open("zhao");
  CHECK(on.sessions.count() == 4);
  on.open("sun");
  CHECK(on.sessions.count() == 4);
  CHECK_FALSE(on.known(second.token));  // idle longest
  CHECK(on.known(third.token));
}
