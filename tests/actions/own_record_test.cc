#include "actions/own_record.h"

#include "tests/store/sample_facts.h"
#include "training/timetable.h"

using namespace xueshi;
using namespace xueshi::actions;
using test::value;

namespace {

const ClassId kClass("2024-D-017");
const config::RulePack kRules;

UtcMillis at(std::string_view time) { return *parse_rfc3339("2024-05-" + std::string(time) + ":00+08:00"); }

/// Two days with a session in the morning, 08:00 to 08:45; one of them has a cancelled one in the afternoon.
struct Class {
  test::StoreBench bench;
  std::unique_ptr<store::Store> store = bench.open();
  Class() {
    store::Facts facts;
    facts.classes = {test::full_class()};
    for (const auto& [from, to, cancelled] :
         {std::tuple{"13T08:00", "13T08:45", false}, {"13T14:00", "13T14:45", true}, {"14T08:00", "14T08:45", false}}) {
      LessonHour hour = test::sample_hour(1);
      hour.span = {at(from), at(to)};
      hour.cancelled = cancelled;
      if (cancelled) hour.cancelled_at = at(from);
      facts.hours.push_back(hour);
    }
    training::number_hours(facts.hours, kRules);
    commit(facts);
  }
  void commit(const store::Facts& facts) const { REQUIRE(store->commit(facts, {})); }
  void stands(std::string_view in, std::optional<UtcMillis> out, bool voided = false) const {
    CheckIn check_in;
    check_in.training_class = kClass;
    check_in.day = local_day(at(in));
    check_in.trainee = TraineeNo("01");
    check_in.in = at(in);
    check_in.out = out;
    check_in.voided = voided;
    store::Facts facts;
    facts.check_ins = {check_in};
    commit(facts);
  }
  [[nodiscard]] OwnRecord record(std::string_view now, const char* trainee = "01") const {
    auto reader = value(store->reader());
    return value(own_record(reader, kClass, TraineeNo(trainee), kRules, at(now)));
  }
  Result<store::CommitRequest> object(LocalDay day, int session, const std::string& text) const {
    auto reader = value(store->reader());
    return object_to_entry(reader, kClass, TraineeNo("01"), day, session, text, kRules,
                           {{at("13T09:00"), boot_ms(1), ClockState::kSynced, Millis{5}}, bench.clock.boot_id()});
  }
};

}  // namespace

TEST_CASE("an own record has each session that has begun, the newest first, and no cancelled one") {
  const Class box;
  CHECK(box.record("13T07:29").lines.empty());
  CHECK(box.record("13T07:30").lines.size() == 1);
  const OwnRecord both = box.record("14T09:00");
  REQUIRE(both.lines.size() == 2);
  CHECK(both.lines[0].day == *parse_day("2024-05-14"));
  CHECK(both.lines[1].day == *parse_day("2024-05-13"));
  CHECK(both.lines[1].span == UtcSpan{at("13T08:00"), at("13T08:45")});
  CHECK_FALSE(both.lines[1].standing);
  CHECK(both.trainee.number == TraineeNo("01"));
}

TEST_CASE("late, left early, on leave, corrected") {
  const Class box;
  box.stands("13T08:10", std::nullopt);
  CHECK_FALSE(box.record("13T09:00").lines[0].late);
  CHECK_FALSE(box.record("13T09:00").lines[0].left_early);
  box.stands("13T08:11", at("13T08:34"));
  CHECK(box.record("13T09:00").lines[0].late);
  CHECK(box.record("13T09:00").lines[0].left_early);
  box.stands("13T08:11", at("13T08:35"));
  CHECK_FALSE(box.record("13T09:00").lines[0].left_early);
  box.stands("13T08:11", at("13T08:34"), true);
  CHECK(box.record("13T09:00").lines[0].standing->voided);
  CHECK_FALSE(box.record("13T09:00").lines[0].late);

  CHECK_FALSE(box.record("13T09:00").lines[0].on_leave);
  store::Facts facts;
  facts.leaves = {{kClass, TraineeNo("01"), {at("13T08:30"), at("13T12:00")}, "账号甲", "看病", at("13T07:00")}};
  box.commit(facts);
  CHECK(box.record("14T09:00").lines[1].on_leave);
  CHECK_FALSE(box.record("14T09:00").lines[0].on_leave);
  CHECK_FALSE(box.record("14T09:00", "02").lines[1].on_leave);
}

TEST_CASE("an objection: to a session that has begun, once, some text") {
  const Class box;
  const LocalDay today = *parse_day("2024-05-13");
  CHECK(box.object(today, 2, "x").error().code == ErrorCode::kNotFound);
  CHECK(box.object(*parse_day("2024-05-14"), 1, "x").error().code == ErrorCode::kNotFound);
  CHECK(box.object(today, 1, " \n").error().code == ErrorCode::kBadInput);
  CHECK(box.object(today, 1, std::string(kMostObjectionBytes + 1, 'x')).error().code == ErrorCode::kBadInput);
  const auto request = box.object(today, 1, "我来了");
  REQUIRE(request);
  box.commit(request->facts);
  CHECK(box.object(today, 1, "x").error().code == ErrorCode::kConflict);
  const OwnRecord record = box.record("13T09:00");
  REQUIRE(record.lines[0].objection);
  CHECK(record.lines[0].objection->text == "我来了");
  CHECK_FALSE(record.lines[0].answer);
  CHECK_FALSE(box.record("13T09:00", "02").lines[0].objection);
}

TEST_CASE("whoever is not on the roster has no record") {
  const Class box;
  auto reader = value(box.store->reader());
  CHECK(own_record(reader, kClass, TraineeNo("99"), kRules, at("13T09:00")).error().code == ErrorCode::kNotFound);
  CHECK(own_record(reader, ClassId("x"), TraineeNo("01"), kRules, at("13T09:00")).error().code == ErrorCode::kNotFound);
}
