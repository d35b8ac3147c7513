#include "supervision/clock_map.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::ClockMap;
using supervision::MappedHour;
using test::box_span;
using test::mark;
using test::wall;
using test::wall_span;

namespace {

constexpr std::int64_t kMinute = 60'000;

std::vector<ClockMark> joined(std::initializer_list<std::vector<ClockMark>> parts) {
  std::vector<ClockMark> all;
  for (const auto& part : parts) test::add(all, part);
  return all;
}

const UtcSpan kTheHour = wall_span(0, test::kHour);

}  // namespace

TEST_CASE("I7: a synced clock maps the hour onto box time to the millisecond") {
  const MappedHour hour = ClockMap(test::marks(-20 * kMinute, 60 * kMinute)).map(kTheHour);
  REQUIRE(hour.spans.size() == 1);
  CHECK(hour.spans[0].boot_id == test::boot_id());
  CHECK(hour.spans[0].boot == box_span(0, test::kHour));
  CHECK(hour.spans[0].utc == kTheHour);
  CHECK(hour.clock == ClockState::kSynced);
  CHECK(hour.steps.empty());
}

TEST_CASE("I7: a step of the wall clock by ±90 minutes within the hour is a fact and changes no mapping") {
  for (const std::int64_t by : {-90 * kMinute, 90 * kMinute}) {
    CAPTURE(by);
    // Synced until the 15th minute; then somebody sets the clock, and it is no longer disciplined.
    const auto stepped = joined({test::marks(-20 * kMinute, 15 * kMinute),
                                 {mark(15 * kMinute + 1, ClockState::kHoldover, by, ClockMarkCause::kStep)},
                                 test::marks(20 * kMinute, 60 * kMinute, ClockState::kHoldover, by)});
    const MappedHour hour = ClockMap(stepped).map(kTheHour);
    REQUIRE(hour.spans.size() == 1);
    CHECK(hour.spans[0].boot == box_span(0, test::kHour));
    CHECK(hour.spans[0].utc == kTheHour);
    CHECK(hour.clock == ClockState::kHoldover);
    REQUIRE(hour.steps.size() == 1);
    CHECK(hour.steps[0].by == Millis{by});
    CHECK(hour.steps[0].utc == wall(15 * kMinute + 1));

    SUBCASE("and back to the truth by a sync") {
      auto again = stepped;
      again.push_back(mark(50 * kMinute, ClockState::kSynced, 0, ClockMarkCause::kStep));
      const MappedHour after = ClockMap(again).map(kTheHour);
      CHECK(after.spans == hour.spans);
      CHECK(after.clock == ClockState::kHoldover);
    }
  }
}

TEST_CASE("I7: a clock that was never synced maps the hour as it showed it, unproven") {
  const MappedHour hour = ClockMap(test::marks(-20 * kMinute, 60 * kMinute, ClockState::kUnproven, 5)).map(kTheHour);
  REQUIRE(hour.spans.size() == 1);
  CHECK(hour.spans[0].boot == box_span(-5, test::kHour - 5));
  CHECK(hour.clock == ClockState::kUnproven);
}

TEST_CASE("I7: a later sync maps the earlier part of the same boot anew, and of that boot alone") {
  auto wrong = test::marks(-20 * kMinute, 60 * kMinute, ClockState::kUnproven, -200 * kMinute);
  CHECK(ClockMap(wrong).map(kTheHour).spans.empty());  // by the wrong clock the hour has not come
  wrong.push_back(mark(61 * kMinute));
  const MappedHour hour = ClockMap(wrong).map(kTheHour);
  REQUIRE(hour.spans.size() == 1);
  CHECK(hour.spans[0].boot == box_span(0, test::kHour));
  CHECK(hour.clock == ClockState::kHoldover);

  auto other_boot = test::marks(-20 * kMinute, 60 * kMinute, ClockState::kUnproven, -200 * kMinute);
  other_boot.push_back(mark(61 * kMinute, ClockState::kSynced, 0, ClockMarkCause::kStart, 2));
  for (const auto& span : ClockMap(other_boot).map(kTheHour).spans) CHECK(span.boot_id == test::boot_id(2));
}

TEST_CASE("I7: a sync so much later that the clock could have drifted by more proves nothing") {
  const std::int64_t holdover = supervision::kHoldover.count();
  const auto with_sync_at = [](std::int64_t at) {
    return ClockMap({mark(-20 * kMinute, ClockState::kUnproven), mark(test::kHour, ClockState::kUnproven), mark(at)})
        .map(kTheHour)
        .clock;
  };
  CHECK(with_sync_at(holdover) == ClockState::kHoldover);
  CHECK(with_sync_at(holdover + 1) == ClockState::kUnproven);
}

TEST_CASE("I7: a holdover lasts for kHoldover after the last sync and no longer") {
  const std::int64_t holdover = supervision::kHoldover.count();
  for (const std::int64_t beyond : {0, 1}) {
    const std::int64_t synced = test::kHour - holdover - beyond;
    const ClockMap map(
        {mark(synced), mark(synced + 1, ClockState::kHoldover), mark(test::kHour + 1, ClockState::kHoldover)});
    CHECK(map.map(kTheHour).clock == (beyond == 0 ? ClockState::kHoldover : ClockState::kUnproven));
  }
}

