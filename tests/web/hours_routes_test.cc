#include "web/hours_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/stand_in_guard.h"
#include "web/hours_json.h"

using namespace xueshi;
using namespace xueshi::web;
namespace json = boost::json;

namespace {

const UtcMillis kEight = *parse_rfc3339("2026-11-23T08:00:00+08:00");

HourRow row(HourState state) {
  HourRow hour;
  hour.plan.id = {ClassId("2026-D-017"), *parse_day("2026-11-23"), 1};
  hour.plan.span = {kEight, kEight + Millis{2'700'000}};
  hour.plan.subject = "收纳整理";
  hour.title = "家政服务员第17期";
  hour.enrolled = 30;
  hour.state = state;
  hour.needed = Millis{600'000};
  return hour;
}

HourConclusion conclusion() {
  HourConclusion made;
  made.hour = row(HourState::kConcluded).plan.id;
  made.verdict = Verdict::kNotMet;
  made.reasons = {Reason::kTooShort};
  made.flags = {{Flag::kGap, {kEight, kEight + Millis{5'000}}}};
  made.certain = Millis{310'500};
  made.possible = Millis{400'000};
  made.window = UtcSpan{kEight, kEight + Millis{400'000}};
  made.camera = CameraId("front");
  made.enrolled = 29;
  made.present = 28;
  made.on_leave = 1;
  made.median = 27;
  made.gaps = 1;
  made.clock = ClockState::kSynced;
  made.rules = "guxian-2024-15/1";
  made.rev = 2;
  made.concluded_at = kEight + Millis{2'710'000};
  return made;
}

class StandIn final : public HoursSource {
 public:
  std::optional<ErrorCode> next;
  std::optional<LocalDay> asked_day;
  std::optional<LessonHourId> asked_hour;
  HourDetail detail;

  Result<DayOfHours> day(std::optional<LocalDay> day) override {
    asked_day = day;
    if (next) return fail(*next, "/var/lib/secret is broken");
    return DayOfHours{day.value_or(*parse_day("2026-11-24")), {detail.hour}};
  }
  Result<HourDetail> hour(const LessonHourId& id) override {
    asked_hour = id;
    if (next) return fail(*next, "/var/lib/secret is broken");
    return detail;
  }
};

struct Rig {
  Rig() {
    source.detail.hour = row(HourState::kConcluded);
    source.detail.hour.conclusion = conclusion();
    add_hours_routes(router, source);
  }
  Response get(const std::string& path, const std::string& query = "") const {
    return test::ask(router, "GET", path, query);
  }
  StandIn source;
  Router router{test::let_in(Role::kTeacher)};
};

HourCamera crowded(const std::string& id) {
  HourCamera camera;
  camera.id = CameraId(id);
  for (int i = 0; i < 4'000; ++i) {
    const UtcMillis at = kEight + Millis{600 * i + 123};
    const UtcSpan span{at, at + Millis{300 + i % 7}};
    camera.recorded.push_back({span, i % 2 == 0});
    camera.gaps.push_back({span, span.length(), GapCause::kDiskMissing, false});
    camera.coverage.push_back(span);
    camera.counts.push_back({at, 100 + i % 50, 100, 150});
  }
  return camera;
}

}  // namespace

TEST_CASE("a day of hours: today where none is named; a day or parameter that is none is refused in two languages") {
  Rig rig;
  const Response today = rig.get("/api/v1/hours");
  CHECK(today.status == 200);
  CHECK(today.content_type == "application/json");
  CHECK_FALSE(rig.source.asked_day);
  const json::object document = json::parse(today.body).as_object();
  CHECK(document.at("day").as_string() == "2026-11-24");
  CHECK(document.at("next").is_null());
  CHECK(document.at("hours").as_array().size() == 1);
  CHECK(rig.get("/api/v1/hours", "day=2026-11-23").status == 200);
  CHECK(rig.source.asked_day == parse_day("2026-11-23"));
  for (const char* query : {"day=2026-13-01", "day=", "day=heute", "date=2026-11-23", "day=%2", "day=2026-11-23&x=1"}) {
    CAPTURE(query);
    rig.source.asked_day.reset();
    const Response refused = rig.get("/api/v1/hours", query);
    CHECK(refused.status == 400);
    CHECK(refused.content_type == "application/problem+json");
    CHECK_FALSE(json::parse(refused.body).at("detail").as_string().empty());
    CHECK_FALSE(json::parse(refused.body).at("detail_en").as_string().empty());
    CHECK_FALSE(rig.source.asked_day);
  }
}

TEST_CASE("one hour is named by class, day and number") {
  Rig rig;
  CHECK(rig.get("/api/v1/hours/2026-D-017/2026-11-23/1").status == 200);
  CHECK(rig.source.asked_hour == row(HourState::kPlanned).plan.id);
  for (const char* path : {"/api/v1/hours/2026-D-017/2026-11-32/1", "/api/v1/hours/2026-D-017/2026-11-23/0",
                           "/api/v1/hours/2026-D-017/2026-11-23/x", "/api/v1/hours/2026-D-017/2026-11-23/1x",
                           "/api/v1/hours/2026-D-017/2026-11-23/99999999999"}) {
    CAPTURE(path);
    CHECK(rig.get(path).status == 400);
  }
  for (const char* path : {"/api/v1/hours/..%2f/2026-11-23/1", "/api/v1/hours/-x/2026-11-23/1",
                           "/api/v1/hours/班/2026-11-23/1", "/api/v1/hours/2026-D-017/2026-11-23"}) {
    CAPTURE(path);
    CHECK(rig.get(path).status == 404);
  }
}

TEST_CASE("what goes wrong with an hour has a status and names no file") {
  Rig rig;
  for (const auto& [code, status] :
       {std::pair{ErrorCode::kNotFound, 404}, std::pair{ErrorCode::kBusy, 503}, std::pair{ErrorCode::kIo, 500}}) {
    rig.source.next = code;
    for (const char* path : {"/api/v1/hours", "/api/v1/hours/2026-D-017/2026-11-23/1"}) {
      const Response response = rig.get(path);
      CHECK(response.status == status);
      CHECK(response.body.find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("an hour says what it came to, in codes and in words") {
  const HourRow concluded = [] {
    HourRow hour = row(HourState::kConcluded);
    hour.conclusion = conclusion();
    return hour;
  }();
  const json::object hour = hour_json(concluded);
  CHECK(hour.at("state").as_string() == "concluded");
  CHECK(hour.at("verdict").as_string() == "not_met");
  CHECK(hour.at("verdict_text").as_string() == "不达标");
  CHECK(hour.at("verdict_text_en").as_string() == "not met");
  CHECK(hour.at("reasons").at(0).at("code").as_string() == "too_short");
  CHECK(hour.at("reasons").at(0).at("text").as_string() == "没有足够长的连续录像");
  CHECK(hour.at("flags").at(0).at("code").as_string() == "gap");
  CHECK(hour.at("flags").at(0).at("to").as_string() == "2026-11-23T08:00:05.000+08:00");
  CHECK(hour.at("certain_s").as_double() == 310.5);
  CHECK(hour.at("needed_s").as_double() == 600);
  CHECK(hour.at("enrolled").as_int64() == 29);  // as it was then, not as the roster is now
  CHECK(hour.at("window").at("to").as_string() == "2026-11-23T08:06:40.000+08:00");
  CHECK(hour.at("camera").as_string() == "front");
  CHECK(hour.at("rev").as_int64() == 2);
  CHECK(hour.at("clock").as_string() == "synced");
  CHECK(std::string(hour.at("facts").as_string()).starts_with("sha256:"));
  CHECK(hour.at("live").is_null());
}

TEST_CASE("no verdict is shown before there is one, nor for an hour that was cancelled") {
  HourRow running = row(HourState::kRunning);
  running.conclusion = conclusion();
  running.live = json::object{{"left_s", 12}};
  const json::object now = hour_json(running);
  for (const char* key : {"verdict", "verdict_text", "rev", "facts", "concluded_at"}) CHECK(now.at(key).is_null());
  CHECK(now.at("certain_s").as_double() == 310.5);
  CHECK(now.at("live").at("left_s").as_int64() == 12);

  HourRow cancelled = row(HourState::kConcluded);
  cancelled.plan.cancelled = true;
  cancelled.conclusion = conclusion();
  cancelled.conclusion->status = HourStatus::kCancelled;
  CHECK(hour_json(cancelled).at("verdict").is_null());
  CHECK(hour_json(cancelled).at("cancelled").as_bool());

  const json::object planned = hour_json(row(HourState::kPlanned));
  CHECK(planned.at("enrolled").as_int64() == 30);
  CHECK(planned.at("median").is_null());
  CHECK(planned.at("reasons").as_array().empty());
}

TEST_CASE("I15: a check-in is shown by the number on the roster, and nothing of why or by whom") {
  HourDetail detail;
  detail.hour = row(HourState::kConcluded);
  detail.attendance = {{kEight, 0, 27}, {kEight + Millis{60'000}, 28, 27}};
  detail.check_ins = {{TraineeNo("01"), kEight - Millis{60'000}, kEight + Millis{9'000}, CheckInMethod::kStaff, true},
                      {TraineeNo("02"), kEight, {}, CheckInMethod::kPhone, false}};
  const json::object document = json::parse(detail_json(detail)).as_object();
  const json::array& rows = document.at("check_ins").as_array();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].as_object().size() == 5);
  CHECK(rows[0].at("trainee").as_string() == "01");
  CHECK(rows[0].at("method").as_string() == "staff");
  CHECK(rows[0].at("late").as_bool());
  CHECK(rows[0].at("out").as_string() == "2026-11-23T08:00:09+08:00");
  CHECK(rows[1].at("out").is_null());
  const json::array& steps = document.at("attendance").as_array();
  REQUIRE(steps.size() == 2);
  CHECK(steps[1].at("expected").as_int64() == 28);
  CHECK(steps[1].at("needed").as_int64() == 27);
}

TEST_CASE("points are thinned in their order, and the highest and lowest are never what is left out") {
  std::vector<HeadCount> points;
  for (int i = 0; i < 5'003; ++i) points.push_back({kEight + Millis{i}, 20 + i % 3, 19, 24});
  points[1'234].count = 0;
  points[4'321].count = 99;
  for (const std::size_t most : {2u, 7u, 1'000u}) {
    const auto kept = thinned(points, most);
    CAPTURE(most);
    CHECK(kept.size() <= most);
    CHECK(kept.size() >= most - 1);
    CHECK(std::any_of(kept.begin(), kept.end(), [](const HeadCount& each) { return each.count == 0; }));
    CHECK(std::any_of(kept.begin(), kept.end(), [](const HeadCount& each) { return each.count == 99; }));
    CHECK(std::is_sorted(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.at < b.at; }));
  }
  CHECK(thinned(points, 5'003).size() == 5'003);
  points.resize(1'001);
  const auto once = thinned(points, 1'000);  // some stretches are of two points, one of three
  CHECK(std::adjacent_find(once.begin(), once.end(), [](const auto& a, const auto& b) { return a.at == b.at; }) ==
        once.end());
}

TEST_CASE("an answer stays within 300 KB whatever the hour was like, and says what it left out") {
  HourDetail detail;
  detail.hour = row(HourState::kConcluded);
  detail.hour.conclusion = conclusion();
  detail.hour.conclusion->flags.clear();
  for (const auto& [flag, code] : kFlags.rows) {
    for (int i = 0; i < 900; ++i) detail.hour.conclusion->flags.push_back({flag, detail.hour.plan.span});
  }
  for (int i = 0; i < 120; ++i) {
    detail.check_ins.push_back({TraineeNo(std::to_string(i)), kEight, kEight, CheckInMethod::kStaff, true});
    detail.attendance.push_back({kEight + Millis{i}, i, 100});
  }
  for (int cameras = 1; cameras <= 16; ++cameras) {
    detail.cameras.push_back(crowded("camera-" + std::to_string(cameras)));
    const std::string text = detail_json(detail);
    CAPTURE(cameras);
    CHECK(text.size() <= 300 * 1024);
    const json::object document = json::parse(text).as_object();
    CHECK(document.at("cameras").as_array().size() == static_cast<std::size_t>(cameras));
    const json::object& first = document.at("cameras").at(0).as_object();
    CHECK(first.at("gaps_in_all").as_int64() == 4'000);
    CHECK(first.at("gaps").as_array().size() == kMostStretches / ((cameras + 1u) / 2u));
    CHECK(first.at("gaps").at(0).at("seconds").as_double() == 0.306);  // the longest are kept
    CHECK(document.at("hour").at("flags").as_array().size() == kFlags.rows.size() * kMostFlagsOfOneCode);
  }
}
