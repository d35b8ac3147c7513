/// Every kind of fact goes in and comes out the same.
#include <doctest/doctest.h>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

const BootSpan kAlways{boot_ms(INT64_MIN / 4), boot_ms(INT64_MAX / 4)};

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
  CHECK(value(reader.first_segment(kFront)) == facts.segments.front());
  CHECK(value(reader.last_segment(kFront)) == facts.segments.back());
  CHECK(value(reader.segment({kFront, 7})) == facts.segments[6]);
  CHECK_FALSE(value(reader.segment({kFront, 21})));
  CHECK_FALSE(value(reader.first_segment(CameraId("none"))));
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

TEST_CASE("observations come back in order, over batches, boots and steps of the wall clock") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  Facts facts;
  // 200 observations: four batches; the last of them come from another boot and detector.
  for (int i = 0; i < 200; ++i) facts.observations.push_back(sample_observation(boot, 100'000 + i * 5'000));
  for (int i = 150; i < 200; ++i) facts.observations[i].utc -= Millis{7'200'000};
  commit(*store, facts);
  BootId other = boot;
  other.bytes[3] = 1;
  Facts more;
  more.observations = {sample_observation(other, 100'000)};
  more.observations[0].detector = "hog/640";
  more.observations[0].calibrated = false;
  commit(*store, more);
  auto reader = value(store->reader());
  CHECK(value(reader.observations(kFront, boot, kAlways)) == facts.observations);
  CHECK(value(reader.observations(kFront, other, kAlways)) == more.observations);
  // Half-open: the one at 400 s is in, the one at 500 s is not.
  const auto some = value(reader.observations(kFront, boot, {boot_ms(400'000), boot_ms(500'000)}));
  CHECK(some == std::vector<Observation>(facts.observations.begin() + 60, facts.observations.begin() + 80));
  const auto wall = value(reader.observations(kFront, {facts.observations[10].utc, facts.observations[12].utc}));
  REQUIRE(wall.size() == 2);
  CHECK(wall[0] == facts.observations[10]);
  CHECK(value(reader.observations(CameraId("none"), boot, kAlways)).empty());
}

TEST_CASE("observations given one by one are the same as all at once") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  std::vector<Observation> all;
  for (int i = 0; i < 130; ++i) {
    all.push_back(sample_observation(boot, 100'000 + i * 5'000));
    Facts one;
    one.observations = {all.back()};
    commit(*store, one);
  }
  CHECK(value(value(store->reader()).observations(kFront, boot, kAlways)) == all);
}

TEST_CASE("clock marks come back by boot, and by wall time with the marks around the span") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  Facts facts;
  for (int i = 0; i < 5; ++i) {
    facts.clock_marks.push_back(
        {boot,
         {utc_ms(kStartUtc + i * 60'000), boot_ms(100'000 + i * 60'000), ClockState::kHoldover, Millis{20}},
         i == 0 ? ClockMarkCause::kStart : ClockMarkCause::kPeriodic});
  }
  commit(*store, facts);
  commit(*store, facts);  // an identical mark is no fact
  auto reader = value(store->reader());
  CHECK(value(reader.clock_marks(boot)) == facts.clock_marks);
  const auto around = value(reader.clock_marks({utc_ms(kStartUtc + 70'000), utc_ms(kStartUtc + 130'000)}));
  CHECK(around == std::vector<ClockMark>(facts.clock_marks.begin() + 1, facts.clock_marks.begin() + 4));
  CHECK(value(reader.clock_marks(BootId{})).empty());
}

TEST_CASE("a class, its hours, check-ins and leave come back; told again they are replaced") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  facts.classes = {sample_class()};
  facts.hours = {sample_hour(2), sample_hour(1)};
  facts.check_ins = {sample_check_in()};
  facts.leaves = {{sample_class().id, TraineeNo("02"), sample_hour(1).span}};
  commit(*store, facts);
  const ClassId id = sample_class().id;
  const LocalDay day = sample_hour(1).id.day;
  {
    auto reader = value(store->reader());
    CHECK(value(reader.training_class(id)) == sample_class());
    CHECK_FALSE(value(reader.training_class(ClassId("none"))));
    CHECK(value(reader.hours_of_day(day)) == std::vector{sample_hour(1), sample_hour(2)});
    CHECK(value(reader.hours_of_class(id)) == std::vector{sample_hour(1), sample_hour(2)});
    CHECK(value(reader.lesson_hour(sample_hour(2).id)) == sample_hour(2));
    CHECK(value(reader.check_ins(id, day)) == facts.check_ins);
    CHECK(value(reader.leaves(id, {sample_hour(1).span.to - Millis{1}, sample_hour(1).span.to})) == facts.leaves);
    CHECK(value(reader.leaves(id, {sample_hour(1).span.to, sample_hour(2).span.to})).empty());
    const auto lines = value(reader.classes());
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].enrolled == 2);
    CHECK(lines[0].hours == 2);
  }
  facts.classes[0].roster = {{TraineeNo("02"), "李小红"}, {TraineeNo("03"), "赵四"}};
  facts.classes[0].cameras = {CameraId("back")};
  facts.hours[1].cancelled = true;
  facts.check_ins[0].out = utc_ms(kStartUtc + 2'700'000);
  facts.check_ins[0].reason = "手机丢了";
  commit(*store, facts);
  auto reader = value(store->reader());
  CHECK(value(reader.training_class(id)) == facts.classes[0]);
  CHECK(value(reader.lesson_hour(sample_hour(1).id)) == facts.hours[1]);
  CHECK(value(reader.check_ins(id, day)) == facts.check_ins);
}

