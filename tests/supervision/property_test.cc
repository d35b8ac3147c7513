/// What must hold for every hour, over hours made up by a seeded generator. A failure names its seed.

#include <algorithm>
#include <array>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "supervision/conclude.h"
#include "supervision/input_digest.h"
#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::analyse;
using supervision::conclude;
using supervision::HourInputs;
using test::kHour;

namespace {

const config::RulePack kRules;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most - least + 1));
  }
  bool one_in(std::int64_t n) { return between(1, n) == 1; }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(from.size()) - 1))];
  }
  template <typename T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t i = all.size(); i > 1; --i) {
      std::swap(all[i - 1], all[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(i) - 1))]);
    }
  }

 private:
  std::mt19937_64 engine_;  // the same numbers everywhere, unlike the distributions of <random>
};

int rank(const HourInputs& inputs) {
  switch (conclude(inputs, kRules).verdict) {
    case Verdict::kMet: return 2;
    case Verdict::kReview: return 1;
    case Verdict::kNotMet: return 0;
  }
  return -1;
}

/// Pictures at a steady pace, in phases in which all, perhaps all, or too few are to be seen. The phases last about as
/// long as makes a difference.
std::vector<Observation> steady_pictures(Dice& dice, int present, const CameraId& camera) {
  std::vector<Observation> all;
  const int needed = std::max(0, present - config::allow(present));
  const int mostly = static_cast<int>(dice.between(0, 2));
  for (std::int64_t at = -60'000; at < kHour;) {
    const int kind = dice.one_in(3) ? static_cast<int>(dice.between(0, 2)) : mostly;
    const std::int64_t until = at + dice.between(1, kind == mostly ? 150 : 9) * 5'000;
    for (; at < until && at < kHour; at += 5'000) {
      const int lo = kind == 0 ? needed + 1 : kind == 1 ? needed / 2 : 0;
      const int hi = kind == 0 ? needed + 2 : kind == 1 ? needed + 3 : std::max(0, needed - 1);
      all.push_back(test::picture(at, lo, hi, camera));
    }
  }
  return all;
}

