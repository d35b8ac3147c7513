#include <doctest/doctest.h>

#include "actions/change_class.h"
#include "actions/import_roster.h"
#include "actions/import_timetable.h"
#include "actions/occupied.h"
#include "tests/store/sample_facts.h"
#include "tests/training/sample_plan.h"

using namespace xueshi;
using namespace xueshi::actions;
using test::at;
using test::lesson_row;
using test::nobody;
using test::trainee_row;
using test::value;

namespace {

/// A box with class T-1, at 2024-05-13 08:00 (FakeClock).
struct Box {
  test::StoreBench bench;
  std::unique_ptr<store::Store> store = bench.open();
  config::RulePack rules;
  SecretKey key = SecretKey::random(*bench.random);
  std::set<ClassId> of_plan_file{ClassId("P-1")};
  const Actor who{Actor::Kind::kUser, "wang", Role::kTeacher, "192.0.2.7"};
  const ClassBounds bounds{{CameraId("front")}, {ClassId("P-1")}};

  Box() { make("T-1"); }

  [[nodiscard]] Moment now() const { return Moment::now(bench.clock); }
  store::Reader reader() { return value(store->reader()); }
  void write(const store::CommitRequest& commit) { value(store->commit(commit.facts, commit.messages)); }

  void make(const std::string& id) {
    auto all = reader();
    ClassEdit edit;
    edit.title = "班级" + id;
    auto made = add_class(who, all, now(), ClassId(id), edit, bounds);
    REQUIRE(made);
    write(made->commit);
  }
  SheetImport roster(const std::string& id, const std::vector<training::RosterRow>& rows) {
    auto all = reader();
    training::RosterSheet sheet;
    sheet.rows = rows;
    auto import = value(import_roster(who, all, now(), ClassId(id), sheet, tools()));
    write(import.commit);
    return import;
  }
  SheetImport timetable(const std::string& id, const std::vector<training::TimetableRow>& rows) {
    auto all = reader();
    training::TimetableSheet sheet;
    sheet.rows = rows;
    auto import = value(import_timetable(who, all, now(), ClassId(id), sheet, tools()));
    write(import.commit);
    return import;
  }
  TrainingClass stored(const std::string& id = "T-1") {
    auto found = value(reader().training_class(ClassId(id)));
    REQUIRE(found);
    return *found;
  }
  std::vector<LessonHour> hours(const std::string& id = "T-1") { return value(reader().hours_of_class(ClassId(id))); }
  AuditEntry last_audit() { return value(reader().audit({.limit = 1})).at(0); }
  ImportBox tools() { return {rules, key, *bench.random, of_plan_file}; }
};

std::vector<training::RosterRow> two() {
  return {trainee_row(2, "01", "学员01", nobody(1)), trainee_row(3, "02", "学员02", nobody(2))};
}

training::TimetableRow lesson(const std::string& day, const std::string& from, const std::string& to, int row = 2) {
  training::TimetableRow made = lesson_row(day, from, to, 1, "安全", row);
  made.teacher = "教师甲";
  made.teacher_id = nobody(90);
  return made;
}

std::vector<std::string> codes(const SheetImport& import) {
  std::vector<std::string> all;
  for (const auto& error : import.errors) all.push_back(error.code);
  return all;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "I16: a class is made and changed in one commit with who did it; an edit that changes nothing commits nothing") {
  Box box;
  CHECK(box.last_audit().action == AuditAction::kClassChange);
  CHECK(box.last_audit().object == "class:T-1");
  CHECK(box.last_audit().detail == "made");
  ClassEdit edit;
  edit.room = "实训室1";
  edit.cameras = std::vector{CameraId("front"), CameraId("front")};
  edit.from = parse_day("2024-05-13");
  edit.application = std::vector{ApplicationElement::kPlan, ApplicationElement::kRoster, ApplicationElement::kPlan};
  auto reader = box.reader();
  auto changed = change_class(box.who, reader, box.now(), ClassId("T-1"), edit, box.bounds);
  REQUIRE(changed);
  box.write(changed->commit);
  CHECK(box.last_audit().detail == "room, from, cameras, application");
  const TrainingClass of = box.stored();
  CHECK(of == changed->training_class);
  CHECK(of.cameras == std::vector{CameraId("front")});
  CHECK(of.application == std::vector{ApplicationElement::kRoster, ApplicationElement::kPlan});
  auto again = box.reader();
  const auto same = change_class(box.who, again, box.now(), ClassId("T-1"), edit, box.bounds);
  REQUIRE(same);
  CHECK(same->commit.facts.classes.empty());
  CHECK(same->commit.facts.audit.empty());
}

TEST_CASE("what is wrong with a class is said member by member, all at once") {
  Box box;
  auto reader = box.reader();
  ClassEdit edit;
  edit.title = "";
  edit.school = std::string(61, 'x');
  edit.room = "a\nb";
  edit.from = parse_day("2024-05-13");
  edit.to = parse_day("2024-05-12");
  edit.cameras = std::vector{CameraId("gate")};
  const auto refused = add_class(box.who, reader, box.now(), ClassId("../x"), edit, box.bounds);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().error.code == ErrorCode::kBadInput);
  Words fields;
  for (const FieldFault& fault : refused.error().faults) fields.push_back(fault.field);
  CHECK(fields == Words{"id", "title", "school", "room", "to", "cameras"});
  edit = {};
  edit.title = "甲";
  CHECK(add_class(box.who, reader, box.now(), ClassId("T-1"), edit, box.bounds).error().error.code ==
        ErrorCode::kConflict);
  CHECK(change_class(box.who, reader, box.now(), ClassId("T-9"), edit, box.bounds).error().error.code ==
        ErrorCode::kNotFound);
}

