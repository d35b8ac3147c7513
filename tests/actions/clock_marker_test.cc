#include "actions/clock_marker.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

using namespace xueshi;
using actions::ClockMarker;

namespace {

std::optional<ClockMarkCause> cause(const std::optional<ClockMark>& mark) {
  return mark ? std::optional(mark->cause) : std::nullopt;
}

}  // namespace

TEST_CASE("I7: the clock map gets an entry at start, at each step, at a change of state and every five minutes") {
  test::FakeClock clock;
  ClockMarker marker(clock.boot_id());
  CHECK(cause(marker.look(clock.read())) == ClockMarkCause::kStart);
  clock.advance(Millis{1000});
  CHECK_FALSE(marker.look(clock.read()));

  clock.advance(Millis{1000});
  clock.step_wall(std::chrono::minutes{-90});
  const auto step = marker.look(clock.read());
  CHECK(cause(step) == ClockMarkCause::kStep);
  CHECK(step->reading == clock.read());
  CHECK(step->boot_id == clock.boot_id());

  clock.advance(Millis{1000});
  clock.step_wall(Millis{500});  // a slew as large as the bound is none
  CHECK_FALSE(marker.look(clock.read()));
  clock.step_wall(Millis{501});
  CHECK(cause(marker.look(clock.read())) == ClockMarkCause::kStep);

  clock.set_state(ClockState::kHoldover);
  CHECK(cause(marker.look(clock.read())) == ClockMarkCause::kStateChange);

  clock.advance(Millis{299'999});
  CHECK_FALSE(marker.look(clock.read()));
  clock.advance(Millis{1});
  CHECK(cause(marker.look(clock.read())) == ClockMarkCause::kPeriodic);
}