/// Recordings from before the hour to after it, with breaks and holes.
std::vector<Segment> breaking_recordings(Dice& dice, const CameraId& camera) {
  std::vector<Segment> all;
  std::uint64_t sequence = 1;
  for (std::int64_t at = dice.between(-400, 600) * 1'000; at < kHour;) {
    test::Tape tape{.from = at, .to = at + dice.between(300, 1'500) * 1'000, .first = sequence, .gop = 4'000};
    tape.camera = camera;
    for (std::int64_t hole = tape.from; dice.one_in(2);) {
      hole += dice.between(20, 600) * 1'000;
      if (hole > tape.to - 10'000) break;
      tape.holes.push_back({hole, dice.between(1'000, 3'000)});
    }
    test::add(all, test::recorded(tape));
    sequence += 100;
    at = tape.to + dice.between(0, 60) * 1'000;
  }
  return all;
}

HourInputs some_hour(std::uint64_t seed) {
  Dice dice(seed);
  const int enrolled = static_cast<int>(dice.between(1, 40));
  const int present = dice.one_in(10) ? 0 : static_cast<int>(dice.between(1, enrolled));
  HourInputs inputs = test::unseen_hour(dice.one_in(2) ? enrolled : present, enrolled);
  const int there = static_cast<int>(inputs.check_ins.size());
  inputs.cameras.clear();
  for (const CameraId& camera : {test::kFront, test::kBack}) {
    supervision::CameraInputs one;
    one.camera = camera;
    one.segments = breaking_recordings(dice, camera);
    one.observations = steady_pictures(dice, there, camera);
    inputs.cameras.push_back(one);
    if (dice.one_in(2)) break;
  }
  for (CheckIn& one : inputs.check_ins) {
    if (dice.one_in(8)) one.in = test::wall(dice.between(0, kHour));
    if (dice.one_in(8)) one.out = test::wall(dice.between(count_ms(one.in) - test::kHourUtc, kHour));
    if (dice.one_in(12)) one.out.reset();
  }
  if (dice.one_in(4)) {
    const std::int64_t from = dice.between(-100'000, kHour);
    inputs.leave.push_back({test::kClass, test::trainee(0), test::wall_span(from, from + dice.between(1, kHour))});
  }
  if (dice.one_in(12)) inputs.check_in_down.push_back(test::wall_span(0, dice.between(1, kHour)));
  if (dice.one_in(12)) inputs.hour.planned_at = test::wall(dice.between(-5, 5));
  if (dice.one_in(12)) inputs.timetable = false;
  return inputs;
}

/// The same with whatever else a camera, a detector or a clock can come up with.
HourInputs odd_hour(std::uint64_t seed) {
  HourInputs inputs = some_hour(seed);
  Dice dice(~seed);
  for (supervision::CameraInputs& camera : inputs.cameras) {
    for (Segment& file : camera.segments) {
      for (Gop& gop : file.gops) gop.arrival += Millis{dice.between(0, 900)};
    }
    for (int i = 0; i < 3; ++i) {
      const BootMillis from = test::box(dice.between(-60'000, kHour));
      const BootSpan within{from, from + Millis{dice.between(1, 300'000)}};
      const std::int64_t what = dice.between(0, 4);
      if (what == 0) {
        std::erase_if(camera.observations, [&](const Observation& one) { return within.contains(one.boot); });
      }
      for (Observation& one : camera.observations) {
        if (!within.contains(one.boot)) continue;
        if (what == 1) one.luma = 2;
        if (what == 2) one.phash = 5;
        if (what == 3) one.calibrated = false;
      }
    }
  }
  if (dice.one_in(3)) {
    const std::int64_t at = dice.between(-600'000, kHour);
    const auto state = dice.one_in(2) ? ClockState::kSynced : ClockState::kHoldover;
    const std::int64_t off = dice.pick<std::int64_t>({-5'400'000, 5'400'000, 30'000, -30'000, 400});
    std::erase_if(inputs.clock, [at](const ClockMark& mark) { return mark.reading.boot >= test::box(at); });
    inputs.clock.push_back(test::mark(at, state, off, ClockMarkCause::kStep));
    test::add(inputs.clock, test::marks(at + 300'000, kHour + 600'000, state, off));
  }
  return inputs;
}

}  // namespace

TEST_CASE("The generator reaches each verdict often: the properties below are about something") {
  std::array<int, 3> reached{};
  for (std::uint64_t seed = 0; seed < 300; ++seed) ++reached[static_cast<std::size_t>(rank(some_hour(seed)))];
  for (const int count : reached) CHECK(count >= 30);
}

TEST_CASE("I6: adding a hole never makes a verdict better, nor a run longer") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const HourInputs inputs = seed % 2 == 0 ? some_hour(seed) : odd_hour(seed);
    Dice dice(seed + 1'000'000);
    HourInputs worse = inputs;
    for (supervision::CameraInputs& camera : worse.cameras) {
      // Between two key frames, so that it alone differs.
      for (std::int64_t holes = dice.between(1, 4); holes > 0 && !camera.segments.empty(); --holes) {
        auto& file = camera.segments[static_cast<std::size_t>(
            dice.between(0, static_cast<std::int64_t>(camera.segments.size()) - 1))];
        auto& gop =
            file.gops[static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(file.gops.size()) - 1))];
        const Millis length = std::min(Millis{dice.between(2'001, 3'900)}, gop.duration - Millis{50});
        if (length <= gop.greatest_hole) continue;
        gop.greatest_hole = length;
        if (length >= kHoleFloor) file.holes.push_back({gop.start + Millis{40}, length});
      }
    }
    CHECK(rank(worse) <= rank(inputs));
    const HourConclusion before = conclude(inputs, kRules);
    const HourConclusion after = conclude(worse, kRules);
    if (inputs.cameras.size() == 1) {
      CHECK(after.certain <= before.certain);
      CHECK(after.possible <= before.possible);
    }
  }
}

TEST_CASE("I6: something dropped between two files, or a file lost, never makes a verdict better") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const HourInputs inputs = some_hour(seed);
    Dice dice(seed + 2'000'000);
    HourInputs dropped = inputs;
    HourInputs lost = inputs;
    for (std::size_t i = 0; i < inputs.cameras.size(); ++i) {
      for (Segment& file : dropped.cameras[i].segments) {
        if (dice.one_in(4)) file.continues_previous = false;
      }
      std::erase_if(lost.cameras[i].segments, [&](const Segment&) { return dice.one_in(8); });
    }
    CHECK(rank(dropped) <= rank(inputs));
    CHECK(rank(lost) <= rank(inputs));
  }
}

TEST_CASE("More heads in the pictures there are never make it worse") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const HourInputs inputs = seed % 2 == 0 ? some_hour(seed) : odd_hour(seed);
    Dice dice(seed + 3'000'000);
    HourInputs better = inputs;
    const std::int64_t share = dice.between(1, 5);
    for (supervision::CameraInputs& camera : better.cameras) {
      for (Observation& one : camera.observations) {
        if (!dice.one_in(share)) continue;
        one.lo = std::max(one.lo, 41);
        one.hi = std::max(one.hi, 42);
        one.count = std::max(one.count, 41);
      }
    }
    CHECK(rank(better) >= rank(inputs));
  }
}

TEST_CASE("More pictures in which all are to be seen, between steady ones, never make it worse") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const HourInputs inputs = some_hour(seed);
    Dice dice(seed + 4'000'000);
    HourInputs better = inputs;
    for (supervision::CameraInputs& camera : better.cameras) {
      std::int64_t at = dice.between(0, kHour);
      for (std::int64_t more = dice.between(1, 200); more > 0; --more) {
        at = dice.one_in(10) ? dice.between(0, kHour - 1) : at + dice.between(1, 9'000);
        if (at < kHour) camera.observations.push_back(test::picture(at, 41, 42, camera.camera));
      }
    }
    CHECK(rank(better) >= rank(inputs));
  }
}