TEST_CASE("a text of a class has at most 60 characters, however many bytes; one that stands may be longer") {
  Box box;
  std::string sixty;
  for (std::size_t i = 0; i < kMostClassText; ++i) sixty += "班";
  ClassEdit edit;
  edit.title = sixty;
  edit.room = sixty;
  auto reader = box.reader();
  const auto made = add_class(box.who, reader, box.now(), ClassId("T-2"), edit, box.bounds);
  REQUIRE(made);
  edit.title = sixty + "班";
  const auto refused = add_class(box.who, reader, box.now(), ClassId("T-2"), edit, box.bounds);
  REQUIRE_FALSE(refused);
  REQUIRE(refused.error().faults.size() == 1);
  CHECK(refused.error().faults[0].field == "title");
  CHECK(refused.error().faults[0].text == "至多 60 个字");
  // As a plan file or an earlier version may have left it; the page's form sends it back with whatever was changed.
  store::CommitRequest long_one = made->commit;
  long_one.facts.classes[0].title = *edit.title;
  box.write(long_one);
  edit.room = "实训室1";
  auto again = box.reader();
  const auto changed = change_class(box.who, again, box.now(), ClassId("T-2"), edit, box.bounds);
  REQUIRE(changed);
  CHECK(changed->commit.facts.audit.at(0).detail == "room");
}

TEST_CASE("once a lesson has begun only an administrator changes the cameras that it is judged by") {
  Box box;
  box.timetable("T-1", {lesson("2024-05-13", "09:00", "10:00")});
  const ClassId id("T-1");
  ClassEdit edit;
  edit.cameras = std::vector{CameraId("front")};
  const Actor administrator{Actor::Kind::kUser, "zhang", Role::kAdministrator, "192.0.2.8"};
  const auto faults = [&](const Actor& actor) {
    auto reader = box.reader();
    const auto change = change_class(actor, reader, box.now(), id, edit, box.bounds);
    return change ? std::string() : change.error().faults.at(0).field;
  };
  box.bench.clock.advance(Millis{3'599'999});  // one before the lesson begins
  CHECK(faults(box.who).empty());
  box.bench.clock.advance(Millis{1});
  CHECK(faults(box.who) == "cameras");
  CHECK(faults(administrator).empty());
  edit.title = "甲班";
  CHECK(faults(box.who) == "cameras");
  edit.cameras = std::vector<CameraId>();  // as they are: the page's form sends all members
  CHECK(faults(box.who).empty());
}

