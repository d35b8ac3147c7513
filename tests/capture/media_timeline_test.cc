#include "capture/media_timeline.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::capture;

namespace {

constexpr std::int64_t kTicks = 90'000;

struct Line {
  MediaTimeline timeline{kTicks};
  Stamp stamp;
  MediaTimeline::Verdict add(std::int64_t time, std::int64_t arrival_ms) {
    stamp = {time, time};
    return timeline.add(stamp, boot_ms(arrival_ms));
  }
};
constexpr auto kSteady = MediaTimeline::Verdict::kSteady;
constexpr auto kBroken = MediaTimeline::Verdict::kBroken;

}  // namespace

TEST_CASE("a steady line passes as it is") {
  Line line;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(line.add(i * 3600, i * 40) == kSteady);
    REQUIRE(line.stamp == Stamp{i * 3600, i * 3600});
  }
}

TEST_CASE("I6: a burst after a stall is no jump") {
  Line line;
  CHECK(line.add(0, 0) == kSteady);
  for (int i = 1; i < 250; ++i) CHECK(line.add(i * 3600, 9'900) == kSteady);
}

TEST_CASE("I6: a camera that loses time and keeps its clock makes a hole, not a break") {
  Line line;
  CHECK(line.add(0, 0) == kSteady);
  CHECK(line.add(60 * kTicks, 60'000) == kSteady);
}

TEST_CASE("a clock that runs ahead of real time by more than the allowance breaks the run") {
  Line line;
  CHECK(line.add(0, 0) == kSteady);
  CHECK(line.add(3600, 40) == kSteady);
  CHECK(line.add(12 * kTicks, 80) == kBroken);
  CHECK(line.add(12 * kTicks + 3600, 120) == kSteady);
}

TEST_CASE("a clock that goes back breaks the run, and the line goes on from there") {
  Line line;
  CHECK(line.add(100 * kTicks, 0) == kSteady);
  CHECK(line.add(50 * kTicks, 40) == kBroken);
  CHECK(line.add(50 * kTicks + 3600, 80) == kSteady);
}

TEST_CASE("two frames of one time get a tick between them") {
  Line line;
  CHECK(line.add(3600, 0) == kSteady);
  CHECK(line.add(3600, 40) == kSteady);
  CHECK(line.stamp == Stamp{3601, 3601});
}

TEST_CASE("the wrap of a 32-bit and of a 33-bit clock is undone") {
  for (const int bits : {32, 33}) {
    CAPTURE(bits);
    const std::int64_t wrap = std::int64_t{1} << bits;
    Line line;
    CHECK(line.add(wrap - 3600, 0) == kSteady);
    CHECK(line.add(0, 40) == kSteady);
    CHECK(line.stamp == Stamp{wrap, wrap});
    CHECK(line.add(3600, 80) == kSteady);
    CHECK(line.stamp == Stamp{wrap + 3600, wrap + 3600});
  }
}
