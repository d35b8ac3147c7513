#include "actions/lockout.h"

#include <doctest/doctest.h>

using namespace xueshi;
using actions::Lockout;
using actions::lockout_after;

TEST_CASE("the wait grows with every wrong password beyond the fourth, to an hour") {
  for (const int free : {0, 1, 2, 3, 4}) CHECK(lockout_after(free) == Millis{0});
  CHECK(lockout_after(5) == Millis{30'000});
  CHECK(lockout_after(6) == Millis{60'000});
  CHECK(lockout_after(7) == Millis{120'000});
  CHECK(lockout_after(11) == Millis{1'920'000});
  CHECK(lockout_after(12) == Millis{3'600'000});
  CHECK(lockout_after(1'000'000) == Millis{3'600'000});
}

TEST_CASE(
    "an account waits wherever it is tried from, another does not; it is forgiven, and remembered after a start") {
  Lockout lockout;
  const BootMillis now = boot_ms(1'000'000);
  for (int i = 1; i <= 5; ++i) lockout.failed("wang", i, "192.0.2.1", now);
  CHECK(lockout.wait("wang", "192.0.2.1", now) == Millis{30'000});
  CHECK(lockout.wait("wang", "192.0.2.2", now + Millis{10'000}) == Millis{20'000});
  CHECK(lockout.wait("wang", "192.0.2.2", now + Millis{30'000}) == Millis{0});
  CHECK(lockout.wait("li", "192.0.2.1", now) == Millis{0});
  CHECK(lockout.wait_of("wang", now) == Millis{30'000});
  lockout.forgive("wang");
  CHECK(lockout.wait("wang", "192.0.2.1", now) == Millis{0});
  lockout.remember("wang", 7, boot_ms(0));
  CHECK(lockout.wait_of("wang", boot_ms(0)) == Millis{120'000});
  lockout.remember("li", 4, boot_ms(0));
  CHECK(lockout.wait_of("li", boot_ms(0)) == Millis{0});
}

TEST_CASE("an address that tries many names waits too, and is forgiven an hour later") {
  Lockout lockout;
  BootMillis now = boot_ms(1'000'000);
  for (int i = 0; i < Lockout::kFreeForAddress; ++i) lockout.failed("name" + std::to_string(i), 0, "192.0.2.1", now);
  CHECK(lockout.wait("wang", "192.0.2.1", now) == Millis{0});
  lockout.failed("another", 0, "192.0.2.1", now);
  CHECK(lockout.wait("wang", "192.0.2.1", now) == Millis{30'000});
  CHECK(lockout.wait("wang", "192.0.2.2", now) == Millis{0});
  now += Millis{3'600'001};
  lockout.failed("another", 0, "192.0.2.1", now);
  CHECK(lockout.wait("wang", "192.0.2.1", now) == Millis{0});
}

TEST_CASE("I17: a flood of addresses takes no more room than it may") {
  Lockout lockout;
  const BootMillis now = boot_ms(1'000'000);
  for (int i = 0; i <= Lockout::kFreeForAddress; ++i) lockout.failed("x", 0, "first", now);
  for (std::size_t i = 0; i < Lockout::kMostAddresses; ++i) {
    lockout.failed("x", 0, "flood " + std::to_string(i), now + Millis{1});
  }
  CHECK(lockout.wait("x", "first", now + Millis{1}) == Millis{0});  // the one that was quiet longest was forgotten
}
