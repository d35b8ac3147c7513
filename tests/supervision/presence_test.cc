#include "supervision/presence.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::Doubt;
using supervision::Presence;
using supervision::presence;
using supervision::PresenceOverTime;
using supervision::Spell;
using test::box_span;
using test::picture;
using test::pictures;

namespace {

const config::RulePack kRules;
constexpr int kN = 30;  // 28 must be seen: allow(30) is 2
constexpr int kStaff = 1;

PresenceOverTime seen(std::vector<Observation> observations, std::int64_t to = 600'000) {
  return presence(std::move(observations), box_span(0, to), kN, kStaff, kRules);
}

/// The total of one state, or of one doubt.
Millis total(const PresenceOverTime& over, Presence state) {
  Millis sum{0};
  for (const Spell& spell : over.spells) sum += spell.state == state ? Millis{spell.boot.length()} : Millis{0};
  return sum;
}
Millis total(const PresenceOverTime& over, Doubt doubt) {
  Millis sum{0};
  for (const Spell& spell : over.spells) sum += spell.doubt == doubt ? Millis{spell.boot.length()} : Millis{0};
  return sum;
}

std::vector<Observation> joined(std::initializer_list<std::vector<Observation>> parts) {
  std::vector<Observation> all;
  for (const auto& part : parts) test::add(all, part);
  return all;
}

}  // namespace

