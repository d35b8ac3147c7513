#include "web/check_in_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/people.h"
#include "web/attendance_routes.h"
#include "web/board_routes.h"

using namespace xueshi;
using namespace xueshi::web;
namespace json = boost::json;

namespace {

const UtcMillis kEight = *parse_rfc3339("2026-11-23T08:00:00+08:00");
const ClassId kClass("2026-D-017");
const LocalDay kDay = *parse_day("2026-11-23");

/// One session with one trainee, and whatever the test sets. Keeps what it was asked.
class StandIn final : public CheckInsSource, public AttendanceSource, public BoardSource {
 public:
  std::optional<ErrorCode> next;
  std::optional<AttendanceRefused> refusal;
  std::optional<LocalDay> asked_day;
  std::optional<EntryWish> entry;
  std::optional<CorrectionWish> correction;
  std::optional<LeaveWish> leave_wish;
  std::string said;
  CheckInDay shown;

  StandIn() {
    CheckInSessionView session;
    session.span = {kEight, kEight + Millis{5'700'000}};
    session.opens = kEight - Millis{1'800'000};
    session.closes = session.span.to + Millis{1'800'000};
    session.hours = {{kClass, kDay, 1}, {kClass, kDay, 2}};
    session.counts = {2, 1, 1, 0, 0, 0, 1, 1};
    session.oddities = {{CheckInSign::kBurst, {kEight, kEight + Millis{4'000}}}};
    SessionTrainee came;
    came.number = TraineeNo("07");
    came.name = "学员07";
    CheckIn standing;
    standing.in = kEight - Millis{300'000};
    standing.method = CheckInMethod::kPhone;
    came.standing = standing;
    came.present = {true, false};
    came.attempts = 1;
    session.trainees = {came, {}};
    CheckInEvent event;
    event.id = 3;
    event.trainee = TraineeNo("07");
    event.at = {kEight, boot_ms(5'000), ClockState::kSynced, Millis{4}};
    event.device = "ab12cd34ab12cd34ab12cd34ab12cd34";
    event.address = "192.0.2.44";
    event.result = CheckResult::kPhoneUsed;
    session.events = {{event, "学员07"}};
    shown = {kClass, "家政服务员第17期", kDay, {session}};
  }

  Result<CheckInDay> day(const ClassId&, std::optional<LocalDay> day) override {
    asked_day = day;
    if (next) return fail(*next, "/var/lib/secret is broken");
    return shown;
  }
  Result<ExportedFile> exported(const ClassId& id, LocalDay, LocalDay, ExportForm) override {
    if (next) return fail(*next, "/var/lib/secret is broken");
    return ExportedFile{"check-ins-" + id.text + ".csv", "text/csv; charset=utf-8", "\xEF\xBB\xBF学员07\r\n"};
  }
  Result<StoredPhoto> photo(const Sha256Digest&) override {
    if (next) return fail(*next, "/var/lib/secret is broken");
    return StoredPhoto{"image/png", "\x89PNG"};
  }
  Result<std::vector<NamedLeave>> leave(const ClassId&) override {
    Leave leave{kClass, TraineeNo("07"), {kEight, kEight + Millis{3'600'000}}};
    leave.reason = "病假";
    return std::vector<NamedLeave>{{5, leave, "学员07", LeaveWithdrawal{5, kEight, "wang", "来了"}}};
  }
  Result<std::vector<NamedObjection>> objections(bool open_only) override {
    said = open_only ? "open" : "all";
    Objection objection;
    objection.id = 9;
    objection.training_class = kClass;
    objection.day = kDay;
    objection.trainee = TraineeNo("07");
    objection.text = "我来了";
    return std::vector<NamedObjection>{{objection, "家政服务员第17期", "学员07", std::nullopt}};
  }
  AttendanceDone enter(const Actor& actor, const ClassId&, const EntryWish& wish) override {
    entry = wish;
    return done(actor);
  }
  AttendanceDone correct(const Actor& actor, const ClassId&, const CorrectionWish& wish) override {
    correction = wish;
    return done(actor);
  }
  AttendanceDone enter_leave(const Actor& actor, const ClassId&, const LeaveWish& wish) override {
    leave_wish = wish;
    return done(actor);
  }
  AttendanceDone withdraw_leave(const Actor& actor, const ClassId&, std::uint64_t leave,
                                const std::string& reason) override {
    said = std::to_string(leave) + " " + reason;
    return done(actor);
  }
  AttendanceDone answer(const Actor& actor, std::uint64_t objection, const std::string& text) override {
    said = std::to_string(objection) + " " + text;
    return done(actor);
  }
  bool fits(const ClassId& id, std::string_view key) override { return key == "today-" + id.text; }
  Result<std::string> key(const ClassId& id) override {
    if (next) return fail(*next, "/var/lib/secret is broken");
    return "today-" + id.text;
  }
  Result<std::string> board(const ClassId&) override { return R"({"state":"none"})"; }

 private:
  AttendanceDone done(const Actor& actor) {
    said_by = actor.name;
    if (refusal) return tl::make_unexpected(*refusal);
    return AttendanceEntered{2, {{kClass, kDay, 1}}};
  }

 public:
  std::string said_by;
};

struct Rig : test::People {
  StandIn source;
  Router routes = router();
  Rig() {
    add_check_in_routes(routes, source, audit, clock);
    add_attendance_routes(routes, source);
    add_board_routes(routes, source, audit);
  }
  Response get(Role role, const std::string& path, const std::string& query = "") const {
    return test::answered(routes, ask(role, "GET", path, query));
  }
  Response post(Role role, const std::string& path, const std::string& body) const {
    return test::answered(routes, ask(role, "POST", path, "", body));
  }
};

const std::string kOne = "/api/v1/classes/2026-D-017";

}  // namespace

TEST_CASE("the list of a day: names, presence by the hour, and of a phone no more than six digits") {
  Rig rig;
  const Response response = rig.get(Role::kInspector, kOne + "/check-ins", "day=2026-11-23");
  REQUIRE(response.status == 200);
  CHECK(rig.source.asked_day == kDay);
  CHECK(response.body.find("ab12cd34") == std::string::npos);
  const json::value day = json::parse(response.body);
  CHECK(day.at("day").as_string() == "2026-11-23");
  const json::object& session = day.at("sessions").as_array().at(0).as_object();
  CHECK(session.at("from").as_string() == "2026-11-23T08:00:00+08:00");
  CHECK(session.at("hours") == json::array({"2026-11-23/1", "2026-11-23/2"}));
  CHECK(session.at("counts").at("by_phone").as_int64() == 1);
  CHECK(session.at("counts").at("missing").as_int64() == 1);
  CHECK(session.at("oddities").at(0).at("code").as_string() == "burst");
  CHECK(session.at("opened_at").is_null());
  const json::object& came = session.at("trainees").at(0).as_object();
  CHECK(came.at("name").as_string() == "学员07");
  CHECK(came.at("in").as_string() == "2026-11-23T07:55:00+08:00");
  CHECK(came.at("out").is_null());
  CHECK(came.at("method").as_string() == "phone");
  CHECK(came.at("hours") == json::array({true, false}));
  CHECK(session.at("trainees").at(1).at("method").is_null());
  const json::object& event = session.at("events").at(0).as_object();
  CHECK(event.at("device").as_string() == "ab12cd");
  CHECK(event.at("result").as_string() == "phone_used");
  CHECK(event.at("at_boot_ms").as_int64() == 5'000);
  CHECK(event.at("clock").as_string() == "synced");
}

TEST_CASE("I16: that check-ins were looked at is in the log before they are shown, once a sitting") {
  Rig rig;
  rig.audit.failing = true;
  CHECK(rig.get(Role::kInspector, kOne + "/check-ins").status == 503);
  CHECK(rig.get(Role::kInspector, kOne + "/check-ins").body.find("学员07") == std::string::npos);
  CHECK(rig.get(Role::kInspector, kOne + "/check-ins.csv", "from=2026-11-23&to=2026-11-23").status == 503);
  CHECK(rig.get(Role::kInspector, kOne + "/leave").status == 503);
  CHECK(rig.get(Role::kInspector, "/api/v1/objections").status == 503);
  CHECK(rig.get(Role::kInspector, "/api/v1/photos/" + sha256({}).hex()).status == 503);
  CHECK(rig.post(Role::kTeacher, kOne + "/board-link", "{}").status == 503);
  CHECK(rig.audit.notes.empty());

  rig.audit.failing = false;
  for (int i = 0; i < 3; ++i) CHECK(rig.get(Role::kInspector, kOne + "/check-ins").status == 200);
  CHECK(rig.get(Role::kTeacher, kOne + "/check-ins").status == 200);
  for (int i = 0; i < 2; ++i) {
    CHECK(rig.get(Role::kInspector, kOne + "/check-ins.csv", "from=2026-11-23&to=2026-11-24").status == 200);
  }
  CHECK(rig.get(Role::kInspector, "/api/v1/photos/" + sha256({}).hex()).status == 200);
  CHECK(rig.audit.lines() == std::vector<std::string>{
                                 "view_check_ins class:2026-D-017 2026-11-23 done",
                                 "view_check_ins class:2026-D-017 2026-11-23 done",  // the teacher's
                                 "export_check_ins class:2026-D-017 2026-11-23 to 2026-11-24, csv done",
                                 "export_check_ins class:2026-D-017 2026-11-23 to 2026-11-24, csv done",
                                 "view_photo photo:e3b0c44298fc  done",
                             });
  rig.clock.advance(Millis{11 * 60'000});
  CHECK(rig.get(Role::kInspector, kOne + "/check-ins").status == 200);
  CHECK(rig.audit.notes.size() == 6);
}

TEST_CASE("names of trainees are for who may see check-ins alone") {
  Rig rig;
  for (const std::string& path :
       {kOne + "/check-ins", kOne + "/check-ins.csv", kOne + "/leave", std::string("/api/v1/objections")}) {
    const Response response =
        rig.get(Role::kInstaller, path, path.ends_with("csv") ? "from=2026-11-23&to=2026-11-23" : "");
    CHECK(response.status == 403);
    CHECK(response.body.find("学员07") == std::string::npos);
  }
}

TEST_CASE("exports: a file by its name, bounded in days, and too many rows say so") {
  Rig rig;
  const Response csv = rig.get(Role::kAuditor, kOne + "/check-ins.csv", "from=2026-11-01&to=2026-11-30");
  REQUIRE(csv.status == 200);
  CHECK(csv.content_type == "text/csv; charset=utf-8");
  CHECK(test::header_of(csv, "Content-Disposition") == "attachment; filename=\"check-ins-2026-D-017.csv\"");
  CHECK(csv.body.starts_with("\xEF\xBB\xBF"));
  for (const char* query : {"", "from=2026-11-01", "from=2026-11-02&to=2026-11-01", "from=x&to=2026-11-01",
                            "from=2025-10-20&to=2026-11-24", "from=2026-11-01&to=2026-11-02&x=1"}) {
    CAPTURE(query);
    CHECK(rig.get(Role::kAuditor, kOne + "/check-ins.csv", query).status == 400);
  }
  CHECK(rig.get(Role::kAuditor, kOne + "/check-ins.csv", "from=2025-10-21&to=2026-11-24").status == 200);  // 400 days
  rig.source.next = ErrorCode::kUnsupported;
  const Response refused = rig.get(Role::kAuditor, kOne + "/check-ins.xlsx", "from=2026-11-01&to=2026-11-30");
  CHECK(refused.status == 400);
  CHECK(json::parse(refused.body).at("code").as_string() == "too_much");
}

TEST_CASE("what cannot be read says so and nothing of the box") {
  Rig rig;
  for (const auto& [code, status] :
       {std::pair{ErrorCode::kNotFound, 404}, std::pair{ErrorCode::kBusy, 503}, std::pair{ErrorCode::kCorrupt, 500}}) {
    rig.source.next = code;
    for (const std::string& path : {kOne + "/check-ins", "/api/v1/photos/" + sha256({}).hex()}) {
      const Response response = rig.get(Role::kInspector, path);
      CHECK(response.status == status);
      CHECK(response.body.find("secret") == std::string::npos);
    }
  }
  rig.source.next.reset();
  CHECK(rig.get(Role::kInspector, "/api/v1/classes/..%2f/check-ins").status == 404);
  CHECK(rig.get(Role::kInspector, "/api/v1/photos/abc").status == 404);
  CHECK(rig.get(Role::kInspector, kOne + "/check-ins", "day=yesterday").status == 400);
  CHECK(rig.get(Role::kInspector, "/api/v1/objections", "open=maybe").status == 400);
  CHECK(rig.audit.notes.empty());
}

TEST_CASE("leave and objections, with who withdrew and what is open") {
  Rig rig;
  const json::value leave = json::parse(rig.get(Role::kTeacher, kOne + "/leave").body).at("leave").at(0);
  CHECK(leave.at("id").as_int64() == 5);
  CHECK(leave.at("name").as_string() == "学员07");
  CHECK(leave.at("withdrawn").at("reason").as_string() == "来了");
  const json::value open = json::parse(rig.get(Role::kInspector, "/api/v1/objections", "open=1").body);
  CHECK(rig.source.said == "open");
  CHECK(open.at("objections").at(0).at("text").as_string() == "我来了");
  CHECK(open.at("objections").at(0).at("answer").is_null());
}

TEST_CASE("staff's entry reaches the box as it was sent, and only staff's") {
  Rig rig;
  const std::string body =
      R"({"day":"2026-11-23","session":1,"trainees":["07","08"],"in":"2026-11-23T08:00:00+08:00","out":null,"reason":"没有手机"})";
  CHECK(rig.post(Role::kInspector, kOne + "/entries", body).status == 403);
  CHECK_FALSE(rig.source.entry);
  const Response response = rig.post(Role::kTeacher, kOne + "/entries", body);
  REQUIRE(response.status == 200);
  CHECK(json::parse(response.body) == json::parse(R"({"entered":2,"rejudged":["2026-11-23/1"]})"));
  REQUIRE(rig.source.entry);
  CHECK(rig.source.entry->in == kEight);
  CHECK_FALSE(rig.source.entry->out);
  CHECK(rig.source.entry->trainees.size() == 2);
  CHECK(rig.source.entry->reason == "没有手机");
  CHECK(rig.source.said_by == "teacher");

  rig.source.refusal =
      AttendanceRefused{ErrorCode::kConflict, "stands", "已有签到记录", "checked in already", {TraineeNo("07")}};
  const Response refused = rig.post(Role::kTeacher, kOne + "/entries", body);
  CHECK(refused.status == 409);
  CHECK(json::parse(refused.body).at("code").as_string() == "stands");
  CHECK(json::parse(refused.body).at("detail").as_string() == "学员 07：已有签到记录");
  CHECK(json::parse(refused.body).at("detail_en").as_string() == "trainee 07: checked in already");
}

TEST_CASE("a correction is the inspector's; without a check-in that was said to be null it is none") {
  Rig rig;
  const std::string was_not_there =
      R"({"day":"2026-11-23","session":1,"trainee":"07","in":null,"out":null,"reason":"录像里没有"})";
  CHECK(rig.post(Role::kTeacher, kOne + "/corrections", was_not_there).status == 403);
  CHECK(rig.post(Role::kAdministrator, kOne + "/corrections", was_not_there).status == 403);
  REQUIRE(rig.post(Role::kInspector, kOne + "/corrections", was_not_there).status == 200);
  CHECK_FALSE(rig.source.correction->in);
  CHECK(rig.post(Role::kInspector, kOne + "/corrections",
                 R"({"day":"2026-11-23","session":1,"trainee":"07","reason":"x"})")
            .status == 400);
}

TEST_CASE("leave, its withdrawal, and an answer") {
  Rig rig;
  REQUIRE(
      rig.post(
             Role::kTeacher, kOne + "/leave",
             R"({"trainees":["07"],"from":"2026-11-23T08:00:00+08:00","to":"2026-11-23T12:00:00+08:00","reason":"病"})")
          .status == 200);
  CHECK(rig.source.leave_wish->span == UtcSpan{kEight, kEight + Millis{4 * 3'600'000}});
  REQUIRE(rig.post(Role::kTeacher, kOne + "/leave/5/withdrawal", R"({"reason":"来了"})").status == 200);
  CHECK(rig.source.said == "5 来了");
  CHECK(rig.post(Role::kTeacher, kOne + "/leave/x/withdrawal", R"({"reason":"来了"})").status == 404);
  REQUIRE(rig.post(Role::kInspector, "/api/v1/objections/9/answer", R"({"text":"属实"})").status == 200);
  CHECK(rig.source.said == "9 属实");
}

TEST_CASE("bodies that are not what they should be are refused before anything is asked") {
  Rig rig;
  for (const char* body :
       {"{}", R"({"day":"x","session":1,"trainees":["07"],"in":null,"out":null,"reason":"x"})",
        R"({"day":"2026-11-23","session":0,"trainees":["07"],"in":null,"out":null,"reason":"x"})",
        R"({"day":"2026-11-23","session":1,"trainees":"07","in":null,"out":null,"reason":"x"})",
        R"({"day":"2026-11-23","session":1,"trainees":[7],"in":null,"out":null,"reason":"x"})",
        R"({"day":"2026-11-23","session":1,"trainees":["07"],"in":"8:00","out":null,"reason":"x"})",
        R"({"day":"2026-11-23","session":1,"trainees":["07"],"in":8,"out":null,"reason":"x"})",
        R"({"day":"2026-11-23","session":1,"trainees":["07"],"in":null,"out":null,"reason":"x","more":1})"}) {
    CAPTURE(body);
    CHECK(rig.post(Role::kTeacher, kOne + "/entries", body).status == 400);
  }
  CHECK_FALSE(rig.source.entry);
}

TEST_CASE("the board: only by the key of the class and the day, or on the box itself; a link is in the log first") {
  Rig rig;
  const auto board = [&](const std::string& path, const std::string& query) {
    return test::answered(rig.routes, rig.ask({}, "GET", path, query)).status;
  };
  CHECK(board("/api/v1/board/2026-D-017", "key=today-2026-D-017") == 200);
  CHECK(board("/api/v1/board/2026-D-018", "key=today-2026-D-017") == 403);
  CHECK(board("/api/v1/board/2026-D-017", "key=yesterday") == 403);
  CHECK(board("/api/v1/board/2026-D-017", "") == 403);
  Request here = rig.ask({}, "GET", "/api/v1/board/2026-D-017");
  here.from_this_machine = true;
  CHECK(test::answered(rig.routes, here).status == 200);

  CHECK(rig.post(Role::kInspector, kOne + "/board-link", "{}").status == 403);
  rig.audit.notes.clear();
  const Response link = rig.post(Role::kTeacher, kOne + "/board-link", "{}");
  REQUIRE(link.status == 200);
  CHECK(json::parse(link.body).at("path").as_string() == "/board/2026-D-017?key=today-2026-D-017");
  CHECK(rig.audit.lines() == std::vector<std::string>{"board_link class:2026-D-017  done"});
  rig.source.next = ErrorCode::kNotFound;
  CHECK(rig.post(Role::kTeacher, kOne + "/board-link", "{}").status == 404);
  CHECK(rig.audit.notes.size() == 1);
}
