#include "daemon/check_in_watch.h"

#include "actions/close_hour.h"
#include "tests/daemon/phone_bench.h"

using namespace xueshi;
using test::PhoneBench;
using test::TestPhone;
using test::value;

namespace {

struct Watched : PhoneBench {
  std::unique_ptr<daemon::CheckInRounds> rounds;
  Watched() { begin(); }
  void begin() {
    start();
    rounds = std::make_unique<daemon::CheckInRounds>(
        *store, *openings, [this](store::CommitRequest&& request) { return commit(std::move(request)); }, rules, clock);
  }
  std::vector<CheckInOpening> opened() {
    return value(value(store->reader()).openings(session.training_class, session.day));
  }
  HourConclusion conclusion(int number) {
    const LessonHourId id{session.training_class, session.day, number};
    return value(value(store->reader()).conclusion(id)).value();
  }
  void conclude(int number) {
    auto reader = value(store->reader());
    const auto hour = value(reader.lesson_hour({session.training_class, session.day, number})).value();
    auto closed =
        value(actions::close_hour(Actor::box(), reader, hour, rules, clock.boot_id(), boot_ms(0), clock.read()));
    REQUIRE(closed);
    REQUIRE(commit(std::move(closed->commit)));
  }
  static bool lacks_check_out(const HourConclusion& conclusion) {
    for (const auto& flag : conclusion.flags) {
      if (flag.flag == Flag::kNoCheckOut) return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE("a session's opening is written when it opens, once for each run of the program, and never after") {
  Watched box;
  box.set("07:29");
  box.begin();
  box.rounds->look(true);
  CHECK(box.opened().empty());
  box.set("07:30");
  box.failing = true;
  box.rounds->look(true);
  CHECK(box.opened().empty());
  box.failing = false;
  box.rounds->look(true);
  box.rounds->look(true);
  REQUIRE(box.opened().size() == 1);
  CHECK(box.opened()[0].at == box.clock.read());
  CHECK(box.opened()[0].session == 1);
  box.set("08:10");
  box.begin();
  box.rounds->look(true);
  CHECK(box.opened().size() == 2);
  box.set("10:10");
  box.begin();
  box.rounds->look(true);
  CHECK(box.opened().size() == 2);
}

TEST_CASE("nobody is shown the names before it is written down that check-in is open") {
  Watched box;
  TestPhone phone(box, 1);
  box.failing = true;
  const auto names = box.desk->scan(box.code(), phone.caller);
  REQUIRE_FALSE(names);
  CHECK(names.error().kind == web::PhoneRefusal::Kind::kTrouble);
  box.failing = false;
  CHECK(box.desk->scan(box.code(), phone.caller));
  CHECK(box.opened().size() == 1);
  box.rounds->look(true);
  CHECK(box.opened().size() == 1);
}

TEST_CASE("hours that were concluded before people had checked out are judged again when the session has closed") {
  Watched box;
  box.rounds->look(true);
  TestPhone phone(box, 1);
  REQUIRE(phone.in("01", "9011"));
  box.set("09:43");
  box.conclude(1);
  box.conclude(2);
  REQUIRE(Watched::lacks_check_out(box.conclusion(2)));
  REQUIRE(phone.out("01", "9011"));
  box.set("10:09");
  box.rounds->look(true);
  CHECK(box.conclusion(2).rev == 1);
  box.set("10:10");
  box.rounds->look(false);
  CHECK(box.conclusion(2).rev == 1);
  box.failing = true;
  box.rounds->look(true);
  CHECK(box.conclusion(2).rev == 1);
  box.failing = false;
  box.rounds->look(true);
  CHECK(box.conclusion(2).rev == 2);
  CHECK_FALSE(Watched::lacks_check_out(box.conclusion(2)));
  // Again, and after a start: nothing is different, so nothing is said.
  const int commits = box.commits;
  box.rounds->look(true);
  box.begin();
  box.rounds->look(true);
  CHECK(box.commits == commits);
}
