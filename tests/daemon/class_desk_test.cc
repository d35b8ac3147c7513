#include "daemon/class_desk.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <mutex>

#include "daemon/class_view.h"
#include "tests/store/sample_facts.h"
#include "tests/training/sample_plan.h"

using namespace xueshi;
using namespace xueshi::daemon;
using test::nobody;

namespace {

struct Desk {
  test::StoreBench bench;
  std::unique_ptr<store::Store> store = bench.open();
  std::mutex changing;
  int commits = 0;
  std::optional<Error> failing;
  const Path plan_file = bench.folder.path() / "plan.toml";
  std::unique_ptr<PlanClasses> plan;
  std::unique_ptr<ClassDesk> desk;
  const Actor who{Actor::Kind::kUser, "wang", Role::kTeacher, "192.0.2.7"};

  explicit Desk(const std::string& plan_text = "") {
    if (!plan_text.empty()) write_plan(plan_text);
    plan = std::make_unique<PlanClasses>(*bench.files, plan_text.empty() ? Path{} : plan_file, config::RulePack{});
    desk = std::make_unique<ClassDesk>(
        ClassBox{{CameraId("front")}, {}, SecretKey::random(*bench.random)}, *plan, *store,
        [this](store::CommitRequest&& request) -> Result<void> {
          if (failing) return tl::make_unexpected(*failing);
          CHECK_FALSE(changing.try_lock());
          ++commits;
          test::value(store->commit(request.facts, request.messages));
          return {};
        },
        changing, bench.clock, *bench.random);
  }
  void write_plan(const std::string& text) const { std::ofstream(plan_file) << text; }
  auto add(const std::string& id) {
    web::ClassWish wish;
    wish.title = "班级" + id;
    return desk->add_class(who, ClassId(id), wish);
  }
  Result<web::ImportReport> roster(const std::string& text, bool dry_run) {
    return desk->import_sheet(who, web::Spreadsheet::kRoster, ClassId("T-1"), text, dry_run);
  }
};

std::string one_trainee() { return "序号,姓名,身份证号码\n1,学员01," + nobody(1).text() + "\n"; }

const std::string kPlan = "[[class]]\nid = \"P-1\"\ncameras = [\"front\"]\ntrainees = 2\n";

}  // namespace

TEST_CASE(
    "a dry run says what an import does, and commits nothing; the import commits once, the same again not at all") {
  Desk box;
  REQUIRE(box.add("T-1"));
  CHECK(box.commits == 1);
  const auto dry = test::value(box.roster(one_trainee(), true));
  CHECK(box.commits == 1);
  CHECK_FALSE(dry.document.at("imported").as_bool());
  CHECK(dry.document.at("changes").as_array().size() == 1);
  CHECK(dry.document.at("rows").as_array().size() == 1);
  CHECK(boost::json::serialize(dry.document).find(nobody(1).text()) == std::string::npos);
  const auto done = test::value(box.roster(one_trainee(), false));
  CHECK(done.document.at("imported").as_bool());
  CHECK(done.document.at("changes") == dry.document.at("changes"));
  CHECK(box.commits == 2);
  const auto again = test::value(box.roster(one_trainee(), false));
  CHECK(again.document.at("unchanged") == 1);
  CHECK(box.commits == 2);
  const auto detail = test::value(box.desk->class_detail(ClassId("T-1")));
  CHECK(detail.roster_ids == std::vector<std::string>{nobody(1).masked()});
  CHECK(test::value(box.desk->trainees(nobody(1).last_four())).at(0).id_masked == nobody(1).masked());
  // Beside the daemon, without its key: the last four alone.
  auto reader = test::value(box.store->reader());
  const config::RulePack rules;
  const auto beside = test::value(class_detail(reader, ClassId("T-1"), {rules, nullptr, {}}, box.bench.clock.utc()));
  CHECK(beside.roster_ids == std::vector<std::string>{"**************" + nobody(1).last_four()});
}

TEST_CASE("what the database refuses is the answer, and nothing has changed") {
  Desk box;
  REQUIRE(box.add("T-1"));
  box.failing = Error{ErrorCode::kNoSpace, "full", nullptr};
  CHECK(box.roster(one_trainee(), false).error().code == ErrorCode::kNoSpace);
  CHECK(box.add("T-2").error().error.code == ErrorCode::kNoSpace);
  CHECK(test::value(box.desk->class_detail(ClassId("T-1"))).plan.roster.empty());
  CHECK(test::value(box.desk->classes()).size() == 1);
}

TEST_CASE(
    "the plan file's classes are its own, as it is now or as it last could be read; before it ever could, nobody "
    "knows") {
  Desk box(kPlan);
  CHECK(box.add("P-1").error().error.code == ErrorCode::kConflict);
  REQUIRE(box.add("T-1"));
  box.write_plan("[[class]]\nid = ");
  CHECK(box.add("P-1").error().error.code == ErrorCode::kConflict);
  REQUIRE(box.add("T-2"));
  box.write_plan("[[class]]\nid = \"T-1\"\ncameras = [\"front\"]\ntrainees = 2\n");
  CHECK(box.roster(one_trainee(), true).error().code == ErrorCode::kConflict);
  const auto rows = test::value(box.desk->classes());
  CHECK(rows.at(0).from_plan_file);
  CHECK_FALSE(rows.at(1).from_plan_file);

  Desk broken("[[class]]\nid = ");
  CHECK(broken.add("T-1").error().error.code == ErrorCode::kUnsupported);
  CHECK(broken.desk->change_class(broken.who, ClassId("T-1"), {}).error().error.code == ErrorCode::kUnsupported);
  CHECK(broken.roster(one_trainee(), true).error().code == ErrorCode::kUnsupported);
  CHECK(test::value(broken.desk->classes()).empty());
}

TEST_CASE("a class's hours with what they came to, and when they were planned and cancelled") {
  Desk box;
  REQUIRE(box.add("T-1"));
  store::CommitRequest plan;
  const UtcMillis now = box.bench.clock.utc();
  for (int i = 1; i <= 4; ++i) {
    LessonHour hour = test::sample_hour(i);
    hour.id.training_class = ClassId("T-1");
    hour.span = {now + std::chrono::hours{i - 3}, now + std::chrono::hours{i - 2}};
    hour.planned_at = i == 1 ? hour.span.to : now - std::chrono::hours{100};
    if (i == 4) {
      hour.cancelled = true;
      hour.cancelled_at = now;
    }
    plan.facts.hours.push_back(hour);
  }
  HourConclusion concluded = test::sample_conclusion(1, 1);
  concluded.hour = plan.facts.hours[0].id;
  concluded.verdict = Verdict::kNotMet;
  plan.facts.conclusions.push_back(concluded);
  concluded.rev = 2;
  concluded.verdict = Verdict::kMet;
  plan.facts.conclusions.push_back(concluded);
  test::value(box.store->commit(plan.facts, {}));
  const auto hours = test::value(box.desk->class_detail(ClassId("T-1"))).hours;
  REQUIRE(hours.size() == 4);
  CHECK(hours[0].state == web::HourState::kConcluded);
  CHECK(hours[0].verdict == Verdict::kMet);
  CHECK(hours[0].planned_late);
  CHECK(hours[1].state == web::HourState::kWaiting);
  CHECK(hours[2].state == web::HourState::kRunning);
  CHECK(hours[3].state == web::HourState::kPlanned);
  CHECK(hours[3].cancelled_late);
  CHECK_FALSE(hours[2].cancelled_late);
}