TEST_CASE("a class of the plan file is changed in the plan file alone") {
  Box box;
  auto reader = box.reader();
  ClassEdit edit;
  edit.title = "甲";
  const ClassId id("P-1");
  CHECK(add_class(box.who, reader, box.now(), id, edit, box.bounds).error().error.code == ErrorCode::kConflict);
  CHECK(change_class(box.who, reader, box.now(), id, edit, box.bounds).error().error.code == ErrorCode::kConflict);
  CHECK(import_roster(box.who, reader, box.now(), id, {}, box.tools()).error().code == ErrorCode::kConflict);
  CHECK(import_timetable(box.who, reader, box.now(), id, {}, box.tools()).error().code == ErrorCode::kConflict);
  CHECK(import_roster(box.who, reader, box.now(), ClassId("T-9"), {}, box.tools()).error().code ==
        ErrorCode::kNotFound);
}

TEST_CASE("a roster: numbers are sealed, the same file again commits nothing, and the log holds no person") {
  Box box;
  CHECK(box.roster("T-1", two()).changes.size() == 2);
  const TrainingClass of = box.stored();
  REQUIRE(of.roster.size() == 2);
  CHECK(of.roster[0].id.last_four == nobody(1).last_four());
  CHECK(of.roster[0].id.sealed.find(nobody(1).text()) == std::string::npos);
  CHECK(opened(of.roster[0].id, box.key) == nobody(1).text());
  const AuditEntry entry = box.last_audit();
  CHECK(entry.action == AuditAction::kRosterImport);
  CHECK(entry.detail == "2 new, 0 changed, 0 gone");
  const SheetImport again = box.roster("T-1", two());
  CHECK(again.nothing());
  CHECK(again.unchanged == 2);
  CHECK(box.last_audit() == entry);
  CHECK(box.stored() == of);
}

TEST_CASE("who leaves the roster keeps what stands for him, and his number") {
  Box box;
  box.timetable("T-1", {lesson("2024-05-13", "09:00", "09:45")});
  box.roster("T-1", two());
  store::CommitRequest said;
  said.facts.check_ins.push_back({ClassId("T-1"),
                                  *parse_day("2024-05-13"),
                                  1,
                                  TraineeNo("02"),
                                  at("2024-05-13T08:55"),
                                  {},
                                  CheckInMethod::kPhone,
                                  "",
                                  ""});
  box.write(said);
  box.roster("T-1", {two()[0], trainee_row(3, "02", "学员03", nobody(3))});
  const TrainingClass of = box.stored();
  REQUIRE(of.roster.size() == 2);
  CHECK(of.roster[1].number == TraineeNo("03"));
  const auto standing = value(box.reader().check_ins(ClassId("T-1"), *parse_day("2024-05-13")));
  REQUIRE(standing.size() == 1);
  CHECK(standing[0].trainee == TraineeNo("02"));
}

TEST_CASE("a number that leave was written down for is nobody else's either") {
  Box box;
  box.roster("T-1", two());
  store::CommitRequest said;
  said.facts.leaves.push_back({ClassId("T-1"), TraineeNo("01"), {at("2024-05-14T08:00"), at("2024-05-14T12:00")}});
  box.write(said);
  box.roster("T-1", {trainee_row(2, "01", "学员07", nobody(7))});
  CHECK(box.stored().roster.at(0).number == TraineeNo("03"));
}

TEST_CASE("a timetable: hours and the teachers that they name; the same again commits nothing; who is gone is gone") {
  Box box;
  const std::vector rows{lesson("2024-05-13", "09:00", "09:45"), lesson("2024-05-14", "09:00", "09:45", 3)};
  box.timetable("T-1", rows);
  CHECK(box.hours().size() == 2);
  REQUIRE(box.stored().teachers.size() == 1);
  CHECK(opened(box.stored().teachers[0].id, box.key) == nobody(90).text());
  CHECK(box.last_audit().action == AuditAction::kTimetableImport);
  const auto before = box.stored();
  CHECK(box.timetable("T-1", rows).nothing());
  CHECK(box.stored() == before);
  // The second day's teacher changes after the first was taught: both stand.
  box.bench.clock.advance(std::chrono::hours{2});
  auto other = rows;
  other[1].teacher = "教师乙、教师丙";
  other[1].teacher_id.reset();
  box.timetable("T-1", other);
  Words names;
  for (const Teacher& teacher : box.stored().teachers) names.push_back(teacher.name);
  CHECK(names == Words{"教师甲", "教师乙", "教师丙"});
  CHECK(box.stored().teachers[0] == before.teachers[0]);  // not sealed anew
  CHECK(box.timetable("T-1", other).nothing());
}