TEST_CASE("hours are due once they ended, until they are concluded; the highest revision stands") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  facts.classes = {sample_class()};
  facts.hours = {sample_hour(1), sample_hour(2)};
  commit(*store, facts);
  const UtcMillis end = sample_hour(1).span.to;
  CHECK(value(value(store->reader()).hours_due(end - Millis{1})).empty());
  CHECK(value(value(store->reader()).hours_due(end)) == std::vector{sample_hour(1)});
  CHECK(value(value(store->reader()).hours_due(sample_hour(2).span.to, 1)) == std::vector{sample_hour(1)});
  Facts concluded;
  concluded.conclusions = {sample_conclusion(1, 1)};
  commit(*store, concluded);
  HourConclusion second = sample_conclusion(1, 2);
  second.verdict = Verdict::kMet;
  second.reasons.clear();
  second.flags.clear();
  second.window.reset();
  second.camera.reset();
  second.median.reset();
  concluded.conclusions = {second};
  commit(*store, concluded);
  auto reader = value(store->reader());
  CHECK(value(reader.hours_due(end)).empty());
  CHECK(value(reader.conclusion(sample_hour(1).id)) == second);
  CHECK(value(reader.conclusions(sample_class().id)) == std::vector{second});
  CHECK_FALSE(value(reader.conclusion(sample_hour(2).id)));
  // The hour may be planned anew afterwards; its conclusions stay with it.
  facts.hours[0].subject = "安全";
  commit(*store, facts);
  CHECK(value(value(store->reader()).hours_due(end)).empty());
}

TEST_CASE("a conclusion is never changed; facts of unknown classes and hours are refused") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  facts.classes = {sample_class()};
  facts.hours = {sample_hour(1)};
  facts.conclusions = {sample_conclusion(1, 1)};
  commit(*store, facts);
  commit(*store, facts);  // told twice is the same
  const auto refused = [&](const Facts& wrong) {
    const auto answer = store->commit(wrong, {});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::kBadInput);
  };
  Facts changed;
  changed.conclusions = {sample_conclusion(1, 1)};
  changed.conclusions[0].verdict = Verdict::kMet;
  refused(changed);
  CHECK(value(value(store->reader()).conclusion(sample_hour(1).id)) == sample_conclusion(1, 1));
  Facts unknown;
  unknown.conclusions = {sample_conclusion(9, 1)};
  refused(unknown);
  unknown = {};
  unknown.hours = {sample_hour(1)};
  unknown.hours[0].id.training_class = ClassId("nobody");
  refused(unknown);
  unknown = {};
  unknown.check_ins = {sample_check_in()};
  unknown.check_ins[0].training_class = ClassId("nobody");
  refused(unknown);
  unknown = {};
  unknown.segments = {sample_segment(bench.clock.boot_id(), 1)};
  unknown.segments[0].id.sequence = 0;
  refused(unknown);
}

TEST_CASE("alarms stand from their raising until they are cleared") {
  StoreBench bench;
  auto store = bench.open();
  const Alarm full{AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc), "12 MiB are free"};
  const Alarm down{AlarmCode::kCameraDown, "front", true, utc_ms(kStartUtc + 1), ""};
  Facts facts;
  facts.alarms = {full, down};
  commit(*store, facts);
  CHECK(value(value(store->reader()).standing_alarms()) == std::vector{down, full});
  facts.alarms = {full};
  facts.alarms[0].raised = false;
  commit(*store, facts);
  CHECK(value(value(store->reader()).standing_alarms()) == std::vector{down});
}

TEST_CASE("a reader sees one state, whatever is committed meanwhile") {
  StoreBench bench;
  auto store = bench.open();
  auto reader = value(store->reader());
  CHECK(value(reader.cameras()).empty());
  Facts facts;
  facts.gaps = {sample_gap(bench.clock.boot_id(), 0, 1)};
  commit(*store, facts);
  CHECK(value(reader.cameras()).empty());
  CHECK(value(value(store->reader()).cameras()) == std::vector{kFront});
}

}  // namespace
}  // namespace xueshi::store
