#include "actions/unrecorded.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

using namespace xueshi;
using actions::LoadedHour;
using actions::unrecorded;

namespace {

const CameraId kFront("front");
const UtcMillis kBegin = *parse_rfc3339("2024-05-13T08:00:00+08:00");
constexpr Millis kLength{2'700'000};

BootId boot_id() { return test::FakeClock().boot_id(); }

/// An hour of 45 minutes, all of it in one boot, from box time 1 000 000 on.
LoadedHour hour_in_one_boot() {
  LoadedHour hour;
  hour.inputs.hour.span = {kBegin, kBegin + kLength};
  hour.mapped.spans.push_back({boot_id(), {boot_ms(1'000'000), boot_ms(1'000'000) + kLength}, hour.inputs.hour.span});
  hour.inputs.cameras.push_back({kFront, {}, {}, {}});
  hour.gaps[kFront];
  return hour;
}

void record(LoadedHour& hour, std::int64_t from, std::int64_t to) {
  Segment segment;
  segment.id = {kFront, hour.inputs.cameras[0].segments.size() + 1};
  segment.boot_id = boot_id();
  segment.start_boot = boot_ms(from);
  segment.duration = Millis{to - from};
  hour.inputs.cameras[0].segments.push_back(segment);
}

ClockReading after_hour() {
  return {kBegin + kLength + Millis{10'000}, boot_ms(3'710'000), ClockState::kSynced, Millis{1}};
}

}  // namespace

TEST_CASE("I8: files and gaps side by side account for an hour; rounding between them is no gap") {
  LoadedHour hour = hour_in_one_boot();
  record(hour, 900'000, 1'500'000);
  record(hour, 1'500'040, 2'000'000);
  hour.gaps[kFront].push_back(
      {kFront, boot_id(), {boot_ms(2'000'000), boot_ms(2'100'000)}, {}, GapCause::kCameraUnreachable});
  record(hour, 2'101'500, 3'700'000);
  CHECK(unrecorded(hour, boot_id(), after_hour()).empty());
}

TEST_CASE("I8: what nothing accounts for is found, with its wall time") {
  LoadedHour hour = hour_in_one_boot();
  record(hour, 1'000'000, 2'000'000);
  record(hour, 2'010'000, 3'690'000);
  const auto found = unrecorded(hour, boot_id(), after_hour());
  REQUIRE(found.size() == 2);
  CHECK(found[0].boot == BootSpan{boot_ms(2'000'000), boot_ms(2'010'000)});
  CHECK(found[0].utc == UtcSpan{kBegin + Millis{1'000'000}, kBegin + Millis{1'010'000}});
  CHECK_FALSE(found[0].box_off);
  CHECK(found[1].boot == BootSpan{boot_ms(3'690'000), boot_ms(3'700'000)});
}

TEST_CASE("I8: wall time that no boot has is power-off time, on extrapolated box time") {
  LoadedHour hour = hour_in_one_boot();
  // The box came up 20 minutes into the hour.
  const Millis late{1'200'000};
  hour.mapped.spans[0].utc.from += late;
  hour.mapped.spans[0].boot = {boot_ms(30'000), boot_ms(30'000) + kLength - late};
  record(hour, 30'000, 30'000 + (kLength - late).count());
  ClockReading now = after_hour();
  now.boot = boot_ms(30'000) + kLength - late + Millis{10'000};
  auto found = unrecorded(hour, boot_id(), now);
  REQUIRE(found.size() == 1);
  CHECK(found[0].box_off);
  CHECK(found[0].utc == UtcSpan{kBegin, kBegin + late});
  CHECK(found[0].boot == BootSpan{boot_ms(30'000) - late, boot_ms(30'000)});

  hour.gaps[kFront].push_back(
      {kFront, boot_id(), {boot_ms(0), boot_ms(30'000)}, {kBegin - late, kBegin + late}, GapCause::kBoxOff});
  CHECK(unrecorded(hour, boot_id(), now).empty());
}
