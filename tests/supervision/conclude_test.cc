#include "supervision/conclude.h"

#include <algorithm>
#include <functional>
#include <string>

#include <doctest/doctest.h>

#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::conclude;
using supervision::HourInputs;
using supervision::live;
using supervision::LiveHour;
using test::good_hour;
using test::kHour;
using test::pictures;
using test::recorded;
using test::unseen_hour;
using test::wall;
using test::wall_span;

namespace {

const config::RulePack kRules;
constexpr std::int64_t kMinute = 60'000;

/// "met", "review: not_certain planned_late".
std::string outcome(const HourInputs& inputs, const config::RulePack& rules = kRules) {
  const HourConclusion concluded = conclude(inputs, rules);
  std::string text{kVerdicts.name(concluded.verdict)};
  if (!concluded.reasons.empty()) text += ":";
  for (const Reason reason : concluded.reasons) text += " " + std::string(kReasons.name(reason));
  return text;
}

/// All visible in [from, to), else nothing is sure; everything recorded.
HourInputs sure_within(std::int64_t from, std::int64_t to) {
  HourInputs inputs = unseen_hour(30, 30);
  auto& seen = inputs.cameras[0].observations;
  test::add(seen, pictures(-60'000, from, 20, 40, 100));
  test::add(seen, pictures(from, to, 31, 32, 100));
  test::add(seen, pictures(to, kHour, 20, 40, 100));
  return inputs;
}

/// All visible whenever recorded, which is [from, to).
HourInputs recorded_within(std::int64_t from, std::int64_t to, std::vector<test::HoleAt> holes = {}) {
  HourInputs inputs = good_hour();
  inputs.cameras[0].segments = recorded({.from = from, .to = to, .holes = std::move(holes)});
  return inputs;
}

/// Everything recorded, `lo`..`hi` heads in each picture.
HourInputs counted(int present, int enrolled, int lo, int hi) {
  HourInputs inputs = unseen_hour(present, enrolled);
  inputs.cameras[0].observations = pictures(-60'000, kHour, lo, hi);
  return inputs;
}

HourInputs with(HourInputs inputs, const std::function<void(HourInputs&)>& change) {
  change(inputs);
  return inputs;
}

}  // namespace

TEST_CASE("The verdict at every bound and for every reason of DESIGN §6.5") {
  struct Row {
    std::string what;
    HourInputs inputs;
    std::string outcome;
  };
  const auto in_boot_two = [](HourInputs& inputs, std::int64_t from) {
    for (ClockMark& mark : inputs.clock) {
      if (mark.reading.boot >= test::box(from)) mark.boot_id = test::boot_id(2);
    }
    for (Segment& file : inputs.cameras[0].segments) {
      if (file.start_boot >= test::box(from)) file.boot_id = test::boot_id(2);
    }
    for (Observation& one : inputs.cameras[0].observations) {
      if (one.boot >= test::box(from)) one.boot_id = test::boot_id(2);
    }
  };
  const Row rows[] = {
      {"a good hour", good_hour(), "met"},

      {"recorded for 599.9 s", recorded_within(600'000, 1'199'900), "not_met: too_short"},
      {"recorded for 600 s", recorded_within(600'000, 1'200'000), "met"},
      {"recorded for 600 s with a hole of 1.9 s", recorded_within(600'000, 1'200'000, {{800'500, 1'900}}), "met"},
      {"recorded for 600 s with a hole of 2.1 s", recorded_within(600'000, 1'200'000, {{800'500, 2'100}}),
       "not_met: too_short"},
      {"600 s after a hole of 2.1 s", recorded_within(600'000, 1'402'600, {{800'500, 2'100}}), "met"},
      {"two pieces of six minutes do not add up", recorded_within(600'000, 1'350'000, {{960'000, 30'000}}),
       "not_met: too_short"},
      {"nothing recorded", with(good_hour(), [](HourInputs& in) { in.cameras[0].segments.clear(); }),
       "not_met: no_recording"},
      {"no camera", with(good_hour(), [](HourInputs& in) { in.cameras.clear(); }), "not_met: no_recording"},

      {"recorded until 599.9 s into the hour", recorded_within(-600'000, 599'900), "not_met: too_short"},
      {"until 600 s into it", recorded_within(-600'000, 600'000), "met"},
      {"from 599.9 s before its end", recorded_within(kHour - 599'900, kHour + 600'000), "not_met: too_short"},
      {"from 600 s before its end", recorded_within(kHour - 600'000, kHour + 600'000), "met"},
      {"only before the hour", recorded_within(-900'000, 0), "not_met: no_recording"},
      {"only after it", recorded_within(kHour, kHour + 900'000), "not_met: no_recording"},

      {"sure for 599.9 s", sure_within(600'000, 1'199'900), "review: not_certain"},
      {"sure for 600 s", sure_within(600'000, 1'200'000), "met"},

      {"too few all hour", counted(30, 30, 10, 12), "not_met: too_few_visible"},
      {"as few as may be hidden", counted(30, 30, 29, 30), "met"},
      {"one more hidden", counted(30, 30, 28, 29), "review: not_certain"},
      {"surely one more hidden", counted(30, 30, 27, 27), "not_met: too_few_visible"},
      {"never sure", counted(30, 30, 20, 40), "review: not_certain"},
      {"no pictures counted", unseen_hour(30, 30), "review: no_observations"},
      {"counted by HOG",
       with(good_hour(),
            [](HourInputs& in) {
              for (Observation& one : in.cameras[0].observations) one.calibrated = false;
            }),
       "review: uncalibrated_detector"},
      {"black",
       with(good_hour(),
            [](HourInputs& in) {
              for (Observation& one : in.cameras[0].observations) one.luma = 3;
            }),
       "review: picture_unusable"},
      {"frozen",
       with(good_hour(),
            [](HourInputs& in) {
              for (Observation& one : in.cameras[0].observations) one.phash = 1;
            }),
       "review: picture_unusable"},

      {"nobody came", counted(0, 30, 0, 0), "not_met: nobody_came"},
      {"nobody checked in, heads in the picture", counted(0, 30, 12, 14), "review: nobody_checked_in"},
      {"nobody checked in, there may have been one", counted(0, 30, 0, 1), "review: not_certain nobody_checked_in"},
      {"nobody checked in, the room empty, but check-in was down for a moment",
       with(counted(0, 30, 0, 0), [](HourInputs& in) { in.check_in_down = {wall_span(0, 1)}; }),
       "review: not_certain checkin_down"},
      {"nobody checked in, an empty room by HOG",
       with(counted(0, 30, 0, 0),
            [](HourInputs& in) {
              for (Observation& one : in.cameras[0].observations) one.calibrated = false;
            }),
       "review: uncalibrated_detector"},
      {"nobody checked in, looked at for half of the hour",
       with(counted(0, 30, 0, 0),
            [](HourInputs& in) {
              std::erase_if(in.cameras[0].observations,
                            [](const Observation& one) { return one.boot > test::box(kHour / 2); });
            }),
       "review: not_certain no_observations"},
      {"nobody checked in, and the picture cannot be used",
       with(counted(0, 30, 0, 0),
            [](HourInputs& in) {
              for (Observation& one : in.cameras[0].observations) one.luma = 3;
            }),
       "review: picture_unusable"},

      {"check-in down", with(good_hour(), [](HourInputs& in) { in.check_in_down = {wall_span(0, kMinute)}; }),
       "review: checkin_down"},
      {"check-in down after the hour",
       with(good_hour(), [](HourInputs& in) { in.check_in_down = {wall_span(kHour, kHour + kMinute)}; }), "met"},
      {"no timetable", with(good_hour(), [](HourInputs& in) { in.timetable = false; }), "review: no_timetable"},
      {"planned as it began", with(good_hour(), [](HourInputs& in) { in.hour.planned_at = wall(0); }), "met"},
      {"planned a moment later", with(good_hour(), [](HourInputs& in) { in.hour.planned_at = wall(1); }),
       "review: planned_late"},
      {"79 % attended", counted(79, 100, 101, 102), "review: low_attendance"},
      {"80 % attended", counted(80, 100, 101, 102), "met"},
      {"clock never synced",
       with(good_hour(), [](HourInputs& in) { in.clock = test::marks(-1'200'000, kHour, ClockState::kUnproven); }),
       "review: clock_unproven"},
      {"clock synced later in the same boot",
       with(good_hour(),
            [](HourInputs& in) {
              in.clock = test::marks(-1'200'000, kHour, ClockState::kUnproven, 9'000);
              in.clock.push_back(test::mark(kHour + 300'000));
            }),
       "met"},
      {"clock synced later in another boot",
       with(good_hour(),
            [](HourInputs& in) {
              in.clock = test::marks(-1'200'000, kHour, ClockState::kUnproven);
              in.clock.push_back(test::mark(kHour + 300'000, ClockState::kSynced, 0, ClockMarkCause::kStart, 2));
            }),
       "review: clock_unproven"},
      {"the box did not run", with(good_hour(), [](HourInputs& in) { in.clock.clear(); }), "not_met: no_recording"},

      {"two boots, 15 minutes and 30", with(good_hour(), [&](HourInputs& in) { in_boot_two(in, 900'000); }), "met"},
      {"two boots, of both a part too short",
       with(recorded_within(600'000, 1'400'000), [&](HourInputs& in) { in_boot_two(in, 900'000); }),
       "not_met: too_short"},

      {"several at once",
       with(counted(20, 30, 15, 40),
            [](HourInputs& in) {
              in.hour.planned_at = wall(1);
              in.timetable = false;
            }),
       "review: not_certain no_timetable planned_late low_attendance"},
      {"a limit beside not_met makes it no better",
       with(counted(30, 30, 10, 12), [](HourInputs& in) { in.hour.planned_at = wall(1); }),
       "not_met: too_few_visible planned_late"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(outcome(row.inputs) == row.outcome);
  }
}

TEST_CASE("I7: a step of the wall clock by ±90 minutes inside the hour breaks nothing and is flagged") {
  for (const std::int64_t by : {-90 * kMinute, 90 * kMinute}) {
    CAPTURE(by);
    const HourInputs inputs = with(good_hour(), [by](HourInputs& in) {
      in.clock = test::marks(-20 * kMinute, 5 * kMinute);
      in.clock.push_back(test::mark(5 * kMinute + 7, ClockState::kHoldover, by, ClockMarkCause::kStep));
      test::add(in.clock, test::marks(10 * kMinute, 60 * kMinute, ClockState::kHoldover, by));
      // Only the ten minutes around the step: continuous on box time.
      in.cameras[0].segments = recorded({.from = 60'000, .to = 660'000});
    });
    const HourConclusion concluded = conclude(inputs, kRules);
    CHECK(concluded.verdict == Verdict::kMet);
    CHECK(concluded.certain == Millis{600'000});
    CHECK(concluded.window == wall_span(60'000, 660'000));
    CHECK(concluded.clock == ClockState::kHoldover);
    CHECK(std::count_if(concluded.flags.begin(), concluded.flags.end(),
                        [](const RaisedFlag& one) { return one.flag == Flag::kClockStep; }) == 1);
  }
}

TEST_CASE("I14: met rests on pictures throughout: a minute without is held and bridged, two minutes are not") {
  const auto without = [](std::int64_t length) {
    // The last state holds for observation_max_age, and the first four pictures after it have too few before them.
    HourInputs inputs = recorded_within(600'000, 1'220'000);
    std::erase_if(inputs.cameras[0].observations, [length](const Observation& one) {
      return one.boot > test::box(900'000) && one.boot < test::box(900'000 + length);
    });
    return outcome(inputs);
  };
  CHECK(without(60'000) == "met");
  CHECK(without(120'000) == "review: no_observations");
}

TEST_CASE("The window is the certain run when that is long enough, else the possible one") {
  const HourConclusion met = conclude(sure_within(600'000, 1'300'000), kRules);
  REQUIRE(met.window);
  CHECK(met.window->length() == met.certain);
  CHECK(met.camera == test::kFront);
  const HourConclusion unsure = conclude(sure_within(600'000, 900'000), kRules);
  CHECK(unsure.window == wall_span(0, kHour));
  CHECK(unsure.possible == Millis{kHour});
  CHECK(unsure.certain < kRules.min_continuous);
  CHECK_FALSE(conclude(with(good_hour(), [](HourInputs& in) { in.cameras.clear(); }), kRules).window);
}

TEST_CASE("Of two cameras the better one counts; they are not stitched together") {
  HourInputs both = recorded_within(600'000, 1'199'900);
  supervision::CameraInputs back = both.cameras[0];
  back.camera = test::kBack;
  back.segments = recorded({.from = 1'199'900, .to = 1'700'000, .camera = test::kBack});
  for (Observation& one : back.observations) one.camera = test::kBack;
  both.cameras.push_back(back);
  CHECK(outcome(both) == "not_met: too_short");

  both.cameras[1].segments = recorded({.from = 1'199'900, .to = 1'800'000, .camera = test::kBack});
  const HourConclusion concluded = conclude(both, kRules);
  CHECK(concluded.verdict == Verdict::kMet);
  CHECK(concluded.camera == test::kBack);

  // One that may show all is better than one that recorded longer and surely does not.
  HourInputs unlike = counted(30, 30, 5, 6);
  back.segments = recorded({.from = 600'000, .to = 1'300'000, .camera = test::kBack});
  back.observations = pictures(-60'000, kHour, 20, 40, 5'000, test::kBack);
  unlike.cameras.push_back(back);
  CHECK(outcome(unlike) == "review: not_certain");
}

TEST_CASE("A camera's own number of staff in view goes before the rule pack's") {
  HourInputs inputs = counted(30, 30, 29, 30);
  CHECK(outcome(inputs) == "met");
  inputs.cameras[0].staff_in_view = 2;
  CHECK(outcome(inputs) == "review: not_certain");
  inputs = counted(30, 30, 28, 30);
  inputs.cameras[0].staff_in_view = 0;
  CHECK(outcome(inputs) == "met");
}

TEST_CASE("The conclusion carries its figures, rules and status") {
  HourInputs inputs = good_hour();
  inputs.rev = 3;
  const HourConclusion concluded = conclude(inputs, kRules);
  CHECK(concluded.hour == inputs.hour.id);
  CHECK(concluded.rev == 3);
  CHECK(concluded.status == HourStatus::kFinal);
  CHECK(concluded.enrolled == 30);
  CHECK(concluded.present == 30);
  CHECK(concluded.median == 31);
  CHECK(concluded.gaps == 0);
  CHECK(concluded.rules == kRules.version);
  CHECK(concluded.concluded_at == inputs.now);
  CHECK(concluded.certain == Millis{kHour});
  inputs.hour.cancelled = true;
  CHECK(conclude(inputs, kRules).status == HourStatus::kCancelled);
}

TEST_CASE("A running hour is provisional, and not lost before it is") {
  const auto at = [](std::int64_t now) {
    return with(recorded_within(-300'000, now), [now](HourInputs& in) {
      in.now = wall(now);
      std::erase_if(in.cameras[0].observations, [now](const Observation& one) { return one.boot >= test::box(now); });
    });
  };
  const HourInputs early = at(452'000);
  CHECK(conclude(early, kRules).status == HourStatus::kProvisional);
  CHECK(conclude(early, kRules).verdict == Verdict::kReview);
  const LiveHour running = live(early, kRules);
  CHECK(running.certain == Millis{452'000});
  CHECK(running.current == Millis{452'000});
  CHECK(running.needed == Millis{600'000});
  CHECK(running.left == Millis{kHour - 452'000});
  CHECK(running.can_still_be_met);
  CHECK(running.state == supervision::Presence::kVisible);
  CHECK(running.heads == 31);

  CHECK(conclude(at(600'000), kRules).verdict == Verdict::kMet);

  // Nothing recorded so far: it can be met until ten minutes before the end.
  for (const auto& [now, possible] : {std::pair{kHour - 600'000, true}, {kHour - 599'999, false}}) {
    CAPTURE(now);
    const HourInputs nothing = with(at(now), [](HourInputs& in) { in.cameras[0].segments.clear(); });
    CHECK(live(nothing, kRules).can_still_be_met == possible);
    CHECK(conclude(nothing, kRules).verdict == (possible ? Verdict::kReview : Verdict::kNotMet));
    CHECK(live(nothing, kRules).current == Millis{0});
  }
  // A run that is going on can still become long enough.
  const HourInputs late = with(at(kHour - 300'000), [](HourInputs& in) {
    in.cameras[0].segments = recorded({.from = kHour - 700'000, .to = kHour - 300'000});
  });
  CHECK(live(late, kRules).can_still_be_met);
  CHECK(live(late, kRules).current == Millis{400'000});
  const HourInputs broken = with(at(kHour - 300'000), [](HourInputs& in) {
    in.cameras[0].segments = recorded({.from = kHour - 900'000, .to = kHour - 400'000});
  });
  CHECK_FALSE(live(broken, kRules).can_still_be_met);
}
