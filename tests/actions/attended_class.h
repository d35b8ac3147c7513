#pragma once
/// A class of five with two sessions on the clock's first day, and actions on its attendance carried out as a desk
/// does.

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "actions/answer_objection.h"
#include "actions/correct_attendance.h"
#include "actions/enter_attendance.h"
#include "actions/judge_again.h"
#include "actions/leave.h"
#include "tests/store/sample_facts.h"

namespace xueshi::test {

struct AttendedClass : StoreBench {
  /// 08:30 to 10:05 in two lesson hours, and 14:00 to 14:45. The clock stands at 08:00.
  AttendedClass() {
    store::Facts facts;
    facts.clock_marks.push_back({clock.boot_id(), clock.read(), ClockMarkCause::kStart});
    TrainingClass one{id, "焊工", ClassKind::kProject, {CameraId("front")}, {}};
    for (const char* number : {"01", "02", "03", "04", "05"}) {
      one.roster.push_back({TraineeNo(number), std::string("学员") + number});
    }
    facts.classes.push_back(one);
    const auto add = [&](int number, int session, const char* from, const char* to) {
      LessonHour hour;
      hour.id = {id, day, number};
      hour.session = session;
      hour.span = {at(from), at(to)};
      hour.planned_at = clock.utc() - std::chrono::hours{48};
      facts.hours.push_back(hour);
    };
    add(1, 1, "08:30", "09:15");
    add(2, 1, "09:20", "10:05");
    add(3, 2, "14:00", "14:45");
    put(facts);
  }

  [[nodiscard]] UtcMillis at(const std::string& clock_time) const {
    return parse_rfc3339(to_string(day) + "T" + clock_time + ":00+08:00").value();
  }
  void go_to(const std::string& clock_time) { clock.advance(at(clock_time) - clock.utc()); }
  void put(const store::Facts& facts) { value(store->commit(facts, {})); }
  [[nodiscard]] store::Reader reader() const { return value(store->reader()); }
  [[nodiscard]] actions::Moment now() const { return actions::Moment::now(clock); }

  /// Checked in by phone.
  void phone(const std::string& trainee, const std::string& in, const std::string& out = "", int session = 1) {
    store::Facts facts;
    CheckIn came;
    came.training_class = id;
    came.day = day;
    came.session = session;
    came.trainee = TraineeNo(trainee);
    came.in = at(in);
    if (!out.empty()) came.out = at(out);
    facts.check_ins.push_back(came);
    CheckInEvent event;
    event.training_class = id;
    event.day = day;
    event.session = session;
    event.trainee = came.trainee;
    event.at = clock.read();
    event.boot = clock.boot_id();
    event.in = came.in;
    event.out = came.out;
    event.device = "ab12cd34ab12cd34ab12cd34ab12cd34";
    event.address = "192.0.2.44";
    facts.check_in_events.push_back(event);
    put(facts);
  }

  actions::Attended enter(std::vector<std::string> trainees, const std::string& in, const std::string& out = "",
                          const std::string& reason = "没有手机", int session = 1) {
    actions::AttendanceEntry entry;
    entry.session = {id, day, session};
    for (std::string& number : trainees) entry.trainees.emplace_back(std::move(number));
    if (!in.empty()) entry.in = at(in);
    if (!out.empty()) entry.out = at(out);
    entry.reason = reason;
    auto view = reader();
    return done(actions::enter_attendance(teacher, view, now(), entry, rules, keys));
  }
  actions::Attended correct(const std::string& trainee, const std::string& in, const std::string& out = "",
                            const std::string& reason = "看过录像", int session = 1) {
    actions::Correction correction{{id, day, session}, TraineeNo(trainee), {}, {}, reason};
    if (!in.empty()) correction.in = at(in);
    if (!out.empty()) correction.out = at(out);
    auto view = reader();
    return done(actions::correct_attendance(inspector, view, now(), correction, rules, keys));
  }
  actions::Attended leave(std::vector<std::string> trainees, UtcSpan span, const std::string& reason = "病假") {
    actions::LeaveEntry entry{id, {}, span, reason};
    for (std::string& number : trainees) entry.trainees.emplace_back(std::move(number));
    auto view = reader();
    return done(actions::enter_leave(teacher, view, now(), entry));
  }
  actions::Attended withdraw(std::uint64_t number, const std::string& reason = "来上课了") {
    auto view = reader();
    return done(actions::withdraw_leave(teacher, view, now(), id, number, reason));
  }
  actions::Attended answer(std::uint64_t objection, const std::string& text) {
    auto view = reader();
    return done(actions::answer_objection(inspector, view, now(), objection, text));
  }
  /// Commits what an action made.
  actions::Attended done(actions::Attended change) {
    if (change) value(store->commit(change->commit.facts, change->commit.messages));
    return change;
  }

  /// What stands for him: nothing where nothing does.
  [[nodiscard]] std::optional<CheckIn> standing(const std::string& trainee, int session = 1) const {
    auto view = reader();
    for (const CheckIn& one : value(view.check_ins(id, day))) {
      if (one.trainee.text == trainee && one.session == session) return one;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::vector<CheckInEvent> events() const {
    auto view = reader();
    return value(view.check_in_events(id, day));
  }
  [[nodiscard]] std::vector<AuditEntry> audit() const {
    auto view = reader();
    return value(view.audit({}));
  }

  const ClassId id{"2024-D-017"};
  const LocalDay day = local_day(clock.utc());
  config::RulePack rules;
  actions::PersonKeys keys{SecretKey::random(*random), std::nullopt};
  const Actor teacher{Actor::Kind::kUser, "teacher", Role::kTeacher, "192.0.2.1"};
  const Actor inspector{Actor::Kind::kUser, "inspector", Role::kInspector, "192.0.2.2"};
  std::unique_ptr<store::Store> store = open();
};

/// Why it was refused, and whom it is about: "stands 01 02"; empty where it was not.
inline std::string refusal(const actions::Attended& change) {
  if (change) return "";
  std::string text(actions::kAttendanceFaults.name(change.error().fault));
  for (const TraineeNo& trainee : change.error().trainees) text += " " + trainee.text;
  return text;
}

}  // namespace xueshi::test
