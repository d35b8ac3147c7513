/// Questions by time at their bounds: spans are half-open, rows that reach in come back whole.
#include <doctest/doctest.h>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

struct RangeBench : StoreBench {
  std::unique_ptr<Store> store = open();
  BootId boot = clock.boot_id();
  void commit(const Facts& facts) {
    const auto written = store->commit(facts, {});
    REQUIRE_MESSAGE(written.has_value(), (written ? "" : written.error().chain()));
  }
  Reader reader() {
    auto view = store->reader();
    REQUIRE(view);
    return std::move(*view);
  }
};

TEST_CASE("a gap is found by one millisecond of it, at either end, on either clock") {
  RangeBench bench;
  Facts facts;
  facts.gaps = {sample_gap(bench.boot, 10'000, 20'000), sample_gap(bench.boot, 20'000, 20'500)};
  bench.commit(facts);
  auto reader = bench.reader();
  const auto count = [&](std::int64_t from, std::int64_t to) {
    const auto by_boot = reader.gaps(kFront, bench.boot, {boot_ms(from), boot_ms(to)});
    const std::int64_t utc = kStartUtc - 100'000;
    const auto by_utc = reader.gaps(kFront, {utc_ms(utc + from), utc_ms(utc + to)});
    REQUIRE(by_boot);
    REQUIRE(by_utc);
    CHECK(*by_boot == *by_utc);
    return by_boot->size();
  };
  CHECK(count(0, 10'000) == 0);
  CHECK(count(0, 10'001) == 1);
  CHECK(count(19'999, 20'000) == 1);
  CHECK(count(19'999, 20'001) == 2);
  CHECK(count(20'499, 30'000) == 1);
  CHECK(count(20'500, 30'000) == 0);
  CHECK(count(15'000, 15'001) == 1);
}

TEST_CASE("a long gap is found from its far end, also after many short ones") {
  RangeBench bench;
  Facts facts;
  facts.gaps = {sample_gap(bench.boot, 0, 50'000'000)};
  for (int i = 1; i <= 100; ++i) facts.gaps.push_back(sample_gap(bench.boot, i * 1'000, i * 1'000 + 1));
  bench.commit(facts);
  const auto found = bench.reader().gaps(kFront, bench.boot, {boot_ms(49'999'999), boot_ms(60'000'000)});
  REQUIRE(found->size() == 1);
  CHECK(found->front() == facts.gaps.front());
}

TEST_CASE("another camera's and another boot's rows stay out") {
  RangeBench bench;
  Facts facts;
  facts.gaps = {sample_gap(bench.boot, 0, 1'000), sample_gap(bench.boot, 0, 1'000)};
  facts.gaps[1].camera = CameraId("back");
  BootId other = bench.boot;
  other.bytes[9] = 7;
  facts.gaps.push_back(sample_gap(other, 0, 1'000));
  bench.commit(facts);
  auto reader = bench.reader();
  CHECK(*reader.gaps(kFront, bench.boot, {boot_ms(0), boot_ms(9'000)}) == std::vector{facts.gaps[0]});
  CHECK(*reader.gaps(CameraId("back"), bench.boot, {boot_ms(0), boot_ms(9'000)}) == std::vector{facts.gaps[1]});
  CHECK(reader.gaps(kFront, facts.gaps[0].utc)->size() == 2);
  CHECK(*reader.cameras() == std::vector{CameraId("back"), kFront});
}

TEST_CASE("observations come back one by one, exactly those within the span, over batches") {
  RangeBench bench;
  Facts facts;
  for (int i = 0; i < 200; ++i) facts.observations.push_back(sample_observation(bench.boot, 100'000 + i * 5'000));
  bench.commit(facts);
  auto reader = bench.reader();
  for (const int from : {0, 1, 58, 59, 60, 61, 119, 120, 121, 199}) {
    for (const int to : {from, from + 1, from + 61, 200}) {
      if (to > 200) continue;
      const std::vector<Observation> wanted(facts.observations.begin() + from, facts.observations.begin() + to);
      const BootMillis start = facts.observations[static_cast<std::size_t>(from)].boot;
      const BootMillis end = start + Millis{5'000 * (to - from)};
      CHECK(*reader.observations(kFront, bench.boot, {start, end}) == wanted);
      const UtcMillis utc = facts.observations[static_cast<std::size_t>(from)].utc;
      CHECK(*reader.observations(kFront, {utc, utc + (end - start)}) == wanted);
    }
  }
  CHECK(reader.observations(kFront, bench.boot, {boot_ms(100'001), boot_ms(105'000)})->empty());
}

TEST_CASE("observations that come late or after a step of the wall clock are found on both clocks, in order") {
  RangeBench bench;
  Facts facts;
  for (const std::int64_t at : {100'000, 110'000, 105'000, 115'000})
    facts.observations.push_back(sample_observation(bench.boot, at));
  facts.observations.push_back(sample_observation(bench.boot, 120'000));
  facts.observations.back().utc -= Millis{3'600'000};
  facts.observations.back().detector = "hog/640";
  facts.observations.back().calibrated = false;
  bench.commit(facts);
  auto reader = bench.reader();
  const auto all = reader.observations(kFront, bench.boot, {boot_ms(0), boot_ms(1'000'000)});
  REQUIRE(all->size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(count_ms((*all)[i].boot) == 100'000 + static_cast<std::int64_t>(i) * 5'000);
  CHECK(all->back() == facts.observations.back());
  const UtcMillis stepped = facts.observations.back().utc;
  CHECK(*reader.observations(kFront, {stepped, stepped + Millis{1}}) == std::vector{facts.observations.back()});
}

TEST_CASE("segments reach into a span by one millisecond at either end, on the wall clock as well") {
  RangeBench bench;
  Facts facts;
  for (std::uint64_t n = 1; n <= 5; ++n) facts.segments.push_back(sample_segment(bench.boot, n));
  bench.commit(facts);
  auto reader = bench.reader();
  const Segment& third = facts.segments[2];
  const UtcMillis from = third.start_utc;
  const UtcMillis to = from + third.duration;
  CHECK(*reader.segments(kFront, {from, to}) == std::vector{third});
  CHECK(reader.segments(kFront, {from - Millis{1}, to})->size() == 2);
  CHECK(reader.segments(kFront, {from, to + Millis{1}})->size() == 2);
  CHECK(*reader.segments(kFront, {to - Millis{1}, to}) == std::vector{third});
  CHECK(reader.segments(kFront, {from - Millis{10'000'000}, facts.segments[0].start_utc})->empty());
  const BootMillis end = facts.segments[4].boot_span().to;
  CHECK(reader.segments(kFront, bench.boot, {end - Millis{1}, end + Millis{1}})->size() == 1);
  CHECK(reader.segments(kFront, bench.boot, {end, end + Millis{1}})->empty());
}

TEST_CASE("an alarm stands from its raising to its clearing") {
  RangeBench bench;
  Facts facts;
  facts.alarms = {{AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc), "a"},
                  {AlarmCode::kCameraDown, "front", true, utc_ms(kStartUtc), "b"},
                  {AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc + 5), "c"}};
  bench.commit(facts);
  CHECK(*bench.reader().standing_alarms() == std::vector{facts.alarms[1], facts.alarms[2]});
  Facts cleared;
  cleared.alarms = {{AlarmCode::kDiskFull, "media", false, utc_ms(kStartUtc + 9), ""}};
  bench.commit(cleared);
  CHECK(*bench.reader().standing_alarms() == std::vector{facts.alarms[1]});
}

}  // namespace
}  // namespace xueshi::store
