/// What is said at check-in, and about it, goes in and comes out the same.
#include <doctest/doctest.h>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

const ClassId kClass("2024-D-017");
const LocalDay kDay = *parse_day("2024-05-13");

Facts with_class() {
  Facts facts;
  facts.classes = {full_class()};
  facts.hours = {full_hour(1)};
  return facts;
}

TEST_CASE("a class, its people and its hours come back with every field, and again is no fact") {
  StoreBench bench;
  auto store = bench.open();
  (void)value(store->commit(with_class(), {}));
  (void)value(store->commit(with_class(), {}));
  auto reader = value(store->reader());
  CHECK(value(reader.training_class(kClass)) == full_class());
  CHECK(value(reader.lesson_hour(full_hour(1).id)) == full_hour(1));
  const auto lines = value(reader.classes());
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].from == full_class().from);
  CHECK(lines[0].to == full_class().to);
  CHECK(value(reader.verify_chain()).entries == 2);
}

TEST_CASE("trainees are found by the last four of their number, in every class that has them") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts = with_class();
  TrainingClass other = full_class();
  other.id = ClassId("2024-D-018");
  other.roster = {{TraineeNo("05"), "学员丙", {"c0ffee05", "002X"}}};
  facts.classes.push_back(other);
  (void)value(store->commit(facts, {}));
  auto reader = value(store->reader());
  const auto found = value(reader.trainees_by_last_four("002X"));
  REQUIRE(found.size() == 2);
  CHECK(found[0].trainee == full_class().roster[0]);
  CHECK(found[1].training_class == other.id);
  CHECK(value(reader.trainees_by_last_four("0000")).empty());
}

TEST_CASE("events come back whole, in the order in which they were said; each is a row of its own") {
  StoreBench bench;
  auto store = bench.open();
  (void)value(store->commit(with_class(), {}));
  Facts facts;
  facts.check_in_events = {full_event(bench.clock), full_event(bench.clock)};
  CheckInEvent bare;  // a code that nobody could read
  bare.result = CheckResult::kCodeForged;
  bare.at = bench.clock.read();
  bare.boot = bench.clock.boot_id();
  bare.day = kDay;
  facts.check_in_events.push_back(bare);
  facts.openings = {sample_opening(bench.clock)};
  (void)value(store->commit(facts, {}));
  auto reader = value(store->reader());
  auto events = value(reader.check_in_events(kClass, kDay));
  REQUIRE(events.size() == 2);
  CHECK(events[0].id < events[1].id);
  for (CheckInEvent& event : events) {
    event.id = 0;
    CHECK(event == full_event(bench.clock));
  }
  CHECK(value(reader.check_in_events(kClass, *parse_day("2024-05-14"))).empty());
  CHECK(value(reader.openings(kClass, kDay)) == facts.openings);
  CHECK(value(reader.knows_photo(*facts.check_in_events[0].photo)));
  CHECK_FALSE(value(reader.knows_photo(sha256(as_bytes("another")))));
  CHECK(value(reader.verify_chain()).whole());
}

TEST_CASE("what stands may be turned into \"was not there\", and one trainee's standing of all days is found") {
  StoreBench bench;
  auto store = bench.open();
  (void)value(store->commit(with_class(), {}));
  Facts facts;
  facts.check_ins = {sample_check_in()};
  (void)value(store->commit(facts, {}));
  facts.check_ins[0].voided = true;
  facts.check_ins[0].method = CheckInMethod::kCorrected;
  (void)value(store->commit(facts, {}));
  auto reader = value(store->reader());
  CHECK(value(reader.check_ins(kClass, kDay)) == facts.check_ins);
  CHECK(value(reader.check_ins_of(kClass, TraineeNo("01"))) == facts.check_ins);
  CHECK(value(reader.check_ins_of(kClass, TraineeNo("02"))).empty());
  CHECK(value(reader.check_ins(kClass, *parse_day("2024-05-14"), *parse_day("2024-06-14"))).empty());
  CHECK(value(reader.verify_chain()).whole());
}

TEST_CASE("leave that was withdrawn stands no more, is still on the list, and may be entered again") {
  StoreBench bench;
  auto store = bench.open();
  (void)value(store->commit(with_class(), {}));
  Facts facts;
  facts.leaves = {full_leave(), full_leave()};
  (void)value(store->commit(facts, {}));
  std::uint64_t id = 0;
  {
    auto reader = value(store->reader());
    CHECK(value(reader.leaves(kClass, full_leave().span)) == std::vector{full_leave()});
    id = value(reader.leave_list(kClass)).at(0).id;
  }
  Facts back;
  back.leave_withdrawals = {{id, bench.clock.utc(), "班主任甲", "已返回"}};
  (void)value(store->commit(back, {}));
  CHECK(store->commit(back, {}).error().code == ErrorCode::kBadInput);  // twice
  back.leave_withdrawals[0].leave = 99;
  CHECK(store->commit(back, {}).error().code == ErrorCode::kBadInput);  // there is none
  CHECK(value(value(store->reader()).leaves(kClass, full_leave().span)).empty());
  (void)value(store->commit(facts, {}));
  auto reader = value(store->reader());
  CHECK(value(reader.leaves(kClass, full_leave().span)).size() == 1);
  const auto list = value(reader.leave_list(kClass));
  REQUIRE(list.size() == 2);
  REQUIRE(list[0].withdrawn);
  CHECK(list[0].withdrawn->reason == "已返回");
  CHECK(list[0].leave == full_leave());
  CHECK_FALSE(list[1].withdrawn);
}

TEST_CASE("an objection is open until it is answered, once") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts = with_class();
  facts.objections = {sample_objection(bench.clock)};
  (void)value(store->commit(facts, {}));
  std::uint64_t id = 0;
  {
    auto reader = value(store->reader());
    const auto open = value(reader.objections(true));
    REQUIRE(open.size() == 1);
    id = open[0].objection.id;
    CHECK(open[0].objection.text == facts.objections[0].text);
    CHECK(value(reader.objections_of(kClass, kDay)).size() == 1);
    CHECK_FALSE(value(reader.objection(id + 1)));
  }
  Facts answer;
  answer.objection_answers = {{id, bench.clock.utc(), "巡查员甲", "已核对录像"}};
  (void)value(store->commit(answer, {}));
  CHECK(store->commit(answer, {}).error().code == ErrorCode::kBadInput);
  auto reader = value(store->reader());
  CHECK(value(reader.objections(true)).empty());
  const auto answered = value(reader.objection(id));
  REQUIRE(answered);
  REQUIRE(answered->answer);
  CHECK(*answered->answer == answer.objection_answers[0]);
}

TEST_CASE("I9: an event, what stands and its message are written together or not at all") {
  StoreBench bench;
  auto store = bench.open();
  (void)value(store->commit(with_class(), {}));
  Facts facts;
  facts.check_in_events = {full_event(bench.clock)};
  facts.check_ins = {sample_check_in()};
  facts.objection_answers = {{77, bench.clock.utc(), "巡查员甲", "没有这条异议"}};  // cannot be written
  const std::vector<Message> messages{sample_message(1)};
  CHECK_FALSE(store->commit(facts, messages));
  auto reader = value(store->reader());
  CHECK(value(reader.check_in_events(kClass, kDay)).empty());
  CHECK(value(reader.check_ins(kClass, kDay)).empty());
  CHECK(value(reader.waiting_count()) == 0);
}

}  // namespace
}  // namespace xueshi::store
