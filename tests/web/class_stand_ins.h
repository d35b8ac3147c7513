#pragma once
/// Classes and spreadsheets behind the routes, made up.

#include <optional>
#include <string>
#include <vector>

#include "web/class_source.h"
#include "web/import_source.h"

namespace xueshi::test {

/// Knows one class, writes down what is asked, and fails with what the test wants next.
class ClassThings final : public web::ClassSource, public web::ImportSource {
 public:
  explicit ClassThings(const std::optional<ErrorCode>& failing) : next_(failing) {}

  std::vector<std::string> asked;
  bool sheet_errors = false;
  std::vector<web::CodedText> faults;

  Result<std::vector<web::ClassRow>> classes() override {
    if (next_) return error();
    web::ClassRow row;
    row.id = ClassId("T-1");
    row.title = "家政服务员第17期";
    row.enrolled = 2;
    row.from = parse_day("2024-05-13");
    row.video_duty = true;
    return std::vector{row};
  }
  Result<web::ClassDetail> class_detail(const ClassId& id) override {
    if (next_) return error();
    return detail(id);
  }
  tl::expected<web::ClassDetail, web::ClassRefused> add_class(const Actor& actor, const ClassId& id,
                                                              const web::ClassWish& wish) override {
    return take("add " + actor.name, id, wish);
  }
  tl::expected<web::ClassDetail, web::ClassRefused> change_class(const Actor& actor, const ClassId& id,
                                                                 const web::ClassWish& wish) override {
    return take("change " + actor.name, id, wish);
  }
  [[nodiscard]] std::vector<web::NamedOccupation> occupations(const std::string& near) const override {
    return {{"家庭保洁", "D"}, {near.empty() ? "保洁员" : near, "D"}};
  }
  Result<std::vector<web::TraineeFound>> trainees(const std::string& last_four) override {
    asked.push_back("trainees " + last_four);
    if (next_) return error();
    return std::vector<web::TraineeFound>{
        {ClassId("T-1"), "家政服务员第17期", TraineeNo("01"), "学员01", "110105********" + last_four}};
  }
  Result<web::ImportReport> import_sheet(const Actor& actor, web::Spreadsheet sheet, const ClassId& id,
                                         std::string_view file, bool dry_run) override {
    asked.push_back((sheet == web::Spreadsheet::kRoster ? "roster " : "timetable ") + id.text + " by " + actor.name +
                    " " + std::to_string(file.size()) + (dry_run ? " dry" : ""));
    if (next_) return error();
    web::ImportReport report;
    report.has_errors = sheet_errors;
    report.document = {{"imported", !dry_run && !sheet_errors}, {"unchanged", 3}};
    return report;
  }
  Result<std::string> sheet_template(web::SpreadsheetForm) override {
    if (next_) return error();
    return "PK";
  }

  static web::ClassDetail detail(const ClassId& id) {
    web::ClassDetail made;
    made.plan.id = id;
    made.plan.title = "家政服务员第17期";
    made.plan.occupation = "家庭保结";
    made.plan.from = parse_day("2024-05-13");
    made.plan.application = {ApplicationElement::kRoster};
    made.plan.cameras = {CameraId("front")};
    made.plan.roster = {{TraineeNo("01"), "学员01", {"5ea1ed", "002X"}, "13800000001"}, {TraineeNo("02"), "学员02"}};
    made.roster_ids = {"110105********002X", ""};
    made.plan.teachers = {{"教师甲", {"5ea1ed", "0014"}}};
    made.teacher_ids = {"440524********0014"};
    made.near_occupations = {"家庭保洁"};
    made.credit_code_state = "none";
    made.video_duty = true;
    web::ClassHour hour;
    hour.plan.id = {id, *parse_day("2024-05-13"), 1};
    hour.plan.span = {utc_ms(1'715'558'400'000), utc_ms(1'715'561'100'000)};
    hour.plan.subject = "安全";
    hour.state = web::HourState::kConcluded;
    hour.verdict = Verdict::kMet;
    made.hours = {hour};
    made.missing = {{"basic:fire", "缺消防", "no fire safety"}};
    return made;
  }

 private:
  tl::expected<web::ClassDetail, web::ClassRefused> take(const std::string& what, const ClassId& id,
                                                         const web::ClassWish& wish) {
    std::string line = what + " " + id.text;
    if (wish.title) line += " title=" + *wish.title;
    if (wish.kind) line += " kind=" + std::string(kClassKinds.name(*wish.kind));
    if (wish.from) line += " from=" + (*wish.from ? to_string(**wish.from) : "none");
    if (wish.cameras) line += " cameras=" + std::to_string(wish.cameras->size());
    if (wish.application) line += " application=" + std::to_string(wish.application->size());
    asked.push_back(line);
    if (!faults.empty()) {
      return tl::make_unexpected(web::ClassRefused{Error{ErrorCode::kBadInput, "secret", nullptr}, faults});
    }
    if (next_) return tl::make_unexpected(web::ClassRefused{error().value(), {}});
    return detail(id);
  }
  [[nodiscard]] tl::unexpected<Error> error() const { return fail(*next_, "/var/lib/secret is broken"); }

  const std::optional<ErrorCode>& next_;
};

}  // namespace xueshi::test
