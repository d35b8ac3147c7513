#include "training/completeness.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::training;

namespace {

LessonHour taught(const std::string& subject) {
  LessonHour hour;
  hour.subject = subject;
  return hour;
}

std::vector<std::string> codes(const TrainingClass& of, const std::vector<std::string>& subjects) {
  std::vector<LessonHour> hours;
  for (const std::string& subject : subjects) hours.push_back(taught(subject));
  std::vector<std::string> all;
  for (const Missing& missing : what_is_missing(of, hours, {})) {
    CHECK_FALSE(missing.text.empty());
    CHECK_FALSE(missing.text_en.empty());
    all.push_back(missing.code);
  }
  return all;
}

TrainingClass whole() {
  TrainingClass of;
  of.id = ClassId("2024-D-017");
  of.title = "养老护理员第 17 期";
  of.occupation = "养老护理员";
  of.school = "培训学校甲";
  of.cameras = {CameraId("front")};
  of.roster = {{TraineeNo("01"), "学员01", {"aa", "002X"}}};
  for (const auto& [element, name] : kApplicationElements.rows) of.application.push_back(element);
  return of;
}

const std::vector<std::string> kCourses{"安全生产", "消防知识", "法制教育", "老年人照护"};

}  // namespace

TEST_CASE("a class that has everything lacks nothing; an empty one lacks each thing by name") {
  CHECK(codes(whole(), kCourses).empty());
  CHECK(codes({}, {}) == std::vector<std::string>{"element:roster", "element:plan", "element:teachers",
                                                  "element:resources", "element:assessment", "timetable",
                                                  "basic:safety", "basic:fire", "basic:law", "occupation", "roster",
                                                  "school", "cameras"});
}

TEST_CASE("basic courses: 消防安全 is fire safety alone, 安全与消防 is both; cancelled hours teach nothing") {
  const auto without = [](const std::vector<std::string>& subjects) { return codes(whole(), subjects); };
  CHECK(without({"消防安全", "法律法规"}) == std::vector<std::string>{"basic:safety"});
  CHECK(without({"安全与消防", "法治"}).empty());
  CHECK(without({"安全生产、消防安全、法制"}).empty());
  CHECK(without({"老年人照护"}) == std::vector<std::string>{"basic:safety", "basic:fire", "basic:law"});
  std::vector<LessonHour> hours{taught("安全"), taught("消防"), taught("法制")};
  hours[1].cancelled = true;
  const auto missing = what_is_missing(whole(), hours, {});
  REQUIRE(missing.size() == 1);
  CHECK(missing[0].code == "basic:fire");
}

TEST_CASE("an occupation that is no exact name, a roster without numbers, and cameras where the kind needs none") {
  TrainingClass of = whole();
  of.occupation = "养老护理";
  of.roster.push_back({TraineeNo("02"), "学员02"});
  CHECK(codes(of, kCourses) == std::vector<std::string>{"occupation", "roster_ids"});
  of = whole();
  of.cameras.clear();
  CHECK(codes(of, kCourses) == std::vector<std::string>{"cameras"});
  of.kind = ClassKind::kEmployee;
  CHECK(codes(of, kCourses).empty());
  CHECK_FALSE(has_video_duty(ClassKind::kEmployee, {}));
  CHECK(has_video_duty(ClassKind::kStudentStartup, {}));
}
