#include <doctest/doctest.h>

#include "actions/close_hour.h"
#include "tests/actions/attended_class.h"

using namespace xueshi;
using test::AttendedClass;
using test::refusal;
using test::value;

TEST_CASE("entered by staff (I9, I16): an event, what stands, a message for each, and one entry in the audit log") {
  AttendedClass bench;
  bench.go_to("09:00");
  const auto change = bench.enter({"02", "01", "02"}, "08:25");
  REQUIRE(refusal(change) == "");
  CHECK(change->changed == 2);
  CHECK(change->commit.messages.size() == 2);
  CHECK(change->commit.messages[0].kind == "checkin");
  CHECK(change->commit.messages[0].body.find("没有手机") == std::string::npos);  // I15
  const auto stands = bench.standing("01");
  REQUIRE(stands);
  CHECK(stands->method == CheckInMethod::kStaff);
  CHECK(stands->in == bench.at("08:25"));
  CHECK_FALSE(stands->out);
  CHECK(stands->entered_by == "teacher");
  CHECK(stands->reason == "没有手机");
  const auto events = bench.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].method == CheckInMethod::kStaff);
  CHECK(events[0].result == CheckResult::kAccepted);
  CHECK(events[0].direction == CheckDirection::kIn);
  CHECK(events[0].at.utc == bench.at("09:00"));
  const auto audit = bench.audit();
  REQUIRE(audit.size() == 1);
  CHECK(audit[0].action == AuditAction::kAttendanceEntry);
  CHECK(audit[0].object == "class:2024-D-017");
  CHECK(audit[0].detail == "2024-05-13 session 1: 01 02");
}

TEST_CASE("entered by staff: the same again changes nothing, a missing check-out may be added once") {
  AttendedClass bench;
  bench.go_to("10:10");
  REQUIRE(bench.enter({"01"}, "08:25"));
  const auto again = bench.enter({"01"}, "08:25");
  REQUIRE(again);
  CHECK(again->changed == 0);
  CHECK(again->commit.facts.audit.empty());
  REQUIRE(refusal(bench.enter({"01"}, "", "10:05")) == "");
  CHECK(bench.standing("01")->out == bench.at("10:05"));
  CHECK(bench.events().back().direction == CheckDirection::kOut);
  CHECK(refusal(bench.enter({"01"}, "", "10:06")) == "stands 01");
  CHECK(bench.events().size() == 2);
}

TEST_CASE("who checked in by phone: staff may add the missing check-out and nothing else") {
  AttendedClass bench;
  bench.go_to("10:10");
  bench.phone("01", "08:20");
  bench.phone("02", "08:21", "10:06");
  CHECK(refusal(bench.enter({"01"}, "08:30", "10:05")) == "stands 01");
  CHECK(refusal(bench.enter({"02"}, "", "10:05")) == "stands 02");
  CHECK(refusal(bench.enter({"02"}, "08:30")) == "stands 02");
  CHECK(bench.standing("01")->method == CheckInMethod::kPhone);
  REQUIRE(refusal(bench.enter({"01"}, "08:20", "10:05")) == "");
  CHECK(bench.standing("01")->in == bench.at("08:20"));
  CHECK(bench.standing("01")->out == bench.at("10:05"));
  CHECK(bench.standing("01")->method == CheckInMethod::kStaff);  // staff had a hand in it
}