TEST_CASE("I7: two syncs that contradict each other by more than a minute: the stretch between is unproven") {
  for (const std::int64_t off : {60'000, 60'001, -60'000, -60'001}) {
    CAPTURE(off);
    const auto all = joined(
        {test::marks(-20 * kMinute, 20 * kMinute), test::marks(25 * kMinute, 60 * kMinute, ClockState::kSynced, off)});
    const bool contradict = off > 60'000 || off < -60'000;
    CHECK(ClockMap(all).map(kTheHour).clock == (contradict ? ClockState::kUnproven : ClockState::kSynced));
    // An hour before the second one knows of no contradiction.
    CHECK(ClockMap(all).map(wall_span(-15 * kMinute, 10 * kMinute)).clock == ClockState::kSynced);
  }
}

TEST_CASE("I7: an hour in two boots is two spans, by wall time") {
  const auto first = test::marks(-20 * kMinute, 10 * kMinute);
  std::vector<ClockMark> second;
  for (std::int64_t at = 25 * kMinute; at <= 60 * kMinute; at += 5 * kMinute) {
    second.push_back({test::boot_id(2),
                      {wall(at), boot_ms(at - 24 * kMinute), ClockState::kSynced, Millis{20}},
                      ClockMarkCause::kPeriodic});
  }
  const MappedHour hour = ClockMap(joined({second, first})).map(kTheHour);
  REQUIRE(hour.spans.size() == 2);
  CHECK(hour.spans[0].boot_id == test::boot_id(1));
  CHECK(hour.spans[0].utc == wall_span(0, 20 * kMinute));  // to kBootReach after its last mark
  CHECK(hour.spans[1].boot_id == test::boot_id(2));
  CHECK(hour.spans[1].utc == wall_span(24 * kMinute, test::kHour));
  CHECK(hour.spans[1].boot.from == boot_ms(0));
  CHECK(hour.clock == ClockState::kHoldover);  // the second boot's first minute lies before its first sync
}

TEST_CASE("I7: what cannot be mapped is not: no marks, an unknown boot, beyond a boot's reach") {
  const ClockMap none({});
  CHECK(none.map(kTheHour).spans.empty());
  CHECK(none.map(kTheHour).clock == ClockState::kUnproven);
  CHECK(none.marks_for(kTheHour).empty());
  const ClockMap map({mark(0)});
  CHECK_FALSE(map.utc(test::boot_id(2), test::box(0)));
  CHECK(map.utc(test::boot_id(), test::box(599'999)) == wall(599'999));
  CHECK_FALSE(map.utc(test::boot_id(), test::box(600'000)));
}

TEST_CASE("I7, I13: marks_for gives all that the hour's mapping needs, also where the clock stepped") {
  const std::vector<std::pair<std::string, std::vector<ClockMark>>> rows{
      {"nothing special", test::marks(-300 * kMinute, 300 * kMinute)},
      {"stepped forward by a sync long before",
       joined({test::marks(-300 * kMinute, -100 * kMinute), test::marks(-95 * kMinute, 300 * kMinute)})},
      // The first of the marks that are right lies in the hour: alone it would bring in the minutes before it, which
      // the marks before it have proved to be another hour.
      {"stepped forward into the hour by a sync",
       joined({test::marks(-300 * kMinute, 5 * kMinute, ClockState::kSynced, -90 * kMinute),
               test::marks(10 * kMinute, 300 * kMinute)})},
      {"stepped back into the hour by a sync",
       joined({test::marks(-300 * kMinute, 5 * kMinute, ClockState::kSynced, 90 * kMinute),
               test::marks(10 * kMinute, 300 * kMinute)})},
      {"never synced, stepped into the hour",
       joined({test::marks(-300 * kMinute, 5 * kMinute, ClockState::kUnproven, -90 * kMinute),
               test::marks(10 * kMinute, 300 * kMinute, ClockState::kUnproven)})},
      {"out of the hour at its end, and then almost into it again",
       joined({test::marks(-300 * kMinute, 40 * kMinute),
               {mark(45 * kMinute, ClockState::kSynced, -46 * kMinute)},
               {mark(46 * kMinute - 1'000)},
               test::marks(50 * kMinute, 300 * kMinute)})},
      {"synced late", joined({test::marks(-300 * kMinute, 100 * kMinute, ClockState::kUnproven, 7'000),
                              test::marks(105 * kMinute, 300 * kMinute)})},
  };
  for (const auto& [what, all] : rows) {
    CAPTURE(what);
    const ClockMap map(all);
    const MappedHour whole = map.map(kTheHour);
    const auto needed = map.marks_for(kTheHour);
    CHECK(ClockMap(needed).map(kTheHour) == whole);
    CHECK(needed.size() < all.size());
    // Again from these alone: a verdict's digest must not depend on what else was loaded.
    CHECK(ClockMap(needed).marks_for(kTheHour) == needed);
  }
}

TEST_CASE("Marks may come in any order and more than once") {
  auto all = joined({test::marks(-20 * kMinute, 15 * kMinute),
                     test::marks(20 * kMinute, 60 * kMinute, ClockState::kHoldover, 3'000)});
  const MappedHour hour = ClockMap(all).map(kTheHour);
  auto turned = joined({all, all});
  std::reverse(turned.begin(), turned.end());
  CHECK(ClockMap(turned).map(kTheHour) == hour);
  CHECK(ClockMap(turned).marks_for(kTheHour) == ClockMap(all).marks_for(kTheHour));
}
