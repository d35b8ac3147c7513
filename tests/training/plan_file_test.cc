#include "training/plan_file.h"

#include <doctest/doctest.h>

using namespace xueshi;
using training::parse_plan;
using training::Plan;

namespace {

const UtcMillis kKnown = *parse_rfc3339("2024-05-10T12:00:00+08:00");

Result<Plan> parse(std::string_view text) { return parse_plan(text, "plan.toml", config::RulePack{}, kKnown); }

std::string errors(std::string_view text) {
  const auto plan = parse(text);
  REQUIRE_FALSE(plan);
  CHECK(plan.error().code == ErrorCode::kBadInput);
  return plan.error().message;
}

constexpr std::string_view kWhole = R"(
[[class]]
id = "2024-D-017"
title = "焊工"
kind = "order"
cameras = ["front", "back"]
trainees = 3

[[class.hour]]
date = 2024-05-13
from = "8:00"
to = "12:00"
hours = 4
subject = "安全"

[[class.hour]]
date = "2024-05-13"
from = "14:00"
to = "14:45"
kind = "practice"

[[class.attendance]]
date = 2024-05-13
session = 1
present = ["01", "03"]
in = "7:55"
entered_by = "班主任"
reason = "没有手机"

[[class.attendance]]
date = 2024-05-13
session = 2
everyone = true
entered_by = "班主任"
reason = "没有手机"

[[class.leave]]
trainees = ["02"]
from = 2024-05-13T08:00:00+08:00
to = 2024-05-13T12:00:00+08:00
)";

}  // namespace

TEST_CASE("a plan becomes classes, numbered hours, sessions, attendance and leave") {
  const auto plan = parse(kWhole);
  REQUIRE_MESSAGE(plan, plan.error().message);
  REQUIRE(plan->classes.size() == 1);
  CHECK(plan->classes[0].kind == ClassKind::kOrder);
  CHECK(plan->classes[0].cameras == std::vector{CameraId("front"), CameraId("back")});
  CHECK(plan->classes[0].roster.at(2).number == TraineeNo("03"));

  REQUIRE(plan->hours.size() == 5);
  CHECK(plan->hours[0].id.hour() == "2024-05-13/1");
  CHECK(to_rfc3339(plan->hours[0].span.from) == "2024-05-13T08:00:00+08:00");
  CHECK(to_rfc3339(plan->hours[0].span.to) == "2024-05-13T08:45:00+08:00");
  CHECK(to_rfc3339(plan->hours[3].span.from) == "2024-05-13T11:00:00+08:00");
  CHECK(plan->hours[3].session == 1);
  CHECK(plan->hours[4].session == 2);
  CHECK(plan->hours[4].kind == LessonKind::kPractice);
  CHECK(plan->hours[4].planned_at == kKnown);

  REQUIRE(plan->check_ins.size() == 5);
  CHECK(to_rfc3339(plan->check_ins[0].in) == "2024-05-13T07:55:00+08:00");
  CHECK(to_rfc3339(*plan->check_ins[0].out) == "2024-05-13T11:45:00+08:00");
  CHECK(plan->check_ins[0].method == CheckInMethod::kStaff);
  CHECK(plan->check_ins[4].trainee == TraineeNo("03"));
  REQUIRE(plan->leave.size() == 1);
  CHECK(plan->leave[0].trainee == TraineeNo("02"));
}

TEST_CASE("a class in the evening may end after midnight") {
  const auto plan = parse(R"(
[[class]]
id = "n"
cameras = ["front"]
trainees = 1
[[class.hour]]
date = 2024-05-13
from = "23:30"
to = "0:15"
)");
  REQUIRE_MESSAGE(plan, plan.error().message);
  REQUIRE(plan->hours.size() == 1);
  CHECK(plan->hours[0].id.hour() == "2024-05-13/1");
  CHECK(to_rfc3339(plan->hours[0].span.to) == "2024-05-14T00:15:00+08:00");
}

TEST_CASE("every mistake of a plan is told at once, with its line") {
  const std::string text = errors(R"([[class]]
id = "a/b"
cameras = ["front"]
trainees = 2
[[class.hour]]
date = 2024-05-13
from = "25:00"
to = "9:00"
[[class.hour]]
date = 2024-05-13
from = "10:00"
to = "10:10"
[[class.attendance]]
date = 2024-05-13
present = ["07"]
entered_by = "x"
reason = "y"
)");
  CHECK(text.find("plan.toml:2:") != std::string::npos);
  CHECK(text.find("plan.toml:7:") != std::string::npos);
  CHECK(text.find("plan.toml:12:") != std::string::npos);
  CHECK(text.find("at least one lesson hour of 45 minutes") != std::string::npos);
  CHECK(text.find("\"07\"") != std::string::npos);
}

TEST_CASE("hours that overlap, a class twice, an unknown key, no roster: refused") {
  CHECK(errors(R"(
[[class]]
id = "n"
cameras = ["front"]
trainees = 1
[[class.hour]]
date = 2024-05-13
from = "8:00"
to = "8:45"
[[class.hour]]
date = 2024-05-13
from = "8:30"
to = "9:15"
)")
            .find("overlap") != std::string::npos);
  CHECK(errors("[[class]]\nid = \"n\"\ncameras = []\ntrainees = 1\n[[class]]\nid = \"n\"\ncameras = []\ntrainees = 1\n")
            .find("no other class") != std::string::npos);
  CHECK(errors("[[class]]\nid = \"n\"\ncameras = []\ntrainee = 1\n").find("trainees") != std::string::npos);
  CHECK(errors("").find("[[class]]") != std::string::npos);
}