TEST_CASE("entered by staff: everything that is wrong is said, and then nothing at all is entered") {
  AttendedClass bench;
  bench.go_to("09:00");
  CHECK(refusal(bench.enter({"01"}, "08:25", "", "")) == "no_reason");
  CHECK(refusal(bench.enter({"01"}, "08:25", "", " \u3000 ")) == "no_reason");
  CHECK(refusal(bench.enter({"01"}, "08:25", "", "a\x01")) == "no_reason");
  CHECK(refusal(bench.enter({"01"}, "08:25", "", std::string(501, 'a'))) == "no_reason");
  CHECK(refusal(bench.enter({}, "08:25")) == "nobody");
  CHECK(refusal(bench.enter(std::vector<std::string>(1, "99"), "08:25")) == "not_on_roster 99");
  CHECK(refusal(bench.enter({"01", "77"}, "08:25")) == "not_on_roster 77");
  CHECK(refusal(bench.enter({"01"}, "")) == "no_time 01");
  CHECK(refusal(bench.enter({"01"}, "07:59")) == "out_of_session 01");  // check-in opens at 08:00
  CHECK(refusal(bench.enter({"01"}, "08:25", "08:25")) == "out_before_in 01");
  CHECK(refusal(bench.enter({"01"}, "09:02")) == "future 01");
  CHECK(refusal(bench.enter({"01"}, "08:25", "09:30")) == "future 01");
  CHECK(refusal(bench.enter({"01"}, "08:25", "10:36")) == "out_of_session 01");
  CHECK(refusal(bench.enter({"01"}, "10:05")) == "out_of_session 01");  // it is over then
  CHECK(refusal(bench.enter({"01"}, "08:25", "", "x", 3)) == "no_such_session");
  CHECK(refusal(bench.enter({"01"}, "09:01")) == "");  // the phone's clock may be a minute ahead
  CHECK(bench.events().size() == 1);
  CHECK(bench.audit().size() == 1);

  store::Facts cancelled;
  auto view = bench.reader();
  for (LessonHour hour : value(view.hours_of_class(bench.id))) {
    hour.cancelled = hour.session == 2;
    cancelled.hours.push_back(hour);
  }
  bench.put(cancelled);
  bench.go_to("14:10");
  CHECK(refusal(bench.enter({"02"}, "14:00", "", "x", 2)) == "session_cancelled");

  actions::AttendanceEntry elsewhere{
      {ClassId("no-class"), bench.day, 1}, {TraineeNo("01")}, bench.at("08:25"), {}, "x"};
  auto fresh = bench.reader();
  CHECK(refusal(actions::enter_attendance(bench.teacher, fresh, bench.now(), elsewhere, bench.rules, bench.keys)) ==
        "no_such_class");
}

TEST_CASE("corrected by the inspector: what stood is voided or replaced, every correction is a row of its own") {
  AttendedClass bench;
  bench.go_to("11:00");
  bench.phone("01", "08:20");
  REQUIRE(refusal(bench.correct("01", "")) == "");
  CHECK(bench.standing("01")->voided);
  CHECK(bench.standing("01")->in == bench.at("08:20"));  // what was voided is still to be seen
  CHECK(bench.standing("01")->method == CheckInMethod::kCorrected);
  CHECK(bench.standing("01")->entered_by == "inspector");
  // Again the same: nothing.
  CHECK(bench.correct("01", "")->changed == 0);
  // The correction of the correction.
  const auto back = bench.correct("01", "08:20", "10:05", "认错了人");
  REQUIRE(refusal(back) == "");
  CHECK_FALSE(bench.standing("01")->voided);
  CHECK(bench.standing("01")->out == bench.at("10:05"));
  CHECK(bench.standing("01")->reason == "认错了人");
  CHECK(back->commit.messages.size() == 1);
  const auto events = bench.events();
  REQUIRE(events.size() == 3);
  CHECK_FALSE(events[1].in);
  CHECK(events[2].in == bench.at("08:20"));
  CHECK(events[2].method == CheckInMethod::kCorrected);
  // Neither staff nor a second "was there" of the same times changes it.
  CHECK(refusal(bench.enter({"01"}, "08:20", "10:06")) == "county_only 01");
  CHECK(bench.correct("01", "08:20", "10:05")->changed == 0);
  const auto audit = bench.audit();
  REQUIRE(audit.size() == 2);
  CHECK(audit[0].action == AuditAction::kCorrection);
  CHECK(audit[0].detail == "2024-05-13 session 1: 01");
}

TEST_CASE("corrected by the inspector: staff cannot bring back whom the inspector did not see") {
  AttendedClass bench;
  bench.go_to("11:00");
  REQUIRE(bench.enter({"01"}, "08:25"));
  REQUIRE(refusal(bench.correct("01", "")) == "");
  CHECK(refusal(bench.enter({"01"}, "08:25")) == "county_only 01");
  CHECK(bench.standing("01")->voided);
}