TEST_CASE("a teacher who comes, goes or is given a number is among the changes, and nothing is written that is not") {
  Box box;
  std::vector rows{lesson("2024-05-13", "09:00", "09:45")};
  rows[0].teacher_id.reset();
  const auto told = [](const SheetImport& import) {
    Words all;
    for (const auto& change : import.changes) {
      if (change.kind != training::SheetChange::Kind::kTeacher) continue;
      all.push_back(std::string(training::kSheetChanges.name(change.what)) + " " + change.key + "|" + change.text);
    }
    return all;
  };
  CHECK(told(box.timetable("T-1", rows)) == Words{"new 教师甲|教师 教师甲"});
  CHECK(box.last_audit().detail == "1 new, 0 changed, 0 gone; teachers: 1 new, 0 changed, 0 gone");
  rows[0].teacher_id = nobody(90);
  const SheetImport numbered = box.timetable("T-1", rows);
  CHECK(told(numbered) == Words{"changed 教师甲|教师 教师甲：补上身份证号 " + nobody(90).masked()});
  CHECK(numbered.changes.size() == 1);  // no hour changes, and it is not nothing
  CHECK_FALSE(numbered.nothing());
  rows[0].teacher_id = nobody(91);
  CHECK(told(box.timetable("T-1", rows)) == Words{"changed 教师甲|教师 教师甲：身份证号改为 " + nobody(91).masked()});
  rows[0].teacher = "教师乙";
  CHECK(told(box.timetable("T-1", rows)) ==
        Words{"new 教师乙|教师 教师乙，身份证号 " + nobody(91).masked(), "gone 教师甲|教师 教师甲 不再任课"});
  const SheetImport again = box.timetable("T-1", rows);
  CHECK(again.nothing());
  CHECK(again.changes.empty());
  // Sealed under a key that is lost: sealed anew, and said.
  box.key = SecretKey::random(*box.bench.random);
  CHECK(told(box.timetable("T-1", rows)).size() == 1);
  CHECK(opened(box.stored().teachers.at(0).id, box.key) == nobody(91).text());
}

TEST_CASE("one error imports nothing: of the file, and of what stands beside it") {
  Box box;
  training::TimetableSheet sheet;
  sheet.rows = {lesson("2024-05-13", "09:00", "09:45")};
  sheet.errors = {{2, "课时", "bad", "错", "wrong"}};
  auto reader = box.reader();
  const auto import = value(import_timetable(box.who, reader, box.now(), ClassId("T-1"), sheet, box.tools()));
  CHECK(import.commit.facts.hours.empty());
  CHECK(import.commit.facts.audit.empty());
  CHECK(codes(import) == Words{"bad"});
}

TEST_CASE(
    "overlaps with other classes: room and teacher on the timetable, trainees on both; what was taught is not asked "
    "about") {
  Box box;
  box.make("T-2");
  auto first = lesson("2024-05-13", "09:00", "09:45");
  first.room = "实训室1";
  box.roster("T-1", two());
  box.timetable("T-1", {first});

  auto second = first;
  second.span = {at("2024-05-13T09:30"), at("2024-05-13T10:15")};
  second.slots = {second.span};
  CHECK(codes(box.timetable("T-2", {second})) == Words{"overlap_room", "overlap_teacher"});
  CHECK(box.hours("T-2").empty());
  CHECK(box.stored("T-2").teachers.empty());
  second.room = "实训室2";
  second.teacher = "教师甲";
  second.teacher_id = nobody(91);  // another one of that name
  CHECK(codes(box.timetable("T-2", {second})).empty());
  CHECK(box.hours("T-2").size() == 1);

  CHECK(codes(box.roster("T-2", {trainee_row(9, "01", "学员02", nobody(2))})) == Words{"overlap_trainee"});
  CHECK(box.stored("T-2").roster.empty());
  CHECK(codes(box.roster("T-2", {trainee_row(9, "01", "学员04", nobody(4))})).empty());
  // The other way round: in both classes, and then a lesson moves onto the other's.
  box.make("T-3");
  box.roster("T-3", two());
  auto third = lesson("2024-05-13", "09:00", "09:45", 5);
  third.teacher = "教师丁";
  third.teacher_id.reset();
  const SheetImport refused = box.timetable("T-3", {third});
  CHECK(codes(refused) == Words{"overlap_trainee", "overlap_trainee"});
  CHECK(refused.errors[0].row == 5);
  CHECK(box.hours("T-3").empty());
  // Once T-1's hour is history its own timetable may be imported again, whatever happened meanwhile.
  box.bench.clock.advance(std::chrono::hours{2});
  CHECK(codes(box.timetable("T-1", {first})).empty());
}

