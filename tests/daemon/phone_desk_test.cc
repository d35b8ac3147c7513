#include "daemon/phone_desk.h"

#include <boost/json.hpp>

#include <set>
#include <thread>

#include "actions/photos.h"
#include "tests/daemon/phone_bench.h"

using namespace xueshi;
using test::on_that_day;
using test::PhoneBench;
using test::refused;
using test::TestPhone;
using test::value;
using Kind = web::PhoneRefusal::Kind;

TEST_CASE("I9, I15: an accepted check-in is an event, what stands and a message, and names nobody") {
  PhoneBench bench;
  TestPhone phone(bench, 7);
  const auto names = bench.desk->scan(bench.code(), phone.caller);
  REQUIRE(names);
  CHECK(names->title == "家政服务员第17期");
  REQUIRE(names->names.size() == 4);
  CHECK(names->names[0].name == "学员01");
  CHECK_FALSE(names->names[0].in);

  const auto choice = bench.desk->choose(names->ticket, "02", phone.caller);
  REQUIRE(choice);
  REQUIRE(choice->steps.size() == 1);
  CHECK(choice->steps[0].direction == CheckDirection::kIn);
  CHECK(choice->name == "学员02");
  CHECK(bench.events().empty());

  const auto done = phone.act(names->ticket, "02", "902*");
  REQUIRE(done);
  CHECK(done->at == on_that_day("07:55"));
  REQUIRE(done->record);
  CHECK(done->record->lines.size() == 1);
  CHECK(done->record->lines[0].in == on_that_day("07:55"));

  REQUIRE(bench.events().size() == 1);
  CHECK(bench.events()[0].result == CheckResult::kAccepted);
  CHECK(bench.events()[0].address == "192.0.2.7");
  REQUIRE(bench.standing().size() == 1);
  CHECK(bench.standing()[0].in == on_that_day("07:55"));
  REQUIRE(bench.messages().size() == 1);
  const store::Message message = bench.messages()[0].message;
  CHECK(message.kind == "checkin");
  const auto body = boost::json::parse(message.body).as_object();
  CHECK(body.at("trainee") == "02");
  CHECK(body.at("person").as_string().size() == 64);
  for (const char* personal : {"学员", "902X", "14102519800101", "192.0.2"}) {
    CHECK(message.body.find(personal) == std::string::npos);
  }
  CHECK(bench.desk->scan(bench.code(), phone.caller)->names[1].in);
}

TEST_CASE("a ticket that is used again is told 'already', never accepted a second time") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  const std::string ticket = phone.ticket();
  CHECK(phone.act(ticket, "01", "9011"));
  bench.clock.advance(Millis{60'000});
  CHECK(refused(phone.act(ticket, "01", "9011")) == CheckResult::kAlready);
  // Nor for somebody else.
  CHECK(refused(phone.act(ticket, "02", "902X")) == CheckResult::kPhoneUsed);
  CHECK(bench.standing().size() == 1);
  CHECK(bench.standing()[0].in == on_that_day("07:55"));
  CHECK(bench.messages().size() == 1);
  CHECK(bench.events().size() == 3);
}

TEST_CASE("nothing is said before it is stored: where the commit fails, nobody was checked in") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  const std::string ticket = phone.ticket();
  bench.failing = true;
  const auto answer = phone.act(ticket, "01", "9011");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::kTrouble);
  CHECK(bench.standing().empty());
  // Tries are counted out of the stored ones: whoever could not be counted learns nothing of the number.
  CHECK(phone.act(ticket, "01", "0000").error().kind == Kind::kTrouble);
  // Other refusals are still told where they cannot be written down.
  CHECK(refused(bench.desk->scan("2024-D-017", phone.caller)) == CheckResult::kCodeForged);
  bench.failing = false;
  CHECK(phone.act(ticket, "01", "9011"));
}

