#include "actions/box_off.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

using namespace xueshi;
using actions::box_off_gap;
using actions::LastAlive;

namespace {

const CameraId kFront("front");

Segment segment_until(const BootId& boot_id, BootMillis end) {
  Segment segment;
  segment.id = {kFront, 1};
  segment.boot_id = boot_id;
  segment.start_boot = end - Millis{60'000};
  segment.duration = Millis{60'000};
  return segment;
}

}  // namespace

TEST_CASE("I8: a daemon restarted within one boot leaves a box_off gap from the last file's end to now") {
  test::FakeClock clock;
  const LastAlive alive{clock.boot_id(), clock.read()};
  const Segment last = segment_until(clock.boot_id(), clock.boot() + Millis{2'500});
  clock.advance(Millis{40'000});
  const auto gap = box_off_gap(kFront, alive, last, clock.boot_id(), clock.read());
  REQUIRE(gap);
  CHECK(gap->cause == GapCause::kBoxOff);
  CHECK(gap->boot == BootSpan{alive.reading.boot + Millis{2'500}, clock.boot()});
  CHECK(gap->utc == UtcSpan{alive.reading.utc + Millis{2'500}, clock.utc()});
}

TEST_CASE("I8: after a power cut the gap's wall time begins at the last sign of life") {
  test::FakeClock clock;
  const LastAlive alive{clock.boot_id(), clock.read()};
  // The camera had been gone for long: its own gap covers that.
  const Segment last = segment_until(clock.boot_id(), clock.boot() - Millis{600'000});
  clock.reboot(std::chrono::hours{3});
  clock.advance(Millis{20'000});
  const auto gap = box_off_gap(kFront, alive, last, clock.boot_id(), clock.read());
  REQUIRE(gap);
  CHECK(gap->boot_id == clock.boot_id());
  CHECK(gap->boot == BootSpan{boot_ms(0), boot_ms(20'000)});
  CHECK(gap->utc == UtcSpan{alive.reading.utc, clock.utc()});
}

TEST_CASE("the first start ever leaves no gap, and a clock set back turns none around") {
  test::FakeClock clock;
  CHECK_FALSE(box_off_gap(kFront, std::nullopt, std::nullopt, clock.boot_id(), clock.read()));
  const LastAlive alive{clock.boot_id(), clock.read()};
  clock.reboot(std::chrono::hours{-3});
  const auto gap = box_off_gap(kFront, alive, std::nullopt, clock.boot_id(), clock.read());
  REQUIRE(gap);
  CHECK(gap->utc.from == gap->utc.to);
}