TEST_CASE("I13: the order of the inputs does not matter, and judged twice it is the same") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const HourInputs inputs = odd_hour(seed);
    Dice dice(seed + 5'000'000);
    HourInputs turned = inputs;
    dice.shuffle(turned.roster);
    dice.shuffle(turned.check_ins);
    dice.shuffle(turned.leave);
    dice.shuffle(turned.clock);
    dice.shuffle(turned.cameras);
    for (supervision::CameraInputs& camera : turned.cameras) {
      dice.shuffle(camera.segments);
      dice.shuffle(camera.observations);
    }
    const HourConclusion first = conclude(inputs, kRules);
    CHECK(conclude(inputs, kRules) == first);
    CHECK(conclude(turned, kRules) == first);
    // And from nothing but what the digest covers.
    CHECK(conclude(supervision::relevant(inputs, kRules), kRules) == first);
  }
}

TEST_CASE("I14: met only with pictures all through the window, and the window recorded") {
  int met = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    const auto analysis = analyse(odd_hour(seed), kRules);
    if (analysis.conclusion.verdict != Verdict::kMet) continue;
    ++met;
    REQUIRE(analysis.best);
    const auto& camera = analysis.cameras[*analysis.best];
    CHECK(camera.certain.length() >= kRules.min_continuous);
    CHECK(analysis.conclusion.clock != ClockState::kUnproven);
    const auto& boot = camera.boots.front();
    CHECK(std::any_of(boot.covered.begin(), boot.covered.end(), [&](const BootSpan& stretch) {
      return stretch.from <= camera.certain.boot.from && camera.certain.boot.to <= stretch.to;
    }));
    BootMillis at = camera.certain.boot.from;
    for (const auto& sight : boot.presence.sights) {
      if (!camera.certain.boot.contains(sight.at)) continue;
      CHECK(sight.at - at < kRules.observation_max_age + kRules.missing_after);
      at = sight.at;
    }
    CHECK(camera.certain.boot.to - at <= kRules.observation_max_age);
  }
  CHECK(met >= 20);
}

TEST_CASE("I7: ten real minutes never satisfy two lesson hours, whatever the clock did and whenever they are judged") {
  constexpr std::int64_t kLesson = 660'000;
  int met_at_all = 0;
  int with_steps = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    // Marks as they come on box time; a "synced" one may lie.
    std::vector<ClockMark> marks;
    const std::vector<std::int64_t> offs{0, 0, 20'000, -20'000, 3'000'000, -3'000'000, -700'000, 700'000};
    std::int64_t off = dice.pick(offs);
    auto state = dice.pick<ClockState>({ClockState::kSynced, ClockState::kHoldover, ClockState::kUnproven});
    for (std::int64_t at = -1'500'000; at < 2'400'000; at += dice.between(1, 300) * 1'000) {
      const bool step = dice.one_in(9);
      if (step) off = dice.pick(offs);
      if (dice.one_in(7)) {
        state = dice.pick<ClockState>({ClockState::kSynced, ClockState::kHoldover, ClockState::kUnproven});
      }
      marks.push_back(test::mark(at, state, off, step ? ClockMarkCause::kStep : ClockMarkCause::kPeriodic));
    }
    const std::int64_t begin = dice.between(-300, 300) * 1'000;
    const std::int64_t end = begin + dice.between(600, 1'199) * 1'000;
    HourInputs inputs = test::unseen_hour(0, 10);
    inputs.cameras[0].observations = test::pictures(begin - 60'000, end, 11, 12);

    std::set<int> met;
    const auto judge_all = [&](std::int64_t known_until) {
      inputs.clock = marks;
      std::erase_if(inputs.clock, [&](const ClockMark& mark) { return mark.reading.boot > test::box(known_until); });
      inputs.cameras[0].segments = test::recorded({.from = begin, .to = std::min(end, known_until)});
      std::vector<BootSpan> counted;
      for (int number = -14; number <= 14; ++number) {
        inputs.hour.id.number = number + 100;
        inputs.hour.span = test::wall_span(number * kLesson, (number + 1) * kLesson);
        inputs.session = inputs.hour.span;
        inputs.check_ins.clear();
        for (int i = 0; i < 10; ++i) inputs.check_ins.push_back(test::came(i, -99'000'000, 99'000'000));
        inputs.now = inputs.hour.span.to;
        const auto analysis = analyse(inputs, kRules);
        for (const auto& span : analysis.mapped.spans) {
          for (const BootSpan& other : counted) CHECK(intersect(span.boot, other).empty());
          counted.push_back(span.boot);
        }
        if (analysis.conclusion.verdict == Verdict::kMet) met.insert(number);
        with_steps += analysis.mapped.steps.empty() ? 0 : 1;
      }
    };
    // When the recording has just ended, some time later, and when all is known.
    judge_all(end);
    judge_all(end + dice.between(1, 900) * 1'000);
    judge_all(2'400'000);
    CHECK(met.size() <= 1);
    met_at_all += static_cast<int>(met.size());
  }
  CHECK(met_at_all >= 15);
  CHECK(with_steps >= 100);
}
