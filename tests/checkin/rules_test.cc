#include "checkin/rules.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"
#include "training/timetable.h"

namespace xueshi::checkin {
namespace {

UtcMillis at(std::string_view time) { return *parse_rfc3339("2024-05-13T" + std::string(time) + ":00+08:00"); }

/// A class of four with one session, 08:00 to 09:40; it is 07:55.
struct Room {
  config::RulePack rules;
  TrainingClass training_class;
  Situation situation;
  test::FakeClock clock;

  Room() {
    training_class.id = ClassId("2024-D-017");
    training_class.roster = {{TraineeNo("01"), "学员01", {"sealed", "9011"}},
                             {TraineeNo("02"), "学员02", {"sealed", "902X"}},
                             {TraineeNo("03"), "学员03", {"sealed", "9035"}},
                             {TraineeNo("04"), "学员04", {}}};
    std::vector<LessonHour> hours(2);
    hours[0].id.training_class = hours[1].id.training_class = training_class.id;
    hours[0].span = {at("08:00"), at("08:45")};
    hours[1].span = {at("08:55"), at("09:40")};
    training::number_hours(hours, rules);
    situation.session = check_in_sessions(hours, rules).front();
    situation.training_class = &training_class;
    set("07:55");
  }
  void set(std::string_view time) { clock.advance(at(time) - clock.utc()); }