TEST_CASE("All are visible when lo less the staff reaches N − allow(N), too few when hi stays below it") {
  struct Row {
    int lo, hi;
    Presence state;
  };
  const Row rows[] = {
      {29, 31, Presence::kVisible},    // 29 − 1 = 28
      {28, 31, Presence::kUncertain},  // one short
      {27, 28, Presence::kUncertain},  // hi reaches 28: staff are not taken off it, they may be out of sight
      {25, 27, Presence::kMissing},    // hi does not
      {0, 0, Presence::kMissing},     {0, 60, Presence::kUncertain},
  };
  for (const Row& row : rows) {
    CAPTURE(row.lo);
    CAPTURE(row.hi);
    const PresenceOverTime over = seen(pictures(-60'000, 600'000, row.lo, row.hi));
    REQUIRE(over.spells.size() == 1);
    CHECK(over.spells[0].state == row.state);
    CHECK(over.spells[0].boot == box_span(0, 600'000));
    if (row.state == Presence::kUncertain) CHECK(over.spells[0].doubt == Doubt::kInterval);
  }
}

TEST_CASE("Every N from 1 to 60: exactly N − allow(N) heads and the staff are enough, one less is not") {
  for (int n = 1; n <= 60; ++n) {
    CAPTURE(n);
    const int needed = n - config::allow(n);
    const auto state = [&](int heads) {
      return presence(pictures(-60'000, 60'000, heads, heads), box_span(0, 60'000), n, kStaff, kRules).spells[0].state;
    };
    CHECK(state(needed + kStaff) == Presence::kVisible);
    CHECK(state(needed + kStaff - 1) == Presence::kUncertain);
    CHECK(state(needed - 1) == Presence::kMissing);
  }
}

TEST_CASE("Too few is missing from missing_after on: 29.9 s is not, 30 s is") {
  // The median of five follows a change at the third picture; before and after, all are to be seen.
  for (const auto& [length, missing] : {std::pair{29'900, false}, {30'000, true}}) {
    CAPTURE(length);
    auto all = joined({pictures(-60'000, 100'000, 30, 31, 100), pictures(100'000, 100'000 + length, 5, 6, 100),
                       pictures(100'000 + length, 600'000, 30, 31, 100)});
    const PresenceOverTime over = seen(all);
    CHECK(total(over, Presence::kMissing) == Millis{missing ? length : 0});
    CHECK(total(over, Doubt::kShort) == Millis{missing ? 0 : length});
    CHECK(total(over, Presence::kVisible) == Millis{600'000 - length});
    for (const auto& sight : over.sights) CHECK((missing || sight.state != Presence::kMissing));
  }
}

TEST_CASE("A spell of too few that began before the hour is as long as it is") {
  const PresenceOverTime over =
      seen(joined({pictures(-60'000, 10'000, 5, 6, 1'000), pictures(10'000, 600'000, 30, 31, 1'000)}));
  REQUIRE(over.spells.size() == 2);
  CHECK(over.spells[0].state == Presence::kMissing);  // some 20 s of the hour, but more than 30 in all
  CHECK(over.spells[0].boot.length() < kRules.missing_after);
}

TEST_CASE("I14: fewer than five pictures prove nothing") {
  auto four = pictures(0, 20'000, 30, 31);
  REQUIRE(four.size() == 4);
  for (const Spell& spell : seen(four).spells) CHECK(spell.doubt == Doubt::kTooFewObservations);
  const PresenceOverTime over = seen(pictures(0, 25'000, 30, 31));
  REQUIRE(over.spells.size() == 2);
  // The five that the median is over, and observation_max_age after the last of them.
  CHECK(over.spells[0] == Spell{box_span(0, 80'000), Presence::kVisible, Doubt::kNone});
  CHECK(over.spells[1].doubt == Doubt::kTooFewObservations);
  CHECK(seen({}).spells ==
        std::vector<Spell>{{box_span(0, 600'000), Presence::kUncertain, Doubt::kTooFewObservations}});
}

TEST_CASE("I14: a series' first median counts from its first picture, after an outage too, and not a moment earlier") {
  const PresenceOverTime over = seen(joined({pictures(2'000, 100'000, 30, 31), pictures(300'000, 600'000, 30, 31)}));
  REQUIRE(over.spells.size() == 4);
  CHECK(over.spells[0] == Spell{box_span(0, 2'000), Presence::kUncertain, Doubt::kTooFewObservations});
  CHECK(over.spells[1].boot == box_span(2'000, 157'000));  // the last picture is at 97 s
  CHECK(over.spells[2] == Spell{box_span(157'000, 300'000), Presence::kUncertain, Doubt::kTooFewObservations});
  CHECK(over.spells[3] == Spell{box_span(300'000, 600'000), Presence::kVisible, Doubt::kNone});

  // Whoever is missing from the first picture on is missing from there on as well.
  CHECK(total(seen(pictures(0, 600'000, 5, 6)), Presence::kMissing) == Millis{600'000});

  // A black picture has no median that could vouch for others.
  auto lit = pictures(0, 20'000, 30, 31);
  auto dark = pictures(20'000, 100'000, 0, 0);
  for (Observation& one : dark) one.luma = 3;
  for (const auto& sight : seen(joined({lit, dark})).sights) CHECK(sight.state == Presence::kUncertain);
  CHECK(seen(joined({lit, dark})).sights.front().doubt == Doubt::kTooFewObservations);
}

TEST_CASE("Pictures older than observation_max_age do not count: exactly as old does, a millisecond more does not") {
  for (const auto& [oldest, enough] : {std::pair{0, true}, {-1, false}}) {
    CAPTURE(oldest);
    const PresenceOverTime over = seen({picture(oldest, 30, 31), picture(30'000, 30, 31), picture(40'000, 30, 31),
                                        picture(50'000, 30, 31), picture(60'000, 30, 31)});
    CHECK(over.sights.back().state == (enough ? Presence::kVisible : Presence::kUncertain));
  }
}

TEST_CASE("Single wrong pictures are outvoted: the median decides") {
  auto all = pictures(-60'000, 600'000, 30, 31);
  for (std::size_t i = 0; i < all.size(); i += 3) {
    all[i].count = all[i].lo = all[i].hi = 3;
  }
  CHECK(total(seen(all), Presence::kVisible) == Millis{600'000});
}

TEST_CASE("A faster cadence makes the median surer, not quicker: it is over kMedianSpan at least") {
  // Nine seconds in which heads are hidden: nine pictures of twenty-one.
  auto all = joined({pictures(-60'000, 300'000, 30, 31, 1'000), pictures(300'000, 309'000, 3, 4, 1'000),
                     pictures(309'000, 600'000, 30, 31, 1'000)});
  CHECK(total(seen(all), Presence::kVisible) == Millis{600'000});
}

TEST_CASE("A detector that states no interval decides nothing, whatever it counts") {
  auto all = pictures(-60'000, 600'000, 40, 40);
  for (Observation& one : all) one.calibrated = false;
  const PresenceOverTime over = seen(all);
  CHECK(total(over, Doubt::kUncalibrated) == Millis{600'000});
  for (Observation& one : all) one.count = one.lo = one.hi = 0;
  CHECK(total(seen(all), Presence::kMissing) == Millis{0});
}

TEST_CASE("A black or white picture shows nothing, and does not vote") {
  for (const auto& [luma, usable] : {std::pair{15, false}, {16, true}, {240, true}, {241, false}}) {
    CAPTURE(luma);
    auto all = pictures(-60'000, 600'000, 30, 31);
    for (Observation& one : all) {
      if (one.boot >= test::box(200'000) && one.boot < test::box(300'000)) {
        one.luma = static_cast<std::uint8_t>(luma);
      }
    }
    const PresenceOverTime over = seen(all);
    CHECK(total(over, Doubt::kBlack) == Millis{usable ? 0 : 100'000});
    CHECK(over.black.empty() == usable);
  }
}

TEST_CASE("A picture that stands still for kFrozenAfter shows nothing; one that stirs once in between does") {
  const auto still = [](std::int64_t from, std::int64_t to) {
    auto all = pictures(-60'000, 600'000, 30, 31);
    for (Observation& one : all) {
      if (one.boot >= test::box(from) && one.boot <= test::box(to)) one.phash = 42;
    }
    return all;
  };
  const std::int64_t after = supervision::kFrozenAfter.count();
  const PresenceOverTime frozen = seen(still(200'000, 200'000 + after));
  CHECK(frozen.frozen == std::vector<BootSpan>{box_span(200'000, 200'000 + after)});
  CHECK(total(frozen, Doubt::kFrozen) == Millis{after + 5'000});  // the last of them holds until the next picture
  CHECK(seen(still(200'000, 200'000 + after - 5'000)).frozen.empty());
  auto stirred = still(200'000, 200'000 + after);
  stirred[(60'000 + 260'000) / 5'000].sharpness += 1;
  CHECK(seen(stirred).frozen.empty());
}

TEST_CASE("Spells cover the span exactly, in order, and neighbours differ") {
  const PresenceOverTime over = seen(joined(
      {pictures(40'000, 150'000, 30, 31), pictures(150'000, 250'000, 3, 4), pictures(400'000, 500'000, 20, 40)}));
  REQUIRE(!over.spells.empty());
  CHECK(over.spells.front().boot.from == test::box(0));
  CHECK(over.spells.back().boot.to == test::box(600'000));
  for (std::size_t i = 1; i < over.spells.size(); ++i) {
    const Spell& a = over.spells[i - 1];
    const Spell& b = over.spells[i];
    CHECK(a.boot.to == b.boot.from);
    CHECK((a.state != b.state || a.doubt != b.doubt));
  }
}

TEST_CASE("The median of an even number is the mean of the middle two, halves up; the order does not matter") {
  CHECK(supervision::median({7}) == 7);
  CHECK(supervision::median({9, 1, 5}) == 5);
  CHECK(supervision::median({4, 1, 9, 5}) == 5);
  CHECK(supervision::median({4, 6}) == 5);
  CHECK(supervision::median({3, 3, 3, 100}) == 3);
}
