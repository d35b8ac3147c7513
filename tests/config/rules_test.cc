#include "config/rules.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

using namespace xueshi;
using namespace xueshi::config;

namespace {

std::string error_of(std::string_view toml) {
  const auto pack = parse_rules(toml, "rules.toml");
  return pack ? "" : pack.error().message;
}

}  // namespace

TEST_CASE("an empty file is the default pack under its own version") {
  const auto pack = parse_rules("", "rules.toml");
  REQUIRE(pack);
  CHECK(*pack == RulePack{});
  CHECK(pack->version == "guxian-2024-15/1");
  CHECK(pack->min_continuous == std::chrono::minutes{10});
  CHECK(*parse_rules("lesson_minutes = 45\nversion = \"guxian-2024-15/1\"", "rules.toml") == RulePack{});
}

TEST_CASE("every key changes what it names and nothing else") {
  const auto pack = parse_rules(
      "version = \"DEMO/1\"\ndemo = true\nlesson_minutes = 2\nmin_continuous_s = 60\nmax_packet_gap_s = 1.5\n"
      "missing_after_s = 10\nobservation_max_age_s = 20\nstaff_in_view = 2\nattendance_warn = 85\nattendance_fail = "
      "70\n"
      "session_break_min = 5\nbreak_minutes = 1\ncheckin_opens_before_min = 3\nlate_after_min = 4\ncheckin_out = "
      "false\n"
      "qr_period_s = 10\nqr_grace_s = 12\ngeofence_m = 300\nburst_people = 12\nburst_within_s = 7\nplan_notice = "
      "48\nretention = 3\nkeep = \"all\"\n"
      "keep_unscheduled_days = 7\nvideo_duty = [\"startup\", \"order\"]\ntwo_cameras = \"alone\"\n",
      "rules.toml");
  REQUIRE(pack);
  RulePack expected;
  expected.version = "DEMO/1";
  expected.demo = true;
  expected.lesson_minutes = std::chrono::minutes{2};
  expected.min_continuous = Millis{60'000};
  expected.max_packet_gap = Millis{1'500};
  expected.missing_after = Millis{10'000};
  expected.observation_max_age = Millis{20'000};
  expected.staff_in_view = 2;
  expected.attendance_warn_percent = 85;
  expected.attendance_fail_percent = 70;
  expected.session_break = std::chrono::minutes{5};
  expected.break_minutes = std::chrono::minutes{1};
  expected.checkin_opens_before = std::chrono::minutes{3};
  expected.late_after = std::chrono::minutes{4};
  expected.checkin_out = false;
  expected.qr_period = std::chrono::seconds{10};
  expected.qr_grace = std::chrono::seconds{12};
  expected.geofence_m = 300;
  expected.burst_people = 12;
  expected.burst_within = std::chrono::seconds{7};
  expected.plan_notice = std::chrono::hours{48};
  expected.retention_years = 3;
  expected.keep_unscheduled_days = 7;
  expected.video_duty = {ClassKind::kOrder, ClassKind::kStartup};
  CHECK(*pack == expected);
}

TEST_CASE("a changed pack without a name of its own is named by its content") {
  const auto changed = parse_rules("min_continuous_s = 300", "a.toml");
  REQUIRE(changed);
  const std::string prefix = "guxian-2024-15/1+changed-";
  REQUIRE(changed->version.starts_with(prefix));
  CHECK(changed->version.size() == prefix.size() + 8);
  CHECK(parse_rules("# the same\nmin_continuous_s=300\nlesson_minutes = 45", "b.toml")->version == changed->version);
  CHECK(parse_rules("min_continuous_s = 301", "c.toml")->version != changed->version);
  // The default's name on other rules would be a lie.
  CHECK(parse_rules("version = \"guxian-2024-15/1\"\nmin_continuous_s = 300", "d.toml")->version == changed->version);
  CHECK(parse_rules("demo = true", "e.toml")->version.starts_with("DEMO/" + prefix));
  CHECK(parse_rules("video_duty = [\"student_startup\", \"startup\", \"project\", \"order\"]", "f.toml")->version ==
        "guxian-2024-15/1");
}

TEST_CASE("each single key changes the content that the version is made of") {
  for (const char* line :
       {"demo = true",          "lesson_minutes = 44",        "min_continuous_s = 599", "max_packet_gap_s = 2.1",
        "missing_after_s = 31", "observation_max_age_s = 61", "staff_in_view = 2",      "attendance_warn = 91",
        "attendance_fail = 79", "session_break_min = 31",     "break_minutes = 11",     "checkin_opens_before_min = 31",
        "late_after_min = 11",  "checkin_out = false",        "qr_period_s = 16",       "qr_grace_s = 21",
        "geofence_m = 201",     "plan_notice = 25",           "retention = 3",          "keep_unscheduled_days = 31",
        "video_duty = []"}) {
    const auto pack = parse_rules(line, "rules.toml");
    CAPTURE(line);
    REQUIRE(pack);
    CHECK(canonical(*pack) != canonical(RulePack{}));
    CHECK(pack->version != RulePack{}.version);
  }
}

TEST_CASE("what is out of range is refused with the range") {
  CHECK(error_of("\n\nmin_continuous_s = -5") ==
        "rules.toml:3: min_continuous_s = -5: expected an integer from 1 to 86400");
  CHECK(error_of("max_packet_gap_s = 0.01") ==
        "rules.toml:1: max_packet_gap_s = 0.01: expected a number of seconds from 0.1 to 60");
  CHECK(error_of("retention = 1") == "rules.toml:1: retention = 1: expected an integer from 2 to 50");
  CHECK(error_of("lesson_minutes = 45.5\nfoo = 1\nmin_continous_s = 3\ncheckin_out = \"on\"\nkeep = \"sub\"") ==
        "rules.toml:1: lesson_minutes = 45.5: expected an integer from 1 to 240\n"
        "rules.toml:2: foo: unknown key\n"
        "rules.toml:3: min_continous_s: unknown key; did you mean \"min_continuous_s\"?\n"
        "rules.toml:4: checkin_out = \"on\": expected true or false\n"
        "rules.toml:5: keep = \"sub\": expected \"all\"");
  CHECK(error_of("video_duty = [\"order\", \"order\"]").find("each at most once") != std::string::npos);
  CHECK(error_of("video_duty = [\"xyz\"]").find("= \"xyz\": expected each at most once, of order, project, employee") !=
        std::string::npos);
  for (const char* version : {"", "a b", "x+changed-00000000", "规则"}) {
    CAPTURE(version);
    CHECK_FALSE(parse_rules("version = \"" + std::string(version) + "\"", "rules.toml"));
  }
}

TEST_CASE("rules that cannot hold together are refused") {
  CHECK(error_of("attendance_fail = 95") ==
        "rules.toml:1: attendance_fail = 95: expected attendance_fail (95) to be at most attendance_warn (90)");
  CHECK(error_of("lesson_minutes = 5") ==
        "rules.toml:1: lesson_minutes = 5: expected min_continuous_s (600 s) to be at most lesson_minutes (5 min = 300 "
        "s): no lesson hour could be met");
}

TEST_CASE("strictly fewer than a tenth may be hidden") {
  const std::vector<std::pair<int, int>> expected{{-1, 0}, {0, 0},  {1, 0},  {10, 0}, {11, 1},
                                                  {20, 1}, {21, 2}, {30, 2}, {31, 3}, {100, 9}};
  for (const auto& [present, hidden] : expected) {
    CAPTURE(present);
    CHECK(allow(present) == hidden);
    if (present > 0) CHECK(allow(present) * 10 < present);
  }
}

TEST_CASE("a rule file that is not there") {
  CHECK(read_rules("/nonexistent/rules.toml").error().code == ErrorCode::kNotFound);
}

TEST_CASE("a demo pack is called DEMO on every output, whatever it calls itself") {
  CHECK(parse_rules("demo = true\nversion = \"DEMO/1\"", "r.toml")->version == "DEMO/1");
  CHECK(parse_rules("demo = true\nversion = \"guxian-2024-15/2\"", "r.toml")->version == "DEMO/guxian-2024-15/2");
  CHECK(parse_rules("demo = true", "r.toml")->version.starts_with("DEMO/guxian-2024-15/1+changed-"));
}
