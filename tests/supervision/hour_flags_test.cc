#include "supervision/hour_flags.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::conclude;
using supervision::HourInputs;
using test::good_hour;
using test::kHour;
using test::recorded;
using test::wall_span;

namespace {

const config::RulePack kRules;

/// "gap 600.0-602.1", seconds from the hour's beginning, one flag after the other.
std::string raised(const HourInputs& inputs, const config::RulePack& rules = kRules) {
  const auto seconds = [](UtcMillis at) {
    const std::int64_t tenths = (count_ms(at) - test::kHourUtc) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
  };
  std::string text;
  for (const RaisedFlag& one : conclude(inputs, rules).flags) {
    text += (text.empty() ? "" : ", ") + std::string(kFlags.name(one.flag)) + " " + seconds(one.utc.from) + "-" +
            seconds(one.utc.to);
  }
  return text;
}

}  // namespace

TEST_CASE("A good hour raises no flag") { CHECK(raised(good_hour()).empty()); }

TEST_CASE("Each flag is raised for what it says, and for the time it concerns") {
  HourInputs inputs = good_hour();
  SUBCASE("gaps longer than max_packet_gap, at the ends as well") {
    inputs.cameras[0].segments = recorded({.from = 3'000, .to = kHour - 4'000, .holes = {{1'000'500, 2'100}}});
    CHECK(raised(inputs) == "gap 0.0-3.0, gap 1000.5-1002.6, gap 2696.0-2700.0");
    CHECK(conclude(inputs, kRules).gaps == 3);
  }
  SUBCASE("a hole that the rule allows is no gap") {
    inputs.cameras[0].segments = recorded({.from = 2'000, .to = kHour + 60'000, .holes = {{1'000'500, 2'000}}});
    CHECK(raised(inputs).empty());
  }
  SUBCASE("a running hour has no gap in what has not come yet") {
    inputs.now = test::wall(600'000);
    inputs.cameras[0].segments = recorded({.from = -60'000, .to = 600'000});
    CHECK(raised(inputs).empty());
  }
  SUBCASE("nor in its last seconds, which are on their way to the index; what is missing for longer is one") {
    inputs.now = test::wall(600'000);
    inputs.cameras[0].segments = recorded({.from = -60'000, .to = 585'000});
    CHECK(raised(inputs).empty());
    inputs.cameras[0].segments = recorded({.from = -60'000, .to = 584'900});
    CHECK(raised(inputs) == "gap 584.9-600.0");
    inputs.now = test::wall(kHour);  // over: nothing is on its way any more
    inputs.cameras[0].segments = recorded({.from = -60'000, .to = kHour - 5'000});
    CHECK(raised(inputs) == "gap 2695.0-2700.0");
  }
  SUBCASE("fewer heads than check-ins") {
    for (Observation& one : inputs.cameras[0].observations) {
      if (one.boot >= test::box(600'000) && one.boot < test::box(900'000)) one.count = one.lo = one.hi = 9;
    }
    // The median follows at the third of five pictures.
    CHECK(raised(inputs) == "fewer_heads 610.0-910.0");
  }
  SUBCASE("frozen") {
    for (Observation& one : inputs.cameras[0].observations) {
      if (one.boot >= test::box(600'000) && one.boot < test::box(900'000)) one.phash = 7;
    }
    CHECK(raised(inputs) == "frozen 600.0-895.0");
  }
  SUBCASE("black") {
    for (Observation& one : inputs.cameras[0].observations) {
      if (one.boot >= test::box(600'000) && one.boot < test::box(900'000)) one.luma = 0;
    }
    CHECK(raised(inputs) == "black 600.0-900.0");
  }
  SUBCASE("planned late") {
    inputs.hour.planned_at = test::wall(1);
    CHECK(raised(inputs) == "planned_late 0.0-2700.0");
  }
  SUBCASE("no check-out: told by the session's last hour, when it is over, where the rules ask for one") {
    inputs.check_ins[3].out.reset();
    CHECK(raised(inputs) == "no_check_out 0.0-2700.0");
    config::RulePack without = kRules;
    without.checkin_out = false;
    CHECK(raised(inputs, without).empty());
    inputs.session = wall_span(0, 2 * kHour);
    CHECK(raised(inputs).empty());
  }
  SUBCASE("left early: before the last late_after minutes of the hour") {
    inputs.check_ins[3].out = test::wall(kHour - 600'000);
    CHECK(raised(inputs).empty());
    inputs.check_ins[3].out = test::wall(kHour - 600'100);
    CHECK(raised(inputs) == "left_early 2099.9-2700.0");
  }
  SUBCASE("what is odd about the session's check-ins, when it was") {
    inputs.oddities = {{CheckInSign::kOnePhone, wall_span(-60'000, -30'000)},
                       {CheckInSign::kBurst, wall_span(-5'000, 0)},
                       {CheckInSign::kFarAway, wall_span(1'000, 1'000)}};
    CHECK(raised(inputs) == "burst -5.0-0.0, one_phone -60.0--30.0, far_away 1.0-1.0");
  }
  SUBCASE("cancelled later than plan_notice before it began") {
    inputs.hour.cancelled = true;
    inputs.hour.cancelled_at = inputs.hour.span.from - Millis(kRules.plan_notice);
    CHECK(raised(inputs).empty());
    *inputs.hour.cancelled_at += Millis{1};
    CHECK(raised(inputs) == "cancelled_late 0.0-2700.0");
  }
  SUBCASE("entered by staff") {
    inputs.check_ins[3].method = CheckInMethod::kStaff;
    CHECK(raised(inputs) == "staff_entered 0.0-2700.0");
  }
  SUBCASE("attendance below attendance_warn: 90 % is not, 89 % is") {
    inputs = test::unseen_hour(90, 100);
    inputs.cameras[0].observations = test::pictures(-60'000, kHour, 101, 101);
    CHECK(raised(inputs).empty());
    inputs.check_ins.pop_back();
    CHECK(raised(inputs) == "attendance_warn 0.0-2700.0");
  }
}

TEST_CASE("A flag alone changes no verdict") {
  HourInputs inputs = good_hour();
  inputs.check_ins[3].out.reset();
  inputs.check_ins[4].method = CheckInMethod::kStaff;
  inputs.check_ins[5].out = test::wall(1'000'000);
  inputs.cameras[0].segments = recorded({.from = 3'000, .to = kHour + 60'000});
  const HourConclusion concluded = conclude(inputs, kRules);
  CHECK(concluded.flags.size() == 4);
  CHECK(concluded.verdict == Verdict::kMet);
  CHECK(concluded.reasons.empty());
}