TEST_CASE("codes: forged, expired, of a boot before, of a class that is not here: refused and written down") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  const std::string good = bench.code();
  const auto scan = [&](const std::string& code) { return refused(bench.desk->scan(code, phone.caller)); };

  std::string changed = good;
  changed.back() = changed.back() == 'A' ? 'Q' : 'A';
  CHECK(scan(changed) == CheckResult::kCodeForged);
  CHECK(scan("2024-D-017") == CheckResult::kCodeForged);
  CHECK(scan(std::string(5'000, '~')) == CheckResult::kCodeForged);
  const auto made_by = [&](const SecretKey& key, const std::string& box, const checkin::SessionKey& session) {
    return checkin::code_text(
        checkin::code_at(BoxId(box), session, bench.clock.boot_id(), bench.clock.boot(), bench.rules), key);
  };
  CHECK(scan(made_by(SecretKey{{9}}, "gx-0001", bench.session)) == CheckResult::kCodeForged);
  CHECK(scan(made_by(bench.keys.check_in, "gx-0002", bench.session)) == CheckResult::kCodeForged);
  checkin::SessionKey other = bench.session;
  other.training_class = ClassId("2024-D-018");
  CHECK(scan(made_by(bench.keys.check_in, "gx-0001", other)) == CheckResult::kCodeElsewhere);
  other = bench.session;
  other.number = 2;
  CHECK(scan(made_by(bench.keys.check_in, "gx-0001", other)) == CheckResult::kCodeElsewhere);

  CHECK(scan(good) == CheckResult::kAccepted);
  bench.clock.advance(Millis{35'000});
  CHECK(scan(good) == CheckResult::kCodeExpired);
  const std::string before = bench.code();
  bench.clock.reboot(Millis{1'000});
  CHECK(scan(before) == CheckResult::kCodeExpired);

  // Those of this class are among its events; what could not be read belongs to none.
  std::multiset<CheckResult> kept;
  for (const CheckInEvent& event : bench.events()) {
    CHECK(event.trainee.empty());
    CHECK(event.device == phone.caller.device);
    kept.insert(event.result);
  }
  CHECK(kept ==
        std::multiset<CheckResult>{CheckResult::kCodeElsewhere, CheckResult::kCodeExpired, CheckResult::kCodeExpired});
  CHECK(bench.commits == 9);
}

TEST_CASE("I7: a step of the wall clock between code and answer changes neither code nor ticket") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  const std::string code = bench.code();
  bench.clock.step_wall(Millis{-20 * 60'000});
  const auto names = bench.desk->scan(code, phone.caller);
  REQUIRE(names);
  bench.clock.step_wall(Millis{30 * 60'000});
  bench.clock.advance(Millis{10'000});
  const auto done = phone.act(names->ticket, "01", "9011");
  REQUIRE(done);
  // Both clocks stand on the event: which of them can be believed is judged by the clock's marks.
  CHECK(bench.events()[0].at == bench.clock.read());
}

TEST_CASE("a ticket: not after three minutes, not on another phone, not on another box") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  TestPhone other(bench, 2);
  const std::string ticket = phone.ticket();
  CHECK(refused(other.act(ticket, "02", "902X")) == CheckResult::kCodeElsewhere);
  std::string changed = ticket;
  changed[10] = changed[10] == 'A' ? 'B' : 'A';
  CHECK(refused(phone.act(changed, "01", "9011")) == CheckResult::kCodeForged);
  bench.clock.advance(Millis{180'000});
  CHECK(refused(phone.act(ticket, "01", "9011")) == CheckResult::kCodeExpired);
  CHECK(refused(bench.desk->choose(ticket, "01", phone.caller)) == CheckResult::kCodeExpired);
  CHECK(refused(bench.desk->names(ticket, phone.caller)) == CheckResult::kCodeExpired);
  CHECK(bench.standing().empty());
}

TEST_CASE("another class's ticket does not open this one") {
  PhoneBench bench;
  store::Facts facts;
  TrainingClass other = test::sample_class();
  other.id = ClassId("2024-D-018");
  other.roster = {{TraineeNo("09"), "学员09", {"sealed", "9099"}}};
  LessonHour hour = test::sample_hour(1);
  hour.id.training_class = other.id;
  facts.classes = {other};
  facts.hours = {hour};
  REQUIRE(bench.store->commit(facts, {}));
  TestPhone phone(bench, 1);
  checkin::SessionKey key = bench.session;
  key.training_class = other.id;
  const std::string url = bench.desk->url_for(key);
  const auto names = bench.desk->scan(url.substr(url.find("/c/") + 3), phone.caller);
  REQUIRE(names);
  CHECK(names->names.size() == 1);
  CHECK(refused(phone.act(names->ticket, "01", "9011")) == CheckResult::kUnknown);
  CHECK(bench.standing().empty());
  CHECK(phone.act(names->ticket, "09", "9099"));
}

TEST_CASE("five wrong numbers; starting the program anew forgets none") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  for (int i = 0; i < 5; ++i) {
    const auto answer = phone.in("01", "000" + std::to_string(i));
    CHECK(refused(answer) == CheckResult::kWrongId);
    CHECK(answer.error().tries_left == 4 - i);
    CHECK((answer.error().again != nullptr) == (i < 4));
    bench.start();
  }
  CHECK(refused(phone.in("01", "9011")) == CheckResult::kTooManyTries);
  CHECK(refused(bench.desk->choose(phone.ticket(), "01", phone.caller)) == CheckResult::kTooManyTries);
  CHECK(TestPhone(bench, 2).in("01", "9011"));
}

TEST_CASE("refused attempts are stored within a bound; wrong numbers always") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  for (int i = 0; i < 100; ++i) bench.desk->scan("forged", phone.caller);
  CHECK(bench.commits == daemon::AttemptLimit::kOfOneAddress);
  for (int i = 0; i < 5; ++i) CHECK(refused(phone.in("01", "0000")) == CheckResult::kWrongId);
  CHECK(refused(phone.in("01", "9011")) == CheckResult::kTooManyTries);
  CHECK(bench.commits == daemon::AttemptLimit::kOfOneAddress + 5);
  bench.clock.advance(std::chrono::minutes{1});
  bench.desk->scan("forged", phone.caller);
  CHECK(bench.commits == daemon::AttemptLimit::kOfOneAddress + 6);
  for (int i = 0; i < 2'000; ++i) bench.desk->scan("forged", {"", "198.51.100." + std::to_string(i)});
  CHECK(bench.commits == daemon::AttemptLimit::kOfOneAddress + 5 + daemon::AttemptLimit::kOfAll);
}

TEST_CASE("check-out: before the end only when confirmed, then it counts with its time; a second one is 'already'") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  REQUIRE(phone.in("01", "9011"));
  bench.set("08:20");
  const auto choice = bench.desk->choose(phone.ticket(), "01", phone.caller);
  REQUIRE(choice);
  REQUIRE(choice->steps.size() == 2);
  CHECK(choice->steps[0].direction == CheckDirection::kOut);
  CHECK(choice->steps[0].early);
  CHECK(choice->steps[1].look);

  const auto asked = phone.out("01", "9011");
  REQUIRE_FALSE(asked);
  CHECK(asked.error().kind == Kind::kConfirm);
  REQUIRE(asked.error().again);
  CHECK(asked.error().again->steps[0].early);
  CHECK_FALSE(bench.standing()[0].out);

  const auto done = phone.act(phone.ticket(), "01", "9011", CheckDirection::kOut, true);
  REQUIRE(done);
  CHECK(done->early);
  CHECK(bench.standing()[0].out == on_that_day("08:20"));
  bench.set("09:45");
  const auto again = phone.out("01", "9011");
  CHECK(refused(again) == CheckResult::kAlready);
  CHECK(again.error().out == on_that_day("08:20"));
  REQUIRE(again.error().record);
  CHECK(again.error().record->lines[0].left_early);
  CHECK(bench.standing()[0].out == on_that_day("08:20"));
}

TEST_CASE("who did everything may see his record, with his number; who does not know it sees nothing") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  REQUIRE(phone.in("01", "9011"));
  bench.set("09:41");
  REQUIRE(phone.out("01", "9011"));
  const auto choice = bench.desk->choose(phone.ticket(), "01", phone.caller);
  CHECK(refused(choice) == CheckResult::kAlready);
  CHECK_FALSE(choice.error().record);
  REQUIRE(choice.error().again);
  CHECK(choice.error().again->steps[0].look);
  CHECK(refused(phone.out("01", "0000")) == CheckResult::kWrongId);
  CHECK(phone.out("01", "9011").error().record);
}

TEST_CASE("the session before stays open for check-out while the next one's code is shown") {
  PhoneBench bench;
  LessonHour next = test::sample_hour(3);
  next.span = {on_that_day("10:20"), on_that_day("11:05")};
  next.session = 2;
  bench.add_hours({next});
  TestPhone phone(bench, 1);
  REQUIRE(phone.in("01", "9011"));
  bench.set("09:55");
  bench.session.number = 2;
  const auto choice = bench.desk->choose(phone.ticket(), "01", phone.caller);
  REQUIRE(choice);
  REQUIRE(choice->steps.size() == 2);
  CHECK(choice->steps[0].direction == CheckDirection::kOut);
  CHECK(choice->steps[0].session.number == 1);
  CHECK_FALSE(choice->steps[0].early);
  CHECK(choice->steps[1].direction == CheckDirection::kIn);
  CHECK(choice->steps[1].session.number == 2);
  CHECK(phone.act(phone.ticket(), "01", "9011", CheckDirection::kOut, false, 1));
  CHECK(phone.act(phone.ticket(), "01", "9011", CheckDirection::kIn, false, 2));
  CHECK(bench.standing().size() == 2);
  CHECK(bench.standing()[0].out == on_that_day("09:55"));

  // Only to check out, and only of the one before.
  TestPhone other(bench, 2);
  CHECK(refused(other.act(other.ticket(), "02", "902X", CheckDirection::kIn, false, 1)) == CheckResult::kCodeElsewhere);
  CHECK(refused(other.act(other.ticket(), "02", "902X", CheckDirection::kOut, false, 3)) ==
        CheckResult::kCodeElsewhere);
}

TEST_CASE("an own record is for its phone, for fifteen minutes") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  const auto done = phone.in("01", "9011");
  REQUIRE(done);
  REQUIRE(done->record);
  const std::string pass = done->record->pass;
  CHECK(bench.desk->record(pass, phone.caller));
  CHECK(refused(bench.desk->record(pass, TestPhone(bench, 2).caller)) == CheckResult::kCodeElsewhere);
  CHECK(refused(bench.desk->record(phone.ticket(), phone.caller)) == CheckResult::kCodeForged);
  bench.clock.advance(Millis{14 * 60'000});
  const auto later = bench.desk->record(pass, phone.caller);
  REQUIRE(later);
  bench.clock.advance(Millis{60'000});
  // Looking does not make it last longer.
  CHECK(refused(bench.desk->record(later->pass, phone.caller)) == CheckResult::kCodeExpired);
}

TEST_CASE("an objection goes to the inspector, once for each entry") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  const std::string pass = phone.in("01", "9011")->record->pass;
  const auto object = [&](int session, const std::string& text) {
    return bench.desk->object(pass, bench.session.day, session, text, phone.caller);
  };
  CHECK(object(2, "我来了").error().kind == Kind::kNothing);
  CHECK(object(1, std::string(1'001, 'a')).error().kind == Kind::kNothing);
  const auto sent = object(1, "我七点半就来了");
  REQUIRE(sent);
  CHECK(sent->lines[0].objection == "我七点半就来了");
  CHECK(object(1, "再说一次").error().kind == Kind::kNothing);
  auto reader = value(bench.store->reader());
  const auto all = value(reader.objections(true));
  REQUIRE(all.size() == 1);
  CHECK(all[0].objection.trainee == TraineeNo("01"));
  CHECK(all[0].objection.text == "我七点半就来了");
}

TEST_CASE("I2: a photo is a file first, then an event of its own; one for each session, and only pictures") {
  PhoneBench bench;
  bench.door.photo = true;
  bench.start();
  TestPhone phone(bench, 1);
  const auto done = phone.in("01", "9011");
  REQUIRE(done);
  REQUIRE(done->record);
  REQUIRE(done->record->photo);
  const std::string pass = done->record->pass;
  const std::string picture = "\xff\xd8\xff\xe0 a picture";
  const auto send = [&](const std::string& content, int session = 1) {
    return bench.desk->photo(pass, bench.session.day, session, content, phone.caller);
  };
  CHECK(send("MZ no picture").error().kind == Kind::kNothing);
  TestPhone other(bench, 2);
  const auto by_other = other.in("01", "9011");  // he has checked in already, with the first phone
  REQUIRE_FALSE(by_other);
  CHECK(send(picture, 2).error().kind == Kind::kNothing);
  bench.failing = true;
  CHECK(send(picture).error().kind == Kind::kTrouble);
  bench.failing = false;
  const auto sent = send(picture);
  REQUIRE(sent);
  CHECK_FALSE(sent->photo);
  CHECK(send(picture + "!").error().kind == Kind::kNothing);

  const Sha256Digest digest = sha256(as_bytes(picture));
  const auto kept = read_whole(*bench.files, actions::photo_path(bench.folder.path(), digest), 1'000);
  REQUIRE(kept);
  CHECK(as_text(*kept) == picture);
  REQUIRE(bench.events().size() == 3);
  CHECK(bench.events()[1].result == CheckResult::kAlready);
  CHECK(bench.events()[2].photo == digest);
  CHECK(bench.events()[2].in == on_that_day("07:55"));
  CHECK(value(value(bench.store->reader()).knows_photo(digest)));
  // What stands, and what the county was told, is as before.
  CHECK(bench.standing().size() == 1);
  CHECK(bench.messages().size() == 1);
}

TEST_CASE("where the phone is, where the door asks for it") {
  PhoneBench bench;
  bench.door.place = config::Place{36.2669, 111.9203};
  bench.start();
  TestPhone phone(bench, 1);
  CHECK(bench.desk->choose(phone.ticket(), "01", phone.caller)->asks_place);
  web::PhoneAct act;
  act.ticket = phone.ticket();
  act.trainee = "01";
  act.last_four = "9011";
  act.session = 1;
  act.place = "36.27690,111.92030";
  REQUIRE(bench.desk->act(act, phone.caller));
  CHECK(bench.events()[0].distance_m == 1'112);
}

TEST_CASE("what was planned otherwise meanwhile: cancelled, and before it opens") {
  PhoneBench bench;
  TestPhone phone(bench, 1);
  const std::string ticket = phone.ticket();
  std::vector<LessonHour> hours = value(value(bench.store->reader()).hours_of_day(bench.session.day));
  for (LessonHour& hour : hours) hour.span = {hour.span.from + Millis{3'600'000}, hour.span.to + Millis{3'600'000}};
  bench.add_hours(hours);
  const auto early = bench.desk->scan(bench.code(), phone.caller);
  CHECK(refused(early) == CheckResult::kTooEarly);
  CHECK(early.error().opens == on_that_day("08:30"));
  CHECK(refused(phone.act(ticket, "01", "9011")) == CheckResult::kTooEarly);
  for (LessonHour& hour : hours) {
    hour.cancelled = true;
    hour.cancelled_at = bench.clock.utc();
  }
  bench.add_hours(hours);
  CHECK(refused(bench.desk->scan(bench.code(), phone.caller)) == CheckResult::kCancelled);
  CHECK(refused(phone.act(ticket, "01", "9011")) == CheckResult::kCancelled);
}

TEST_CASE("many at once: each once, whatever the order") {
  PhoneBench bench;
  constexpr int kPhones = 8;
  std::atomic<int> accepted{0};
  std::atomic<int> already{0};
  std::vector<std::string> tickets;
  for (int i = 0; i < kPhones; ++i) tickets.push_back(TestPhone(bench, i).ticket());
  std::vector<std::thread> threads;
  for (int i = 0; i < kPhones; ++i) {
    threads.emplace_back([&, i] {
      web::PhoneAct act;
      act.ticket = tickets[static_cast<std::size_t>(i)];
      act.trainee = "01";
      act.last_four = "9011";
      act.session = 1;
      const auto done = bench.desk->act(act, TestPhone(bench, i).caller);
      ++(done ? accepted : already);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(accepted == 1);
  CHECK(already == kPhones - 1);
  CHECK(bench.standing().size() == 1);
  CHECK(bench.messages().size() == 1);
  CHECK(bench.events().size() == kPhones);
}