  Attempt attempt(const std::string& trainee, const std::string& last_four, const std::string& phone = "1",
                  CheckDirection direction = CheckDirection::kIn) const {
    Attempt one;
    one.direction = direction;
    one.trainee = TraineeNo(trainee);
    one.last_four = last_four;
    one.device = std::string(31, 'a') + phone;
    one.address = "192.0.2." + phone;
    one.now = clock.read();
    one.boot = clock.boot_id();
    return one;
  }
  /// Decides and keeps what came of it, as the box does.
  Decision ask(const Attempt& one) {
    Decision decision = decide(one, situation);
    situation.events.push_back(decision.event);
    situation.events.back().id = situation.events.size();
    if (decision.standing) {
      std::erase_if(situation.standing, [&](const CheckIn& old) { return old.trainee == one.trainee; });
      situation.standing.push_back(*decision.standing);
    }
    return decision;
  }
  CheckResult in(const std::string& trainee, const std::string& last_four, const std::string& phone = "1") {
    return ask(attempt(trainee, last_four, phone)).result;
  }
  CheckResult out(const std::string& trainee, const std::string& last_four, const std::string& phone = "1") {
    return ask(attempt(trainee, last_four, phone, CheckDirection::kOut)).result;
  }
  CheckIn& standing_of(const std::string& trainee) {
    for (CheckIn& one : situation.standing) {
      if (one.trainee.text == trainee) return one;
    }
    FAIL("nothing stands");
    return situation.standing.front();
  }
  void enter_by_staff(const std::string& trainee) {
    CheckIn entered;
    entered.training_class = training_class.id;
    entered.day = situation.session.key.day;
    entered.trainee = TraineeNo(trainee);
    entered.in = at("08:00");
    entered.method = CheckInMethod::kStaff;
    entered.entered_by = "账号甲";
    entered.reason = "手机没电";
    situation.standing.push_back(entered);
    CheckInEvent event;
    event.trainee = entered.trainee;
    event.method = CheckInMethod::kStaff;
    event.in = entered.in;
    situation.events.push_back(event);
  }
};

TEST_CASE("a check-in and a check-out, and what is stored of them") {
  Room room;
  const Decision in = room.ask(room.attempt("01", "9011"));
  CHECK(in.result == CheckResult::kAccepted);
  REQUIRE(in.standing);
  CHECK(in.standing->training_class == ClassId("2024-D-017"));
  CHECK(in.standing->day == *parse_day("2024-05-13"));
  CHECK(in.standing->session == 1);
  CHECK(in.standing->trainee == TraineeNo("01"));
  CHECK(in.standing->in == at("07:55"));
  CHECK_FALSE(in.standing->out);
  CHECK(in.standing->method == CheckInMethod::kPhone);
  CHECK(in.event.trainee == TraineeNo("01"));
  CHECK(in.event.in == at("07:55"));
  CHECK_FALSE(in.event.out);
  CHECK(in.event.at == room.clock.read());
  CHECK(in.event.boot == room.clock.boot_id());
  CHECK(in.event.device == std::string(31, 'a') + "1");
  CHECK(in.event.address == "192.0.2.1");

  room.set("09:41");
  const Decision out = room.ask(room.attempt("01", "9011", "1", CheckDirection::kOut));
  CHECK(out.result == CheckResult::kAccepted);
  REQUIRE(out.standing);
  CHECK(out.standing->in == at("07:55"));
  CHECK(out.standing->out == at("09:41"));
  CHECK(out.event.direction == CheckDirection::kOut);
  CHECK(out.event.in == at("07:55"));
  CHECK(out.event.out == at("09:41"));
}

TEST_CASE("once in, once out: everything after is 'already', and changes nothing that stands") {
  Room room;
  CHECK(room.in("01", "9011") == CheckResult::kAccepted);
  CHECK(room.in("01", "9011") == CheckResult::kAlready);
  room.set("09:00");
  CHECK(room.out("01", "9011") == CheckResult::kAccepted);
  room.set("09:30");
  const Decision again = room.ask(room.attempt("01", "9011", "1", CheckDirection::kOut));
  CHECK(again.result == CheckResult::kAlready);
  CHECK_FALSE(again.standing);
  CHECK_FALSE(again.event.in);
  CHECK(again.is_himself);
  REQUIRE(again.before);
  CHECK(again.before->out == at("09:00"));
  CHECK(room.in("01", "9011") == CheckResult::kAlready);
}

TEST_CASE("a check-out before the session's end counts with its own time") {
  Room room;
  room.in("01", "9011");
  room.set("08:20");
  CHECK(room.out("01", "9011") == CheckResult::kAccepted);
  CHECK(room.standing_of("01").out == at("08:20"));
}

TEST_CASE("a check-out without a check-in") {
  Room room;
  CHECK(room.out("01", "9011") == CheckResult::kNotCheckedIn);
}

TEST_CASE("too early, too late") {
  Room room;
  room.set("07:29");
  CHECK(room.in("01", "9011") == CheckResult::kTooEarly);
  room.set("07:30");
  CHECK(room.in("01", "9011") == CheckResult::kAccepted);
  room.set("09:39");
  CHECK(room.in("02", "902X", "2") == CheckResult::kAccepted);
  room.set("09:40");
  CHECK(room.in("03", "9035", "3") == CheckResult::kTooLate);
  room.set("10:09");
  CHECK(room.out("01", "9011") == CheckResult::kAccepted);
  room.set("10:10");
  CHECK(room.out("02", "902X", "2") == CheckResult::kTooLate);
}

TEST_CASE("cancelled lessons take no check-ins") {
  Room room;
  room.situation.session.cancelled = true;
  CHECK(room.in("01", "9011") == CheckResult::kCancelled);
}

TEST_CASE("who is not on the roster: what was sent as his number is not stored") {
  Room room;
  const Decision decision = room.ask(room.attempt("<b>99", "9011"));
  CHECK(decision.result == CheckResult::kUnknown);
  CHECK(decision.event.trainee.empty());
}

TEST_CASE("without an identity number on the roster staff must enter it") {
  Room room;
  CHECK(room.in("04", "") == CheckResult::kNoIdNumber);
}

TEST_CASE("the last four as people type them") {
  for (const std::string typed : {"902X", "902x", "902*", "９０２Ｘ", "９０２ｘ", "９０２＊", " 9 0 2 x ", "　902x"}) {
    Room room;
    INFO(typed);
    CHECK(room.in("02", typed) == CheckResult::kAccepted);
  }
  for (const std::string typed : {"", "9011", "902", "02X", "2902X", "902XX", "902×", "902\xef\xbc", "902#"}) {
    Room room;
    INFO(typed);
    CHECK(room.in("02", typed) == CheckResult::kWrongId);
  }
}

TEST_CASE("five wrong tries for a name from a phone, then also the right number is refused") {
  Room room;
  for (int left = 4; left >= 0; --left) {
    const Decision wrong = room.ask(room.attempt("01", "0000"));
    CHECK(wrong.result == CheckResult::kWrongId);
    CHECK(wrong.tries_left == left);
    CHECK_FALSE(wrong.is_himself);
    CHECK(wrong.event.trainee == TraineeNo("01"));
  }
  CHECK(room.in("01", "9011") == CheckResult::kTooManyTries);

  SUBCASE("another phone of his may") { CHECK(room.in("01", "9011", "9") == CheckResult::kAccepted); }
  SUBCASE("the same phone may for another name") { CHECK(room.in("02", "902X") == CheckResult::kAccepted); }
  SUBCASE("a fresh cookie from the same address does not help, shared or not") {
    for (const bool shared : {false, true}) {
      room.situation.shared_address = shared;
      Attempt one = room.attempt("01", "9011");
      one.device = std::string(32, 'b');
      CHECK(room.ask(one).result == CheckResult::kTooManyTries);
      one.device.clear();
      CHECK(room.ask(one).result == CheckResult::kTooManyTries);
    }
  }
  SUBCASE("a fresh address with the same cookie does not help") {
    Attempt one = room.attempt("01", "9011");
    one.address = "192.0.2.77";
    CHECK(room.ask(one).result == CheckResult::kTooManyTries);
  }
  SUBCASE("tries of another session do not count") {
    for (CheckInEvent& event : room.situation.events) event.session = 2;
    CHECK(room.in("01", "9011") == CheckResult::kAccepted);
  }
}

TEST_CASE("a phone is used for one person in a session") {
  Room room;
  CHECK(room.in("01", "9011") == CheckResult::kAccepted);
  CHECK(room.in("02", "902X") == CheckResult::kPhoneUsed);

  Attempt one = room.attempt("02", "902X");
  SUBCASE("the same cookie from another address") { one.address = "192.0.2.77"; }
  SUBCASE("a fresh cookie from the same address") { one.device = std::string(32, 'b'); }
  SUBCASE("no cookie from the same address") { one.device.clear(); }
  CHECK(room.ask(one).result == CheckResult::kPhoneUsed);
  // Nothing is told about the number, right or wrong.
  one.last_four = "0000";
  CHECK(room.ask(one).result == CheckResult::kPhoneUsed);
  // In another session it is another matter.
  for (CheckInEvent& event : room.situation.events) event.session = 2;
  one.last_four = "902X";
  CHECK(room.ask(one).result == CheckResult::kAccepted);
}

TEST_CASE("a phone that was only tried for somebody else is not used") {
  Room room;
  CHECK(room.in("01", "0000") == CheckResult::kWrongId);
  CHECK(room.in("02", "902X") == CheckResult::kAccepted);
}

TEST_CASE("where phones share an address, the cookie alone tells them apart") {
  Room room;
  room.situation.shared_address = true;
  CHECK(room.in("01", "9011") == CheckResult::kAccepted);
  Attempt one = room.attempt("02", "902X", "2");
  one.address = "192.0.2.1";
  CHECK(room.ask(one).result == CheckResult::kAccepted);

  SUBCASE("two without a cookie are one phone") {
    Attempt third = room.attempt("03", "9035");
    third.device.clear();
    CHECK(room.ask(third).result == CheckResult::kAccepted);
    third.direction = CheckDirection::kOut;
    CHECK(room.ask(third).result == CheckResult::kAccepted);
    Attempt fourth = third;
    room.training_class.roster[3].id = {"sealed", "9040"};
    fourth.trainee = TraineeNo("04");
    fourth.last_four = "9040";
    fourth.direction = CheckDirection::kIn;
    CHECK(room.ask(fourth).result == CheckResult::kPhoneUsed);
  }
  SUBCASE("a check-out needs the same cookie") {
    Attempt out = room.attempt("01", "9011", "1", CheckDirection::kOut);
    out.device = std::string(32, 'b');
    CHECK(room.ask(out).result == CheckResult::kOtherPhone);
  }
}

TEST_CASE("a check-out comes from the phone of the check-in: by its cookie or its address") {
  Room room;
  room.in("01", "9011");
  CHECK(room.out("01", "9011", "2") == CheckResult::kOtherPhone);
  Attempt out = room.attempt("01", "9011", "1", CheckDirection::kOut);
  SUBCASE("another address, as phones get them after a while") { out.address = "192.0.2.77"; }
  SUBCASE("the cookie is gone") { out.device.clear(); }
  SUBCASE("a fresh cookie") { out.device = std::string(32, 'b'); }
  CHECK(room.ask(out).result == CheckResult::kAccepted);
}

TEST_CASE("a photo that was sent from another phone afterwards makes that phone nobody's") {
  Room room;
  CHECK(room.in("01", "9011", "1") == CheckResult::kAccepted);
  CheckInEvent photo = room.situation.events.back();
  photo.device = std::string(31, 'a') + "2";
  photo.address = "192.0.2.2";
  photo.photo = Sha256Digest{};
  room.situation.events.push_back(photo);
  CHECK(room.out("01", "9011", "2") == CheckResult::kOtherPhone);
  CHECK(room.in("02", "902X", "2") == CheckResult::kAccepted);  // nor was it used for somebody
  CHECK(room.out("01", "9011", "1") == CheckResult::kAccepted);
}

TEST_CASE("who was entered by staff may check out by phone; who entered him stays beside it") {
  Room room;
  room.enter_by_staff("01");
  CHECK(room.in("01", "9011") == CheckResult::kAlready);
  room.set("09:41");
  CHECK(room.out("01", "9011") == CheckResult::kAccepted);
  CHECK(room.standing_of("01").method == CheckInMethod::kStaff);
  CHECK(room.standing_of("01").entered_by == "账号甲");
  CHECK(room.standing_of("01").in == at("08:00"));
  CHECK(room.standing_of("01").out == at("09:41"));
  CHECK(room.out("02", "902X", "1") == CheckResult::kPhoneUsed);
}

TEST_CASE("a phone does not overrule 'was not there'") {
  Room room;
  room.in("01", "9011");
  room.standing_of("01").voided = true;
  room.standing_of("01").method = CheckInMethod::kCorrected;
  CHECK(room.in("01", "9011") == CheckResult::kAlready);
  CHECK(room.out("01", "9011") == CheckResult::kNotCheckedIn);
  CHECK_FALSE(next_step(room.standing_of("01"), room.rules));
}

TEST_CASE("looking ahead says what is known before the number is typed, and accepts nothing") {
  Room room;
  const auto ahead = [&](const std::string& trainee, const std::string& phone, CheckDirection direction) {
    return look_ahead(room.attempt(trainee, "", phone, direction), room.situation);
  };
  const Decision fine = ahead("01", "1", CheckDirection::kIn);
  CHECK(fine.result == CheckResult::kAccepted);
  CHECK_FALSE(fine.standing);
  CHECK_FALSE(fine.event.in);
  CHECK_FALSE(fine.is_himself);
  room.in("01", "9011");
  CHECK(ahead("01", "1", CheckDirection::kIn).result == CheckResult::kAlready);
  CHECK(ahead("02", "1", CheckDirection::kIn).result == CheckResult::kPhoneUsed);
  CHECK(ahead("01", "2", CheckDirection::kOut).result == CheckResult::kOtherPhone);
  CHECK(ahead("04", "4", CheckDirection::kIn).result == CheckResult::kNoIdNumber);
  CHECK(ahead("05", "4", CheckDirection::kIn).result == CheckResult::kUnknown);
}

TEST_CASE("what he is asked to do next") {
  Room room;
  CHECK(next_step(std::nullopt, room.rules) == CheckDirection::kIn);
  room.in("01", "9011");
  CHECK(next_step(standing_for(room.situation, TraineeNo("01")), room.rules) == CheckDirection::kOut);
  config::RulePack without = room.rules;
  without.checkin_out = false;
  CHECK_FALSE(next_step(standing_for(room.situation, TraineeNo("01")), without));
  room.out("01", "9011");
  CHECK_FALSE(next_step(standing_for(room.situation, TraineeNo("01")), room.rules));
}

TEST_CASE("I7: a session's bounds go by the wall clock of the moment, what was stored before stays") {
  Room room;
  room.in("01", "9011");
  room.clock.step_wall(std::chrono::hours{-24});
  CHECK(room.in("02", "902X", "2") == CheckResult::kTooEarly);
  CHECK(room.standing_of("01").in == at("07:55"));
}

}  // namespace
}  // namespace xueshi::checkin
