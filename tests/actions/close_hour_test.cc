#include "actions/close_hour.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "actions/clock_marker.h"
#include "actions/import_plan.h"
#include "base/random.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

using namespace xueshi;
namespace json = boost::json;

namespace {

const CameraId kFront("front");
const ClassId kClass("2024-D-017");

/// A store with a class of ten and one lesson hour of 45 minutes that begins ten minutes after the clock's start.
struct Scene {
  Scene() {
    auto opened = store::Store::open(store::settings_in(folder.path()), *files, clock, *random);
    REQUIRE(opened);
    store = std::move(*opened);
    store::Facts facts;
    facts.clock_marks.push_back({clock.boot_id(), clock.read(), ClockMarkCause::kStart});
    TrainingClass training_class{kClass, "焊工", ClassKind::kProject, {kFront}, {}};
    for (int i = 1; i <= 10; ++i) training_class.roster.push_back({TraineeNo(std::to_string(i)), "学员"});
    facts.classes.push_back(training_class);
    hour.id = {kClass, local_day(clock.utc()), 1};
    hour.span = {clock.utc() + Millis{600'000}, clock.utc() + Millis{600'000 + 2'700'000}};
    hour.planned_at = clock.utc();
    facts.hours.push_back(hour);
    for (const Trainee& trainee : training_class.roster) {
      facts.check_ins.push_back({kClass, hour.id.day, 1, trainee.number, hour.span.from, hour.span.to,
                                 CheckInMethod::kStaff, "teacher", "no phones"});
    }
    REQUIRE(store->commit(facts, {}));
    begin = clock.boot() + Millis{600'000};
  }

  [[nodiscard]] actions::Moment moment() const { return actions::Moment::now(clock); }

  /// A file with a key frame every two seconds, from `from` to `to` (ms into the hour).
  void record(std::int64_t from, std::int64_t to, bool continues = false) {
    Segment segment;
    segment.id = {kFront, ++sequence};
    segment.boot_id = clock.boot_id();
    segment.start_boot = begin + Millis{from};
    segment.start_utc = hour.span.from + Millis{from};
    segment.clock = ClockState::kSynced;
    segment.duration = Millis{to - from};
    segment.continues_previous = continues;
    segment.width = 1920;
    segment.height = 1080;
    for (std::int64_t at = 0; at < to - from; at += 2'000) {
      segment.gops.push_back({1'000 + segment.bytes, 100'000, Millis{at},
                              Millis{std::min<std::int64_t>(2'000, to - from - at)}, segment.start_boot + Millis{at},
                              Millis{40}});
      segment.bytes += 100'000;
    }
    store::Facts facts;
    facts.segments.push_back(segment);
    REQUIRE(store->commit(facts, {}));
  }

  /// A count each five seconds.
  void observe(std::int64_t from, std::int64_t to, int count) {
    store::Facts facts;
    for (std::int64_t at = from; at < to; at += 5'000) {
      Observation seen;
      seen.camera = kFront;
      seen.boot_id = clock.boot_id();
      seen.boot = begin + Millis{at};
      seen.utc = hour.span.from + Millis{at};
      seen.count = count;
      seen.lo = count - 1;
      seen.hi = count + 1;
      seen.calibrated = true;
      seen.luma = 120;
      seen.sharpness = static_cast<std::uint16_t>(400 + at / 5'000 % 7);  // a living picture is never twice the same
      seen.phash = 0x1234'5678'9abc'def0ull + static_cast<std::uint64_t>(at);
      seen.detector = "yolox_nano/1280";
      facts.observations.push_back(seen);
    }
    REQUIRE(store->commit(facts, {}));
  }

  /// Time passes until `after` (ms) after the hour's end; the clock map gets its entries on the way.
  void pass_hour(std::int64_t after) {
    const UtcMillis end = hour.span.to + Millis{after};
    store::Facts facts;
    while (clock.utc() < end) {
      clock.advance(std::min<Millis>(actions::ClockMarker::kPeriod, end - clock.utc()));
      facts.clock_marks.push_back({clock.boot_id(), clock.read(), ClockMarkCause::kPeriodic});
    }
    REQUIRE(store->commit(facts, {}));
  }

  Result<std::optional<actions::CloseRequest>> close() {
    auto reader = store->reader();
    REQUIRE(reader);
    return actions::close_hour(Actor::box(), *reader, hour, rules, clock.boot_id(), started, clock.read());
  }

  test::TempFolder folder;
  test::FakeClock clock;
  std::unique_ptr<FileSystem> files = posix_file_system();
  std::unique_ptr<Random> random = system_random();
  std::unique_ptr<store::Store> store;
  config::RulePack rules;
  LessonHour hour;
  BootMillis begin{};
  BootMillis started = clock.boot();
  std::uint64_t sequence = 0;
};

}  // namespace

TEST_CASE("an hour that was recorded, counted and attended is met, and its fact and message are one commit (I9)") {
  Scene scene;
  scene.record(-60'000, 1'300'000);
  scene.record(1'300'000, 2'701'000, true);
  scene.observe(-30'000, 2'700'000, 12);
  scene.pass_hour(10'000);
  auto closing = scene.close();
  REQUIRE(closing);
  REQUIRE(*closing);
  const HourConclusion& conclusion = (*closing)->conclusion;
  CHECK(conclusion.verdict == Verdict::kMet);
  CHECK(conclusion.present == 10);
  CHECK(conclusion.status == HourStatus::kFinal);
  CHECK(conclusion.rev == 1);

  const store::CommitRequest& commit = (*closing)->commit;
  CHECK(commit.facts.gaps.empty());
  REQUIRE(commit.messages.size() == 1);
  CHECK(commit.messages[0].kind == "hour");
  const json::value body = json::parse(commit.messages[0].body);
  CHECK(body.at("class").as_string() == "2024-D-017");
  CHECK(body.at("effective").as_string() == "met");
  CHECK(body.at("machine").at("verdict").as_string() == "met");
  CHECK(body.at("facts").as_string() == "sha256:" + conclusion.facts.hex());

  REQUIRE(scene.store->commit(commit.facts, commit.messages));
  auto reader = scene.store->reader();
  CHECK(reader->conclusion(scene.hour.id)->value().verdict == Verdict::kMet);
  CHECK(*reader->waiting_count() == 1);
  CHECK(reader->hours_due(scene.clock.utc())->empty());
}

TEST_CASE("the tape's last seconds are waited for, and what never came is a gap of its own: lost") {
  Scene scene;
  scene.record(-60'000, 2'400'000);
  scene.observe(-30'000, 2'400'000, 12);
  scene.pass_hour(10'000);
  auto waiting = scene.close();
  REQUIRE(waiting);
  CHECK_FALSE(*waiting);

  scene.pass_hour(actions::kCloseDeadline.count());
  auto closing = scene.close();
  REQUIRE(closing);
  REQUIRE(*closing);
  const auto& gaps = (*closing)->commit.facts.gaps;
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].cause == GapCause::kLost);
  CHECK(gaps[0].boot == BootSpan{scene.begin + Millis{2'400'000}, scene.begin + Millis{2'700'000}});
  CHECK((*closing)->commit.messages.size() == 2);
  CHECK((*closing)->conclusion.verdict == Verdict::kMet);  // forty unbroken minutes are enough
}

TEST_CASE("an hour that ended before this daemon began is closed at once, its silence is box_off") {
  Scene scene;
  scene.pass_hour(3'600'000);
  scene.started = scene.clock.boot();
  auto closing = scene.close();
  REQUIRE(closing);
  REQUIRE(*closing);
  CHECK((*closing)->conclusion.verdict == Verdict::kNotMet);
  REQUIRE_FALSE((*closing)->commit.facts.gaps.empty());
  for (const Gap& gap : (*closing)->commit.facts.gaps) CHECK(gap.cause == GapCause::kBoxOff);
}

TEST_CASE("a cancelled hour is concluded as cancelled, whatever the tape has") {
  Scene scene;
  scene.hour.cancelled = true;
  store::Facts facts;
  facts.hours.push_back(scene.hour);
  REQUIRE(scene.store->commit(facts, {}));
  scene.pass_hour(1'000);
  auto closing = scene.close();
  REQUIRE(closing);
  REQUIRE(*closing);
  CHECK((*closing)->conclusion.status == HourStatus::kCancelled);
  CHECK((*closing)->commit.facts.gaps.empty());
}

TEST_CASE("I13: judged again from what is stored, the conclusion is the same") {
  Scene scene;
  scene.record(-60'000, 2'701'000);
  scene.observe(-30'000, 2'700'000, 12);
  scene.pass_hour(10'000);
  const auto closing = scene.close();
  REQUIRE(closing);
  REQUIRE(*closing);
  REQUIRE(scene.store->commit((*closing)->commit.facts, (*closing)->commit.messages));
  scene.clock.advance(std::chrono::hours{48});
  auto reader = scene.store->reader();
  auto again = actions::load_hour(*reader, scene.hour, scene.rules, {}, scene.clock.utc());
  REQUIRE(again);
  again->inputs.rev = 1;
  HourConclusion conclusion = supervision::conclude(again->inputs, scene.rules);
  conclusion.concluded_at = (*closing)->conclusion.concluded_at;
  CHECK(conclusion == (*closing)->conclusion);
}

TEST_CASE("a plan is taken over once; a moved hour is known to be late, a dropped one is cancelled") {
  Scene scene;
  auto reader = scene.store->reader();
  training::Plan plan;
  plan.classes.push_back(**reader->training_class(kClass));
  plan.hours.push_back(scene.hour);
  plan.hours[0].planned_at = scene.clock.utc() + Millis{5};
  {
    const auto same = actions::compare_plan(Actor::box(), *reader, plan, scene.moment());
    REQUIRE(same);
    CHECK(same->nothing());
  }
  training::Plan moved = plan;
  moved.hours[0].span.from += Millis{60'000};
  moved.hours[0].planned_at = scene.clock.utc() + Millis{7};
  {
    const auto change = actions::compare_plan(Actor::box(), *reader, moved, scene.moment());
    REQUIRE(change);
    CHECK(change->changed_hours == 1);
    REQUIRE(change->commit.facts.hours.size() == 1);
    CHECK(change->commit.facts.hours[0].planned_at == scene.clock.utc() + Millis{7});
  }
  training::Plan without = plan;
  without.hours.clear();
  {
    const auto change = actions::compare_plan(Actor::box(), *reader, without, scene.moment());
    REQUIRE(change);
    CHECK(change->cancelled_hours == 1);
    CHECK(change->commit.facts.hours.at(0).cancelled);
    CHECK(change->commit.facts.hours.at(0).cancelled_at == scene.clock.utc());
  }
}

TEST_CASE("a plan takes nothing from a class that it cannot say: identity numbers, occupation, teachers") {
  Scene scene;
  auto reader = scene.store->reader();
  TrainingClass full = **reader->training_class(kClass);
  full.occupation = "焊工";
  full.teachers = {{"教师甲", {"sealed", "9017"}}};
  full.roster[0].id = {"sealed", "902X"};
  full.roster[1].id = {"sealed", "9033"};
  store::Facts facts;
  facts.classes = {full};
  REQUIRE(scene.store->commit(facts, {}));
  training::Plan plan;
  plan.classes.push_back({kClass, "焊工", ClassKind::kProject, {kFront}, {}});
  for (const Trainee& trainee : full.roster) plan.classes[0].roster.push_back({trainee.number, trainee.name});
  plan.hours.push_back(scene.hour);
  auto fresh = scene.store->reader();
  const auto same = actions::compare_plan(Actor::box(), *fresh, plan, scene.moment());
  REQUIRE(same);
  CHECK(same->nothing());
  plan.classes[0].roster[1].name = "another person";
  const auto changed = actions::compare_plan(Actor::box(), *fresh, plan, scene.moment());
  REQUIRE(changed);
  REQUIRE(changed->commit.facts.classes.size() == 1);
  CHECK(changed->commit.facts.classes[0].roster[0].id == full.roster[0].id);
  CHECK(changed->commit.facts.classes[0].roster[1].id.empty());
  CHECK(changed->commit.facts.classes[0].teachers == full.teachers);
}

TEST_CASE("a plan that would change an hour that was concluded is refused and names it") {
  Scene scene;
  scene.pass_hour(3'600'000);
  scene.started = scene.clock.boot();
  auto closing = scene.close();
  REQUIRE(closing);
  REQUIRE(*closing);
  REQUIRE(scene.store->commit((*closing)->commit.facts, (*closing)->commit.messages));
  auto reader = scene.store->reader();
  training::Plan plan;
  plan.classes.push_back(**reader->training_class(kClass));
  plan.hours.push_back(scene.hour);
  plan.hours[0].span.to += Millis{60'000};
  const auto change = actions::compare_plan(Actor::box(), *reader, plan, scene.moment());
  REQUIRE_FALSE(change);
  CHECK(change.error().code == ErrorCode::kBadInput);
  CHECK(change.error().message.find("2024-05-13/1") != std::string::npos);
}

TEST_CASE("attendance of a plan is an event and a message each, and gives way to what was said by phone or corrected") {
  Scene scene;
  store::Facts facts;
  CheckIn by_phone{kClass, scene.hour.id.day, 2, TraineeNo("1"), scene.clock.utc(), {}, CheckInMethod::kPhone, "", ""};
  CheckIn corrected = by_phone;
  corrected.trainee = TraineeNo("2");
  corrected.method = CheckInMethod::kCorrected;
  corrected.voided = true;
  facts.check_ins = {by_phone, corrected};
  REQUIRE(scene.store->commit(facts, {}));
  training::Plan plan;
  auto reader = scene.store->reader();
  plan.classes.push_back(**reader->training_class(kClass));
  plan.hours.push_back(scene.hour);
  for (const char* number : {"1", "2", "3"}) {
    plan.check_ins.push_back({kClass, scene.hour.id.day, 2, TraineeNo(number), scene.hour.span.from, scene.hour.span.to,
                              CheckInMethod::kStaff, "teacher", "no phones"});
  }
  const auto change = actions::compare_plan(Actor::box(), *reader, plan, scene.moment());
  REQUIRE(change);
  CHECK(change->new_check_ins == 1);
  REQUIRE(change->commit.facts.check_ins.size() == 1);
  CHECK(change->commit.facts.check_ins[0].trainee == TraineeNo("3"));
  REQUIRE(change->commit.facts.check_in_events.size() == 1);
  CHECK(change->commit.facts.check_in_events[0].reason == "no phones");
  CHECK(change->commit.facts.check_in_events[0].at == scene.clock.read());
  REQUIRE(change->commit.messages.size() == 1);
  CHECK(change->commit.messages[0].kind == "checkin");
}

TEST_CASE("I7: a wall clock set far ahead and back again is seen in the conclusion, however far it was") {
  Scene scene;
  // Ten real minutes in which the clock stands two days ahead, and then is set back into the hour.
  scene.clock.step_wall(std::chrono::hours{48});
  store::Facts facts;
  facts.clock_marks.push_back({scene.clock.boot_id(), scene.clock.read(), ClockMarkCause::kStep});
  for (int minutes : {5, 10}) {
    scene.clock.advance(std::chrono::minutes{minutes} / 2);
    facts.clock_marks.push_back({scene.clock.boot_id(), scene.clock.read(), ClockMarkCause::kPeriodic});
  }
  scene.clock.step_wall(std::chrono::hours{-48});
  facts.clock_marks.push_back({scene.clock.boot_id(), scene.clock.read(), ClockMarkCause::kStep});
  REQUIRE(scene.store->commit(facts, {}));
  scene.pass_hour(10'000);
  auto reader = scene.store->reader();
  const auto near =
      actions::load_hour(*reader, scene.hour, scene.rules, {}, scene.clock.utc(), actions::ClockMarks::kNear);
  const auto whole = actions::load_hour(*reader, scene.hour, scene.rules, {}, scene.clock.utc());
  REQUIRE(near);
  REQUIRE(whole);
  CHECK(whole->inputs.clock.size() > near->inputs.clock.size());
}