TEST_CASE("a class moves into another room only where nobody has it at the time of a lesson to come") {
  Box box;
  box.make("T-2");
  auto taught = lesson("2024-05-13", "09:00", "09:45");
  taught.room = "实训室1";
  auto tomorrow = lesson("2024-05-14", "09:00", "09:45", 3);
  tomorrow.room = "实训室1";
  box.timetable("T-1", {taught, tomorrow});
  auto mine = lesson("2024-05-13", "09:30", "10:15");
  mine.teacher = "教师乙";
  mine.teacher_id.reset();
  REQUIRE(codes(box.timetable("T-2", {mine})).empty());  // in the class's own room, and it has none yet
  const auto move = [&](const std::string& room) {
    ClassEdit edit;
    edit.room = room;
    auto reader = box.reader();
    return change_class(box.who, reader, box.now(), ClassId("T-2"), edit, box.bounds);
  };
  const auto refused = move("实训室 １");  // the same room, typed otherwise
  REQUIRE_FALSE(refused);
  CHECK(refused.error().error.code == ErrorCode::kBadInput);
  REQUIRE(refused.error().faults.size() == 1);
  const FieldFault& fault = refused.error().faults[0];
  CHECK(fault.field == "room");
  for (const char* part : {"班级T-1", "T-1", "2024-05-13", "09:00", "09:30"}) {
    CAPTURE(part);
    CHECK(fault.text.find(part) != std::string::npos);
    CHECK((fault.text_en.find(part) != std::string::npos));
  }
  CHECK(move("实训室2"));
  CHECK(move(""));

  // What is taught in a room of its own does not move with the class, and what was cancelled takes up none.
  auto elsewhere = mine;
  elsewhere.room = "实训室3";
  REQUIRE(codes(box.timetable("T-2", {elsewhere})).empty());
  CHECK(move("实训室1"));
  elsewhere.span = {at("2024-05-13T13:30"), at("2024-05-13T14:15")};
  elsewhere.slots = {elsewhere.span};
  elsewhere.room = "";
  REQUIRE(codes(box.timetable("T-2", {elsewhere})).empty());
  CHECK(move("实训室1"));
  REQUIRE(codes(box.timetable("T-2", {mine})).empty());
  CHECK_FALSE(move("实训室1"));
  REQUIRE(codes(box.timetable("T-1", {tomorrow})).empty());
  CHECK(move("实训室1"));
  REQUIRE(codes(box.timetable("T-1", {taught, tomorrow})).empty());
  CHECK_FALSE(move("实训室1"));
  // Nor is what has begun asked about.
  box.bench.clock.advance(std::chrono::minutes{90});
  CHECK(move("实训室1"));
}

TEST_CASE("a number sealed under a key that is lost is sealed anew when the roster comes again") {
  Box box;
  box.roster("T-1", two());
  box.key = SecretKey::random(*box.bench.random);
  box.roster("T-1", two());
  CHECK(box.stored().roster.at(0).number == TraineeNo("01"));
  CHECK(opened(box.stored().roster.at(0).id, box.key) == nobody(1).text());
}

TEST_CASE("lessons outside the class's dates are said") {
  Box box;
  auto reader = box.reader();
  ClassEdit edit;
  edit.from = parse_day("2024-05-14");
  box.write(change_class(box.who, reader, box.now(), ClassId("T-1"), edit, box.bounds)->commit);
  const SheetImport import = box.timetable("T-1", {lesson("2024-05-13", "09:00", "09:45")});
  REQUIRE(import.warnings.size() == 1);
  CHECK(import.warnings[0].code == "outside_dates");
  CHECK(import.warnings[0].row == 2);
}