TEST_CASE("corrected by the inspector: everything that is wrong is said") {
  AttendedClass bench;
  bench.go_to("09:00");
  CHECK(refusal(bench.correct("01", "08:30", "", "")) == "no_reason");
  CHECK(refusal(bench.correct("99", "08:30")) == "not_on_roster 99");
  CHECK(refusal(bench.correct("01", "", "09:00")) == "no_time 01");
  CHECK(refusal(bench.correct("01", "07:30")) == "out_of_session 01");
  CHECK(refusal(bench.correct("01", "08:30", "08:29")) == "out_before_in 01");
  CHECK(refusal(bench.correct("01", "08:30", "09:30")) == "future 01");
  CHECK(refusal(bench.correct("01", "08:30", "", "x", 9)) == "no_such_session");
  CHECK(bench.correct("01", "")->changed == 0);  // nothing stands for him
  CHECK(bench.events().empty());
  CHECK(bench.audit().empty());
}

TEST_CASE("leave: entered for several, the same again is no change, withdrawn it stands no more and stays listed") {
  AttendedClass bench;
  const UtcSpan morning{bench.at("08:00"), bench.at("12:00")};
  const auto change = bench.leave({"01", "02"}, morning);
  REQUIRE(refusal(change) == "");
  CHECK(change->changed == 2);
  CHECK(bench.leave({"01", "03"}, morning)->changed == 1);
  CHECK(bench.leave({"01"}, morning)->commit.facts.audit.empty());
  auto view = bench.reader();
  const auto lines = value(view.leave_list(bench.id));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].leave.entered_by == "teacher");
  CHECK(lines[0].leave.entered_at == bench.clock.utc());

  const std::uint64_t first = lines[0].id;
  CHECK(refusal(bench.withdraw(first, " ")) == "no_reason");
  CHECK(refusal(bench.withdraw(first + 100)) == "no_such_leave");
  REQUIRE(refusal(bench.withdraw(first)) == "");
  CHECK(refusal(bench.withdraw(first)) == "withdrawn");
  auto later = bench.reader();
  CHECK(value(later.leaves(bench.id, morning)).size() == 2);
  const auto after = value(later.leave_list(bench.id));
  REQUIRE(after.size() == 3);
  CHECK(after[0].withdrawn->reason == "来上课了");
  CHECK(bench.leave({"01"}, morning)->changed == 1);  // may be entered again
  CHECK(bench.audit().size() == 4);
  CHECK(bench.audit()[0].action == AuditAction::kLeaveEntry);
}

TEST_CASE("leave: everything that is wrong is said, and then none is entered") {
  AttendedClass bench;
  const UtcSpan morning{bench.at("08:00"), bench.at("12:00")};
  CHECK(refusal(bench.leave({"01"}, morning, "")) == "no_reason");
  CHECK(refusal(bench.leave({}, morning)) == "nobody");
  CHECK(refusal(bench.leave({"01", "88"}, morning)) == "not_on_roster 88");
  CHECK(refusal(bench.leave({"01"}, {morning.to, morning.from})) == "leave_span");
  CHECK(refusal(bench.leave({"01"}, {morning.from, morning.from})) == "leave_span");
  CHECK(refusal(bench.leave({"01"}, {morning.from, morning.from + std::chrono::days{367}})) == "leave_span");
  CHECK(refusal(bench.leave({"01"}, {morning.from - std::chrono::days{401}, morning.from})) == "leave_span");
  CHECK(refusal(bench.leave({"01"}, {morning.from + std::chrono::days{399}, morning.from + std::chrono::days{401}})) ==
        "leave_span");
  auto view = bench.reader();
  CHECK(value(view.leave_list(bench.id)).empty());
  CHECK(bench.audit().empty());
}

