#pragma once
/// A box in a folder of its own whose class of four has one session, 08:00 to 09:40 of 2024-05-13; it is 07:55. And
/// phones.

#include <mutex>
#include <string>

#include "daemon/phone_desk.h"
#include "tests/store/sample_facts.h"
#include "training/timetable.h"

namespace xueshi::test {

inline UtcMillis on_that_day(std::string_view time) {
  return *parse_rfc3339("2024-05-13T" + std::string(time) + ":00+08:00");
}

struct PhoneBench : StoreBench {
  config::RulePack rules;
  config::CheckInDoor door;
  daemon::BoxKeys keys{SecretKey{{1}}, SecretKey{{2}}};
  std::unique_ptr<store::Store> store;
  std::mutex saying;
  bool failing = false;  ///< commits fail
  int commits = 0;       ///< but for openings
  std::unique_ptr<daemon::CheckInOpenings> openings;
  std::unique_ptr<daemon::PhoneDesk> desk;
  checkin::SessionKey session{ClassId("2024-D-017"), *parse_day("2024-05-13"), 1};

  PhoneBench() {
    door.url = "http://192.168.10.1:8481";
    store = open();
    TrainingClass training_class = sample_class();
    training_class.roster.clear();
    for (const auto& [number, last_four] : {std::pair{"01", "9011"}, {"02", "902X"}, {"03", "9035"}}) {
      training_class.roster.push_back(
          {TraineeNo(number),
           std::string("学员") + number,
           {seal(keys.identity, std::string("14102519800101") + last_four, kIdPurpose, *random), last_four}});
    }
    training_class.roster.push_back({TraineeNo("04"), "学员04"});
    std::vector<LessonHour> hours{sample_hour(1), sample_hour(2)};
    hours[0].span = {on_that_day("08:00"), on_that_day("08:45")};
    hours[1].span = {on_that_day("08:55"), on_that_day("09:40")};
    training::number_hours(hours, rules);
    store::Facts facts;
    facts.classes = {training_class};
    facts.hours = hours;
    REQUIRE(store->commit(facts, {}));
    clock.step_wall(on_that_day("07:00") - clock.utc());
    set("07:55");
    start();
  }
  /// As after a start of the program.
  void start() {
    desk.reset();
    const auto commit_now = [this](store::CommitRequest&& request) { return commit(std::move(request)); };
    openings = std::make_unique<daemon::CheckInOpenings>(commit_now, clock);
    daemon::PhoneDeskSettings settings;
    settings.box = BoxId("gx-0001");
    settings.state = folder.path();
    settings.door = door;
    settings.county = SecretKey{{3}};
    desk = std::make_unique<daemon::PhoneDesk>(settings, keys, rules, *store, commit_now, saying, *openings, *files,
                                               clock);
  }
  Result<void> commit(store::CommitRequest&& request) {
    if (failing) return fail(ErrorCode::kIo, "the disk is gone");
    commits += request.facts.openings.empty();
    auto written = store->commit(request.facts, request.messages);
    if (!written) return tl::make_unexpected(written.error());
    return {};
  }
  void set(std::string_view time) { clock.advance(on_that_day(time) - clock.utc()); }
  void add_hours(std::vector<LessonHour> hours) {
    store::Facts facts;
    facts.hours = std::move(hours);
    REQUIRE(store->commit(facts, {}));
  }

  [[nodiscard]] std::string code() const {
    const std::string url = desk->url_for(session);
    return url.substr(url.find("/c/") + 3);
  }
  std::vector<CheckInEvent> events() {
    auto reader = value(store->reader());
    return value(reader.check_in_events(session.training_class, session.day));
  }
  std::vector<CheckIn> standing() {
    auto reader = value(store->reader());
    return value(reader.check_ins(session.training_class, session.day));
  }
  std::vector<store::WaitingMessage> messages() {
    return value(store->waiting_messages({utc_ms(0), UtcMillis::max()}, {}, 1'000));
  }
};

/// A phone that somebody holds.
struct TestPhone {
  PhoneBench& bench;
  web::PhoneCaller caller;
  TestPhone(PhoneBench& at, int number)
      : bench(at), caller{std::string(30, 'a') + std::to_string(10 + number), "192.0.2." + std::to_string(number)} {}

  std::string ticket() {
    const auto names = bench.desk->scan(bench.code(), caller);
    REQUIRE(names);
    return names->ticket;
  }
  web::PhoneAnswer<web::PhoneDone> act(const std::string& ticket, const std::string& trainee,
                                       const std::string& last_four, CheckDirection direction = CheckDirection::kIn,
                                       bool confirmed = false, int session = 1) {
    web::PhoneAct act;
    act.ticket = ticket;
    act.trainee = trainee;
    act.last_four = last_four;
    act.direction = direction;
    act.session = session;
    act.early_confirmed = confirmed;
    return bench.desk->act(act, caller);
  }
  web::PhoneAnswer<web::PhoneDone> in(const std::string& trainee, const std::string& last_four) {
    return act(ticket(), trainee, last_four);
  }
  web::PhoneAnswer<web::PhoneDone> out(const std::string& trainee, const std::string& last_four) {
    return act(ticket(), trainee, last_four, CheckDirection::kOut);
  }
};

/// Why it was refused.
template <typename T>
CheckResult refused(const web::PhoneAnswer<T>& answer) {
  if (answer) return CheckResult::kAccepted;
  REQUIRE(answer.error().kind == web::PhoneRefusal::Kind::kRefused);
  return answer.error().result;
}

}  // namespace xueshi::test
