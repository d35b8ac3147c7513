#include "checkin/oddities.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

namespace xueshi::checkin {
namespace {

struct Said {
  config::RulePack rules;
  test::FakeClock clock;
  std::vector<CheckInEvent> events;
  UtcMillis begin = clock.utc();

  CheckInEvent& say(int trainee, int phone, CheckResult result = CheckResult::kAccepted) {
    CheckInEvent event;
    event.id = events.size() + 1;
    event.trainee = TraineeNo(std::to_string(trainee));
    event.result = result;
    event.at = clock.read();
    event.boot = clock.boot_id();
    event.device = std::string(28, 'a') + std::to_string(1000 + phone);
    event.address = "192.0.2." + std::to_string(phone);
    return events.emplace_back(event);
  }
  [[nodiscard]] std::vector<CheckInOddity> found() const { return oddities(events, 1, rules); }
};

TEST_CASE("eight people within five seconds are a burst, from the first to the last of them") {
  Said said;
  for (int i = 0; i < 8; ++i) {
    said.say(i, i);
    if (i < 7) said.clock.advance(Millis{714});
  }
  const auto found = said.found();
  REQUIRE(found.size() == 1);
  CHECK(found[0] == CheckInOddity{CheckInSign::kBurst, {said.begin, said.begin + Millis{7 * 714 + 1}}});

  SUBCASE("seven are none") {
    said.events.pop_back();
    CHECK(said.found().empty());
  }
  SUBCASE("what goes on at that pace is one burst") {
    for (int i = 8; i < 20; ++i) {
      said.clock.advance(Millis{700});
      said.say(i, i);
    }
    REQUIRE(said.found().size() == 1);
    CHECK(said.found()[0].utc.to == said.clock.utc() + Millis{1});
  }
  SUBCASE("a later one is another one") {
    said.clock.advance(Millis{60'000});
    for (int i = 20; i < 28; ++i) said.say(i, i);
    CHECK(said.found().size() == 2);
  }
}

TEST_CASE("eight within a little more than five seconds are no burst") {
  Said said;
  for (int i = 0; i < 8; ++i) {
    said.say(i, i);
    said.clock.advance(Millis{715});
  }
  CHECK(said.found().empty());
}

TEST_CASE("I7: a step of the wall clock makes no burst, and hides none") {
  Said slow;
  Said fast;
  for (int i = 0; i < 8; ++i) {
    slow.say(i, i);
    slow.clock.advance(Millis{10'000});
    slow.clock.step_wall(Millis{-10'000});
    fast.say(i, i);
    fast.clock.advance(Millis{100});
    fast.clock.step_wall(Millis{60'000});
  }
  CHECK(slow.found().empty());
  CHECK(fast.found().size() == 1);
}

TEST_CASE("refused attempts, check-outs, staff's entries and a photo after the check-in are no part of a burst") {
  Said said;
  for (int i = 0; i < 7; ++i) said.say(i, i);
  SUBCASE("refused") { said.say(7, 7, CheckResult::kWrongId); }
  SUBCASE("check-out") { said.say(7, 7).direction = CheckDirection::kOut; }
  SUBCASE("staff") { said.say(7, 7).method = CheckInMethod::kStaff; }
  SUBCASE("photo") { said.say(6, 6).photo = Sha256Digest{}; }
  SUBCASE("another session") { said.say(7, 7).session = 2; }
  SUBCASE("before the machine was started anew") {
    said.clock.reboot(Millis{0});
    said.say(7, 7);
  }
  CHECK(said.found().empty());
}

TEST_CASE("one phone that was tried for two people is told once, from its first attempt to its last") {
  Said said;
  said.say(1, 1);
  said.clock.advance(Millis{60'000});
  said.say(2, 1, CheckResult::kPhoneUsed);
  CHECK(said.found() ==
        std::vector<CheckInOddity>{{CheckInSign::kOnePhone, {said.begin, said.begin + Millis{60'001}}}});
}

TEST_CASE("one address with two cookies is one phone where somebody was refused for it, and only there") {
  Said said;
  said.say(1, 1);
  CheckInEvent& other = said.say(2, 2, CheckResult::kPhoneUsed);
  other.address = "192.0.2.1";
  CHECK(said.found().size() == 1);
  other.result = CheckResult::kAccepted;  // at this door phones share addresses
  CHECK(said.found().empty());
}

TEST_CASE("one cookie from two addresses is one phone") {
  Said said;
  said.say(1, 1);
  const std::string cookie = said.events[0].device;
  said.say(2, 2).device = cookie;
  CHECK(said.found().size() == 1);
}

TEST_CASE("a wrong number for a name tapped by mistake is no try for somebody else; being locked out for it is") {
  Said said;
  said.say(1, 1, CheckResult::kWrongId);
  said.say(2, 1);
  CHECK(said.found().empty());
  said.say(1, 1, CheckResult::kTooManyTries);
  CHECK(said.found().size() == 1);
}

TEST_CASE("phones without cookies, and attempts before somebody was chosen, are nobody's phone") {
  Said said;
  said.say(1, 1).device.clear();
  said.say(2, 2).device.clear();
  said.say(3, 3);
  said.say(0, 3, CheckResult::kCodeExpired).trainee = {};
  CHECK(said.found().empty());
}

TEST_CASE("further away than the rules allow") {
  Said said;
  said.say(1, 1).distance_m = 200;
  CHECK(said.found().empty());
  said.say(2, 2).distance_m = 201;
  CHECK(said.found() == std::vector<CheckInOddity>{{CheckInSign::kFarAway, {said.begin, said.begin + Millis{1}}}});
}

}  // namespace
}  // namespace xueshi::checkin
