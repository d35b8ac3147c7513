#include "actions/judge_again.h"

#include <doctest/doctest.h>

#include "actions/close_hour.h"
#include "tests/store/sample_facts.h"

using namespace xueshi;
using namespace xueshi::test;

namespace {

const ClassId kClass("2024-D-017");
const config::RulePack kRules;

/// A class of ten with identity numbers, one lesson hour that is over, and nothing recorded.
struct Scene {
  Scene() {
    store = bench.open();
    store::Facts facts;
    facts.clock_marks.push_back({bench.clock.boot_id(), bench.clock.read(), ClockMarkCause::kStart});
    TrainingClass of_ten{kClass, "焊工", ClassKind::kProject, {kFront}, {}};
    for (int i = 1; i <= 10; ++i) {
      of_ten.roster.push_back({TraineeNo(std::to_string(i)), "学员", {"sealed" + std::to_string(i), "0001"}});
    }
    facts.classes = {of_ten};
    hour.id = {kClass, local_day(bench.clock.utc()), 1};
    hour.span = {bench.clock.utc() + Millis{600'000}, bench.clock.utc() + Millis{3'300'000}};
    hour.planned_at = bench.clock.utc();
    facts.hours = {hour};
    (void)value(store->commit(facts, {}));
  }

  void commit(const store::Facts& facts) { (void)value(store->commit(facts, {})); }

  HourConclusion close() {
    bench.clock.advance(Millis{3'600'000});
    auto reader = value(store->reader());
    auto closing = value(actions::close_hour(Actor::box(), reader, hour, kRules, bench.clock.boot_id(),
                                             bench.clock.boot(), bench.clock.read()));
    REQUIRE(closing);
    (void)value(store->commit(closing->commit.facts, closing->commit.messages));
    return closing->conclusion;
  }

  store::CommitRequest again(std::vector<LessonHourId>& judged) {
    auto reader = value(store->reader());
    return value(actions::judge_again(reader, kClass, hour.span, kRules, bench.clock.utc(), judged));
  }

  CheckInOpening opening(Millis after_the_start) {
    CheckInOpening one{kClass, hour.id.day, 1, bench.clock.read(), bench.clock.boot_id()};
    one.at.utc += after_the_start;
    one.at.boot += after_the_start;
    return one;
  }

  std::vector<UtcSpan> down() {
    auto reader = value(store->reader());
    return value(actions::load_hour(reader, hour, kRules, {}, bench.clock.utc())).inputs.check_in_down;
  }

  StoreBench bench;
  std::unique_ptr<store::Store> store;
  LessonHour hour;
};

CheckIn entered(const Scene& scene, CheckInMethod method = CheckInMethod::kStaff) {
  return {kClass, scene.hour.id.day, 1,         TraineeNo("1"), scene.hour.span.from, scene.hour.span.to,
          method, "班主任甲",        "手机没电"};
}

}  // namespace

TEST_CASE("what is said later about an hour that was concluded is a new revision with its message, once") {
  Scene scene;
  CHECK(scene.close().rev == 1);
  std::vector<LessonHourId> judged;
  CHECK(scene.again(judged).facts.conclusions.empty());  // nothing was said
  store::Facts facts;
  facts.check_ins = {entered(scene)};
  scene.commit(facts);
  const auto request = scene.again(judged);
  REQUIRE(request.facts.conclusions.size() == 1);
  CHECK(request.facts.conclusions[0].rev == 2);
  CHECK(request.facts.conclusions[0].present == 1);
  REQUIRE(request.messages.size() == 1);
  CHECK(request.messages[0].kind == "hour");
  CHECK(judged == std::vector{scene.hour.id});
  (void)value(scene.store->commit(request.facts, request.messages));
  judged.clear();
  CHECK(scene.again(judged).facts.conclusions.empty());
  CHECK(judged.empty());
}

TEST_CASE("an hour that was not concluded, or that nothing touched, is not judged again") {
  Scene scene;
  store::Facts facts;
  facts.check_ins = {entered(scene)};
  scene.commit(facts);
  std::vector<LessonHourId> judged;
  CHECK(scene.again(judged).facts.conclusions.empty());
  scene.close();
  facts.check_ins[0].out.reset();
  scene.commit(facts);
  auto reader = value(scene.store->reader());
  const UtcSpan before{scene.hour.span.from - Millis{1'000}, scene.hour.span.from};
  CHECK(value(actions::judge_again(reader, kClass, before, kRules, scene.bench.clock.utc(), judged))
            .facts.conclusions.empty());
  CHECK(scene.again(judged).facts.conclusions.size() == 1);
}

TEST_CASE("an hour whose roster was changed since stays as it was concluded") {
  Scene scene;
  CHECK(scene.close().enrolled == 10);
  store::Facts facts;
  facts.check_ins = {entered(scene)};
  auto reader = value(scene.store->reader());
  facts.classes = {value(reader.training_class(kClass)).value()};
  facts.classes[0].roster.resize(1);  // those who were absent are gone
  scene.commit(facts);
  std::vector<LessonHourId> judged;
  CHECK(scene.again(judged).facts.conclusions.empty());
  CHECK(judged.empty());
}

TEST_CASE("somebody corrected to \"was not there\" is not present") {
  Scene scene;
  store::Facts facts;
  facts.check_ins = {entered(scene)};
  scene.commit(facts);
  CHECK(scene.close().present == 1);
  facts.check_ins = {entered(scene, CheckInMethod::kCorrected)};
  facts.check_ins[0].voided = true;
  scene.commit(facts);
  std::vector<LessonHourId> judged;
  const auto request = scene.again(judged);
  REQUIRE(request.facts.conclusions.size() == 1);
  CHECK(request.facts.conclusions[0].present == 0);
}

TEST_CASE("check-in was down until phones could check in, the whole hour where they never could") {
  Scene scene;
  const UtcSpan whole = scene.hour.span;
  CHECK(scene.down() == std::vector{whole});
  store::Facts facts;
  SUBCASE("open before the hour began") {
    facts.openings = {scene.opening(Millis{60'000})};
    scene.commit(facts);
    CHECK(scene.down().empty());
  }
  SUBCASE("open in the middle of it, and after a restart once more") {
    facts.openings = {scene.opening(Millis{900'000}), scene.opening(Millis{1'200'000})};
    scene.commit(facts);
    CHECK(scene.down() == std::vector{UtcSpan{whole.from, whole.from + Millis{300'000}}});
  }
  SUBCASE("open for another session") {
    facts.openings = {scene.opening(Millis{60'000})};
    facts.openings[0].session = 2;
    scene.commit(facts);
    CHECK(scene.down() == std::vector{whole});
  }
  SUBCASE("open, but nobody on the roster has a number to check in with") {
    TrainingClass nameless{kClass, "焊工", ClassKind::kProject, {kFront}, {{TraineeNo("1"), "学员"}}};
    facts.classes = {nameless};
    facts.openings = {scene.opening(Millis{60'000})};
    scene.commit(facts);
    CHECK(scene.down() == std::vector{whole});
  }
  SUBCASE("one trainee was corrected to \"was not there\": that says nothing about the others") {
    facts.check_ins = {entered(scene, CheckInMethod::kCorrected)};
    facts.check_ins[0].voided = true;
    scene.commit(facts);
    CHECK(scene.down() == std::vector{whole});
  }
  SUBCASE("I7: open by a clock that was slow and set later: at the moment that it was") {
    CheckInOpening slow = scene.opening(Millis{900'000});
    slow.at.utc -= Millis{3'600'000};
    facts.openings = {slow};
    ClockReading set = scene.bench.clock.read();
    set.utc += Millis{900'000};
    set.boot += Millis{900'000};
    facts.clock_marks.push_back({scene.bench.clock.boot_id(), set, ClockMarkCause::kPeriodic});
    scene.commit(facts);
    CHECK(scene.down() == std::vector{UtcSpan{whole.from, whole.from + Millis{300'000}}});
  }
  SUBCASE("staff entered who was there") {
    facts.check_ins = {entered(scene)};
    scene.commit(facts);
    CHECK(scene.down().empty());
  }
}

TEST_CASE("I7: a check-in before the box's clock was set counts at the moment that it was") {
  Scene scene;
  scene.bench.clock.advance(Millis{660'000});  // a minute into the hour
  const ClockReading right = scene.bench.clock.read();
  CheckInEvent event;
  event.training_class = kClass;
  event.day = scene.hour.id.day;
  event.trainee = TraineeNo("1");
  event.at = right;
  event.at.utc -= Millis{30'000};  // the wall clock was half a minute slow when the phone was heard
  event.boot = scene.bench.clock.boot_id();
  event.in = event.at.utc;
  store::Facts facts;
  facts.clock_marks.push_back({event.boot, right, ClockMarkCause::kPeriodic});
  facts.check_in_events = {event};
  facts.check_ins = {entered(scene, CheckInMethod::kPhone)};
  facts.check_ins[0].in = event.at.utc;
  scene.commit(facts);
  auto reader = value(scene.store->reader());
  const auto loaded = value(actions::load_hour(reader, scene.hour, kRules, {}, scene.bench.clock.utc()));
  REQUIRE(loaded.inputs.check_ins.size() == 1);
  CHECK(loaded.inputs.check_ins[0].in == right.utc);
  CHECK(loaded.inputs.check_ins[0].out == facts.check_ins[0].out);  // nobody's phone said that
}
