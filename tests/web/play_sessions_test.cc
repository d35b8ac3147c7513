#include "web/play_sessions.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::web;

TEST_CASE("I16: one play session is one entry, as long as no pause is too long") {
  PlaySessions plays(Millis{1'000});
  BootMillis now = boot_ms(50'000);
  CHECK(plays.is_new(1, "front", "live", now));
  CHECK(plays.is_new(1, "front", "live", now));  // not yet written down
  plays.begun(1, "front", "live", {7, 8}, now);
  for (int i = 0; i < 5; ++i) {
    now += Millis{900};
    CHECK_FALSE(plays.is_new(1, "front", "live", now));
  }
  CHECK(plays.is_new(2, "front", "live", now));
  CHECK(plays.is_new(1, "back", "live", now));
  CHECK(plays.is_new(1, "front", "08:00/08:45", now));
  now += Millis{1'001};
  CHECK(plays.is_new(1, "front", "live", now));
}

TEST_CASE("I16: a file belongs to a play session only when its playlist named it") {
  PlaySessions plays(Millis{1'000});
  const BootMillis now = boot_ms(50'000);
  plays.begun(1, "front", "08:00/08:45", {7, 9}, now);
  for (const std::uint64_t sequence : {7, 8, 9}) CHECK(plays.covers(1, "front", sequence, now));
  for (const std::uint64_t sequence : {0, 6, 10}) CHECK_FALSE(plays.covers(1, "front", sequence, now));
  CHECK_FALSE(plays.covers(2, "front", 8, now));
  CHECK_FALSE(plays.covers(1, "back", 8, now));
  CHECK_FALSE(plays.covers(1, "fron", 8, now));
  plays.begun(1, "front", "live", {20, 21}, now);
  plays.begun(1, "front", "live", {21, 22}, now);
  CHECK(plays.covers(1, "front", 20, now));
  CHECK(plays.covers(1, "front", 22, now));
  CHECK_FALSE(plays.covers(1, "front", 15, now));
  plays.begun(1, "front", "live, sub stream", {}, now);
  CHECK_FALSE(plays.covers(1, "front", 1, now));
  CHECK(plays.covers(1, "front", 8, now + Millis{1'000}));
  CHECK_FALSE(plays.covers(1, "front", 22, now + Millis{1'001}));
}

TEST_CASE("I17: no more play sessions are kept than may be") {
  PlaySessions plays(Millis{1'000}, 3);
  const BootMillis now = boot_ms(50'000);
  for (std::uint64_t i = 0; i < 10; ++i) plays.begun(i, "front", "live", {i, i}, now + Millis{static_cast<int>(i)});
  CHECK(plays.is_new(0, "front", "live", now + Millis{10}));
  CHECK_FALSE(plays.is_new(9, "front", "live", now + Millis{10}));
}