TEST_CASE("an objection is answered once, by whom and when, and changes nothing of what stands") {
  AttendedClass bench;
  bench.phone("01", "08:20");
  store::Facts facts;
  Objection objection;
  objection.training_class = bench.id;
  objection.day = bench.day;
  objection.session = 1;
  objection.trainee = TraineeNo("01");
  objection.at = bench.clock.read();
  objection.boot = bench.clock.boot_id();
  objection.text = "我没有早退";
  facts.objections.push_back(objection);
  bench.put(facts);
  auto view = bench.reader();
  const auto open = value(view.objections(true));
  REQUIRE(open.size() == 1);
  const std::uint64_t number = open[0].objection.id;
  CHECK(refusal(bench.answer(number, "")) == "no_answer");
  CHECK(refusal(bench.answer(number + 1, "好")) == "no_such_objection");
  REQUIRE(refusal(bench.answer(number, "已看录像，属实")) == "");
  CHECK(refusal(bench.answer(number, "再答")) == "answered");
  auto later = bench.reader();
  CHECK(value(later.objections(true)).empty());
  CHECK(value(later.objection(number))->answer->answered_by == "inspector");
  CHECK(bench.standing("01")->method == CheckInMethod::kPhone);
  REQUIRE(bench.audit().size() == 1);
  CHECK(bench.audit()[0].detail == "2024-05-13 session 1: 01");
}

TEST_CASE("judged again: an hour whose attendance changed gets its second revision and its message, others nothing") {
  AttendedClass bench;
  for (const char* number : {"01", "02", "03", "04", "05"}) bench.phone(number, "08:20", "10:05");
  bench.go_to("10:10");
  for (int number = 1; number <= 2; ++number) {
    auto view = bench.reader();
    const LessonHour hour = value(view.lesson_hour({bench.id, bench.day, number})).value();
    const auto closing = value(actions::close_hour(Actor::box(), view, hour, bench.rules, bench.clock.boot_id(),
                                                   bench.clock.boot(), bench.clock.read()));
    REQUIRE(closing);
    value(bench.store->commit(closing->commit.facts, closing->commit.messages));
  }
  const auto judge = [&](const UtcSpan& touched) {
    std::vector<LessonHourId> judged;
    auto view = bench.reader();
    const auto request = value(actions::judge_again(view, bench.id, touched, bench.rules, bench.clock.utc(), judged));
    CHECK(request.messages.size() == judged.size());
    value(bench.store->commit(request.facts, request.messages));
    return judged;
  };
  const UtcSpan session{bench.at("08:30"), bench.at("10:05")};
  CHECK(judge(session).empty());  // nothing changed

  // He left after the first hour: it stays as it was, the second one has four.
  const auto change = bench.correct("01", "08:20", "09:17");
  REQUIRE(refusal(change) == "");
  CHECK(change->touched == session);
  const auto judged = judge(change->touched);
  auto view = bench.reader();
  const auto second = value(view.conclusion({bench.id, bench.day, 2})).value();
  CHECK(second.rev == 2);
  CHECK(second.present == 4);
  CHECK(std::find(judged.begin(), judged.end(), LessonHourId{bench.id, bench.day, 2}) != judged.end());
  CHECK(judge(session).empty());

  // Never been there.
  REQUIRE(refusal(bench.correct("01", "")) == "");
  CHECK(judge(session).size() == 2);
  auto after = bench.reader();
  CHECK(value(after.conclusion({bench.id, bench.day, 1}))->present == 4);
  CHECK(value(after.conclusion({bench.id, bench.day, 1}))->rev >= 2);

  // On leave for the second hour.
  const auto leave = bench.leave({"02"}, {bench.at("09:20"), bench.at("10:05")});
  REQUIRE(refusal(leave) == "");
  CHECK(judge(leave->touched) == std::vector<LessonHourId>{{bench.id, bench.day, 2}});
}

TEST_CASE("every refusal has its words in both languages") {
  for (const auto& [fault, name] : actions::kAttendanceFaults.rows) {
    CAPTURE(name);
    CHECK_FALSE(actions::wording(fault, Language::kChinese).empty());
    CHECK_FALSE(actions::wording(fault, Language::kEnglish).empty());
  }
}
