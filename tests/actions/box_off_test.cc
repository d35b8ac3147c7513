#include "actions/box_off.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

using namespace xueshi;
using actions::gaps_before_start;
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

std::optional<Gap> only(const std::vector<Gap>& gaps) {
  REQUIRE(gaps.size() == 1);
  return gaps.front();
}

}  // namespace

TEST_CASE("I8: a daemon restarted within one boot leaves a box_off gap from the last file's end to now") {
  test::FakeClock clock;
  const LastAlive alive{clock.boot_id(), clock.read(), {}};
  const Segment last = segment_until(clock.boot_id(), clock.boot() + Millis{2'500});
  clock.advance(Millis{40'000});
  const auto gap = only(gaps_before_start(kFront, alive, {last, std::nullopt}, clock.boot_id(), clock.read()));
  CHECK(gap->cause == GapCause::kBoxOff);
  CHECK(gap->boot == BootSpan{alive.reading.boot + Millis{2'500}, clock.boot()});
  CHECK(gap->utc == UtcSpan{alive.reading.utc + Millis{2'500}, clock.utc()});
}

TEST_CASE("I8: after a power cut the gap's wall time begins at the last sign of life") {
  test::FakeClock clock;
  const LastAlive alive{clock.boot_id(), clock.read(), {}};
  // The camera had been gone for long: its own gap covers that.
  const Segment last = segment_until(clock.boot_id(), clock.boot() - Millis{600'000});
  clock.reboot(std::chrono::hours{3});
  clock.advance(Millis{20'000});
  const auto gap = only(gaps_before_start(kFront, alive, {last, std::nullopt}, clock.boot_id(), clock.read()));
  CHECK(gap->boot_id == clock.boot_id());
  CHECK(gap->boot == BootSpan{boot_ms(0), boot_ms(20'000)});
  CHECK(gap->utc == UtcSpan{alive.reading.utc, clock.utc()});
}

TEST_CASE("the first start ever leaves no gap, and a clock set back turns none around") {
  test::FakeClock clock;
  CHECK(gaps_before_start(kFront, std::nullopt, {}, clock.boot_id(), clock.read()).empty());
  const LastAlive alive{clock.boot_id(), clock.read(), {}};
  clock.reboot(std::chrono::hours{-3});
  const auto gap = only(gaps_before_start(kFront, alive, {}, clock.boot_id(), clock.read()));
  CHECK(gap->utc.from == gap->utc.to);
}

TEST_CASE("I8: a gap that was running when the box died is told at the next start with its own cause") {
  test::FakeClock clock;
  const BootMillis end = clock.boot();
  const UtcMillis end_utc = clock.utc();
  const Segment last = segment_until(clock.boot_id(), end);
  clock.advance(std::chrono::hours{2});
  const LastAlive alive{clock.boot_id(), clock.read(), {{kFront, GapCause::kCameraUnreachable}}};
  for (const bool reboot : {false, true}) {
    CAPTURE(reboot);
    const BootId died_in = alive.boot_id;
    if (reboot) clock.reboot(std::chrono::hours{3});
    clock.advance(Millis{20'000});
    const auto gaps = gaps_before_start(kFront, alive, {last, std::nullopt}, clock.boot_id(), clock.read());
    REQUIRE(gaps.size() == 2);
    CHECK(gaps[0] ==
          Gap{kFront, died_in, {end, alive.reading.boot}, {end_utc, alive.reading.utc}, GapCause::kCameraUnreachable});
    CHECK(gaps[1].cause == GapCause::kBoxOff);
    CHECK(gaps[1].utc.from == alive.reading.utc);
    CHECK(gaps[1].utc.to == clock.utc());
  }
}

TEST_CASE("I8: the untold gap begins where the last one that was told ends") {
  test::FakeClock clock;
  const Segment last = segment_until(clock.boot_id(), clock.boot());
  const Gap told{kFront,
                 clock.boot_id(),
                 {clock.boot(), clock.boot() + Millis{60'000}},
                 {clock.utc(), clock.utc() + Millis{60'000}},
                 GapCause::kNoVideo};
  clock.advance(std::chrono::hours{1});
  const LastAlive alive{clock.boot_id(), clock.read(), {{kFront, GapCause::kNoVideo}}};
  clock.advance(Millis{9'000});
  auto gaps = gaps_before_start(kFront, alive, {last, told}, clock.boot_id(), clock.read());
  REQUIRE(gaps.size() == 2);
  CHECK(gaps[0].boot == BootSpan{told.boot.to, alive.reading.boot});
  CHECK(gaps[1].boot == BootSpan{alive.reading.boot, clock.boot()});
  // Another camera was recorded then: only the box was off.
  gaps = gaps_before_start(CameraId("back"), alive, {}, clock.boot_id(), clock.read());
  CHECK(gaps.size() == 1);
}
