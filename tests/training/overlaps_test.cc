#include "training/overlaps.h"

#include <doctest/doctest.h>

#include "tests/training/sample_plan.h"

using namespace xueshi;
using namespace xueshi::training;
using test::at;
using test::nobody;

namespace {

LessonHour hour_of(const char* from, const char* to, const std::string& room, const std::string& teacher) {
  LessonHour hour;
  hour.id = {test::kClass, *parse_day("2024-05-13"), 1};
  hour.span = {at(std::string("2024-05-13T") + from), at(std::string("2024-05-13T") + to)};
  hour.room = room;
  hour.teacher = teacher;
  return hour;
}

Occupied class_of(const std::string& id, std::vector<LessonHour> hours) {
  Occupied made;
  made.training_class.id = ClassId(id);
  made.training_class.title = "班级" + id;
  made.hours = std::move(hours);
  return made;
}

std::vector<std::string> found(const Occupied& mine, const LessonHour& hour, const std::vector<Occupied>& others) {
  std::vector<std::string> codes;
  for (const SheetProblem& problem : room_and_teacher_overlaps(mine, {{hour, 7}}, others)) {
    CHECK(problem.row == 7);
    codes.push_back(problem.code);
  }
  return codes;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("one room at one time is an error that names both; a minute apart, or cancelled, is none") {
  const Occupied mine = class_of("A", {});
  LessonHour theirs = hour_of("08:00", "08:45", "实训室 1", "");
  const std::vector<Occupied> others{class_of("B", {theirs})};
  const auto problems = room_and_teacher_overlaps(mine, {{hour_of("08:30", "09:15", "实训室１", ""), 7}}, others);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == "overlap_room");
  CHECK(problems[0].message ==
        "2024-05-13 08:30–09:15 的教室“实训室１”与班级 班级B（B） 2024-05-13 08:00–08:45 的课冲突；请改时间或教室");
  CHECK(found(mine, hour_of("08:45", "09:30", "实训室1", ""), others).empty());
  CHECK(found(mine, hour_of("07:00", "08:00", "实训室1", ""), others).empty());
  CHECK(found(mine, hour_of("08:00", "08:45", "实训室2", ""), others).empty());
  CHECK(found(mine, hour_of("08:00", "08:45", "", ""), {class_of("B", {hour_of("08:00", "08:45", "", "")})}).empty());
  theirs.cancelled = true;
  CHECK(found(mine, hour_of("08:00", "08:45", "实训室1", ""), {class_of("B", {theirs})}).empty());
}

TEST_CASE("a class's own room counts where the hour names none") {
  Occupied mine = class_of("A", {});
  mine.training_class.room = "101";
  Occupied other = class_of("B", {hour_of("08:00", "08:45", "", "")});
  other.training_class.room = "101";
  CHECK(found(mine, hour_of("08:00", "08:45", "", ""), {other}) == Words{"overlap_room"});
  CHECK(found(mine, hour_of("08:00", "08:45", "102", ""), {other}).empty());
}

TEST_CASE("a teacher is one by number where both have it, else by name") {
  Occupied mine = class_of("A", {});
  Occupied other = class_of("B", {hour_of("08:00", "08:45", "", "教师甲、教师乙")});
  const LessonHour hour = hour_of("08:00", "08:45", "", "教师乙");
  CHECK(found(mine, hour, {other}) == Words{"overlap_teacher"});
  other.teacher_ids = {{"教师乙", nobody(1).text()}};
  CHECK(found(mine, hour, {other}) == Words{"overlap_teacher"});
  mine.teacher_ids = {{"教师乙", nobody(2).text()}};
  CHECK(found(mine, hour, {other}).empty());  // two people of one name
  mine.teacher_ids = {{"教师丙", nobody(1).text()}};
  CHECK(found(mine, hour_of("08:00", "08:45", "", "教师丙"), {other}) == Words{"overlap_teacher"});  // one of two names
}

TEST_CASE("a trainee in two classes at one time: by his number alone, masked, with when and how often") {
  Occupied mine = class_of("A", {});
  mine.training_class.roster = {{TraineeNo("01"), "学员01"}, {TraineeNo("02"), "学员02"}};
  mine.trainee_ids = {{"01", nobody(1).text()}};
  Occupied other = class_of("B", {hour_of("08:00", "08:45", "", ""), hour_of("08:55", "09:40", "", "")});
  other.training_class.roster = {{TraineeNo("07"), "另一个名字"}, {TraineeNo("08"), "学员02"}};
  other.trainee_ids = {{"07", nobody(1).text()}};
  const std::vector<ImportedHour> hours{{hour_of("08:55", "09:40", "", ""), 4}, {hour_of("08:10", "08:55", "", ""), 3}};
  const std::map<std::string, int> rows{{"01", 12}, {"02", 13}};
  auto problems = trainee_overlaps(mine, hours, {other}, rows);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].row == 12);
  CHECK(problems[0].message ==
        "学员 01 学员01（" + nobody(1).masked() +
            "）同时在班级 班级B（B） 的花名册中（第 07 号），2024-05-13 08:10–08:55 与 2024-05-13 08:00–08:45 "
            "的课冲突，共 2 个学时");
  CHECK(problems[0].message_en.find(nobody(1).text()) == std::string::npos);
  CHECK(trainee_overlaps(mine, hours, {other}, {{"01", 0}}).at(0).row == 3);  // of the timetable
  CHECK(trainee_overlaps(mine, hours, {other}, {{"02", 13}}).empty());
  CHECK(trainee_overlaps(mine, {{hour_of("10:00", "10:45", "", ""), 3}}, {other}, rows).empty());
  for (LessonHour& hour : other.hours) hour.cancelled = true;
  CHECK(trainee_overlaps(mine, hours, {other}, rows).empty());
}

TEST_CASE("thousands of overlaps are told in few words") {
  std::vector<ImportedHour> hours;
  std::vector<LessonHour> theirs;
  for (int i = 0; i < 5'000; ++i) {
    LessonHour hour = hour_of("08:00", "08:45", "101", "");
    hour.span.from += std::chrono::hours{24 * i};
    hour.span.to += std::chrono::hours{24 * i};
    hours.push_back({hour, i});
    theirs.push_back(hour);
  }
  const auto problems = room_and_teacher_overlaps(class_of("A", {}), hours, {class_of("B", theirs)});
  CHECK(problems.size() == kMostOverlaps + 1);
  CHECK(problems.back().message_en == "5000 of these in all; the first 50 are listed");
}
