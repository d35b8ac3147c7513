/// Every kind of fact goes in and comes out the same.
#include <doctest/doctest.h>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

const BootSpan kAlways{boot_ms(INT64_MIN / 4), boot_ms(INT64_MAX / 4)};

template <typename T>
T value(Result<T> result) {
  const std::string why = result ? "" : result.error().chain();
  REQUIRE_MESSAGE(result.has_value(), why);
  return std::move(*result);
}

void commit(Store& store, const Facts& facts, std::vector<Message> messages = {}) {
  (void)value(store.commit(facts, messages));
}

TEST_CASE("segments come back whole, by boot time, by wall time, by number and as the last one") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  for (std::uint64_t n = 1; n <= 20; ++n) facts.segments.push_back(sample_segment(bench.clock.boot_id(), n));
  commit(*store, facts);
  auto reader = value(store->reader());
  const BootId boot = bench.clock.boot_id();
  CHECK(value(reader.segments(kFront, boot, kAlways)) == facts.segments);
  // [5 min, 10 min) of the recording is the second file alone; one millisecond more reaches into its neighbours.
  const BootMillis start = facts.segments[1].start_boot;
  const BootMillis end = facts.segments[2].start_boot;
  CHECK(value(reader.segments(kFront, boot, {start, end})) == std::vector{facts.segments[1]});
  CHECK(value(reader.segments(kFront, boot, {start - Millis{1}, end + Millis{1}})).size() == 3);
  CHECK(value(reader.segments(kFront, {facts.segments[4].start_utc, facts.segments[6].start_utc})).size() == 2);
  CHECK(value(reader.last_segment(kFront)) == facts.segments.back());
  CHECK(value(reader.segment({kFront, 7})) == facts.segments[6]);
  CHECK_FALSE(value(reader.segment({kFront, 21})));
  CHECK_FALSE(value(reader.last_segment(CameraId("none"))));
  CHECK(value(reader.segments(kFront, BootId{}, kAlways)).empty());
}

TEST_CASE("a segment told again replaces its row; a gap told again replaces its end") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  Facts facts;
  facts.segments = {sample_segment(boot, 1)};
  facts.gaps = {sample_gap(boot, 1'000, 2'000)};
  commit(*store, facts);
  commit(*store, facts);
  CHECK(value(value(store->reader()).verify_chain()).entries == 2);  // unchanged is no fact
  facts.segments[0].suspect = true;
  facts.segments[0].gops.pop_back();
  facts.gaps[0] = sample_gap(boot, 1'000, 9'000);
  facts.gaps[0].cause = GapCause::kDiskFull;
  commit(*store, facts);
  auto reader = value(store->reader());
  CHECK(value(reader.segments(kFront, boot, kAlways)) == facts.segments);
  CHECK(value(reader.gaps(kFront, boot, kAlways)) == facts.gaps);
  CHECK(value(reader.gaps(kFront, boot, {boot_ms(8'999), boot_ms(10'000)})) == facts.gaps);
  CHECK(value(reader.gaps(kFront, boot, {boot_ms(9'000), boot_ms(10'000)})).empty());
  CHECK(value(reader.gaps(kFront, facts.gaps[0].utc)) == facts.gaps);
  CHECK(value(reader.last_gap(kFront)) == facts.gaps[0]);
}

}  // namespace
}  // namespace xueshi::store
