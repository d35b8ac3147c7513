#include "training/completeness.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "facts/wording.h"
#include "training/occupations.h"

namespace xueshi::training {
namespace {

struct BasicCourse {
  std::string_view code;
  std::string_view chinese;
  std::string_view english;
};
constexpr BasicCourse kSafety{"basic:safety", "安全", "safety"};
constexpr BasicCourse kFire{"basic:fire", "消防", "fire safety"};
constexpr BasicCourse kLaw{"basic:law", "法制", "law"};

bool has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

/// "消防安全" is the name of one course, not of two.
std::string without_fire_safety(std::string subject) {
  constexpr std::string_view kWord = "消防安全";
  for (auto at = subject.find(kWord); at != std::string::npos; at = subject.find(kWord))
    subject.erase(at, kWord.size());
  return subject;
}

struct Taught {
  bool any = false;
  bool safety = false;
  bool fire = false;
  bool law = false;
};

Taught taught_in(const std::vector<LessonHour>& hours) {
  Taught taught;
  for (const LessonHour& hour : hours) {
    if (hour.cancelled) continue;
    taught.any = true;
    taught.safety = taught.safety || has(without_fire_safety(hour.subject), "安全");
    taught.fire = taught.fire || has(hour.subject, "消防");
    taught.law = taught.law || has(hour.subject, "法制") || has(hour.subject, "法治") || has(hour.subject, "法律") ||
                 has(hour.subject, "法规");
  }
  return taught;
}

void look_at_application(const TrainingClass& of, std::vector<Missing>& missing) {
  for (const auto& [element, code] : kApplicationElements.rows) {
    if (std::find(of.application.begin(), of.application.end(), element) != of.application.end()) continue;
    missing.push_back({fmt::format("element:{}", code),
                       fmt::format("开班申请缺少{}", wording(element, Language::kChinese)),
                       fmt::format("the opening application lacks {}", wording(element, Language::kEnglish))});
  }
}

void look_at_timetable(const std::vector<LessonHour>& hours, std::vector<Missing>& missing) {
  const Taught taught = taught_in(hours);
  if (!taught.any) missing.push_back({"timetable", "还没有课程表", "there is no timetable yet"});
  for (const auto& [course, there] :
       {std::pair{kSafety, taught.safety}, std::pair{kFire, taught.fire}, std::pair{kLaw, taught.law}}) {
    if (there) continue;
    missing.push_back({std::string(course.code), fmt::format("课程表中没有基本课程“{}”", course.chinese),
                       fmt::format("the timetable has no basic course on {}", course.english)});
  }
}

void look_at_occupation(const TrainingClass& of, std::vector<Missing>& missing) {
  if (of.occupation.empty()) {
    missing.push_back({"occupation", "没有填写职业（工种）", "the occupation is not given"});
  } else if (!find_occupation(of.occupation)) {
    missing.push_back({"occupation", fmt::format("职业（工种）“{}”与文件附表中的名称不完全一致", of.occupation),
                       fmt::format("the occupation \"{}\" is no exact name of the policy's appendix", of.occupation)});
  }
}

void look_at_roster(const TrainingClass& of, std::vector<Missing>& missing) {
  if (of.roster.empty()) {
    missing.push_back({"roster", "花名册中没有学员", "there is nobody on the roster"});
    return;
  }
  const auto without =
      std::count_if(of.roster.begin(), of.roster.end(), [](const Trainee& trainee) { return trainee.id.empty(); });
  if (without == 0) return;
  missing.push_back({"roster_ids", fmt::format("花名册中有 {} 人没有身份证号，不能用手机打卡", without),
                     fmt::format("{} on the roster have no identity number and cannot check in by phone", without)});
}

}  // namespace

std::vector<Missing> what_is_missing(const TrainingClass& of, const std::vector<LessonHour>& hours,
                                     const config::RulePack& rules) {
  std::vector<Missing> missing;
  look_at_application(of, missing);
  look_at_timetable(hours, missing);
  look_at_occupation(of, missing);
  look_at_roster(of, missing);
  if (of.school.empty()) missing.push_back({"school", "没有填写培训机构", "the training school is not given"});
  if (of.cameras.empty() && has_video_duty(of.kind, rules)) {
    missing.push_back({"cameras", "这类培训必须录像，但没有为班级指定摄像机",
                       "lessons of this kind must be recorded, but the class has no camera"});
  }
  return missing;
}

bool has_video_duty(ClassKind kind, const config::RulePack& rules) {
  return std::find(rules.video_duty.begin(), rules.video_duty.end(), kind) != rules.video_duty.end();
}

}  // namespace xueshi::training
