#include "web/class_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <tuple>

#include "tests/web/class_stand_ins.h"
#include "tests/web/people.h"
#include "web/import_routes.h"

using namespace xueshi;
using namespace xueshi::web;
using test::answered;

namespace {

namespace json = boost::json;

struct Routed : test::People {
  std::optional<ErrorCode> next;
  test::ClassThings things{next};
  Router routes = router();
  Routed() {
    add_class_routes(routes, things, audit, clock);
    add_import_routes(routes, things);
  }
  Response on(Role role, const std::string& method, const std::string& path, std::string query = "",
              std::string body = "") {
    return answered(routes, ask(role, method, path, std::move(query), std::move(body)));
  }
};

json::object document(const Response& response) { return json::parse(response.body).as_object(); }

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a class: everything the page shows, identity numbers masked, never as they are sealed") {
  Routed on;
  const Response response = on.on(Role::kTeacher, "GET", "/api/v1/classes/T-1");
  REQUIRE(response.status == 200);
  CHECK(response.body.find("5ea1ed") == std::string::npos);
  const json::object of = document(response);
  CHECK(of.at("kind_text").as_string() == "项目制培训");
  CHECK(of.at("category").is_null());
  CHECK(json::serialize(of.at("near_occupations")) == R"(["家庭保洁"])");
  CHECK(json::serialize(of.at("roster")) ==
        R"([{"number":"01","name":"学员01","id_masked":"110105********002X","has_id":true,"phone":"13800000001"},)"
        R"({"number":"02","name":"学员02","id_masked":"","has_id":false,"phone":""}])");
  CHECK(json::serialize(of.at("teachers")) == R"([{"name":"教师甲","id_masked":"440524********0014"}])");
  const json::object& hour = of.at("hours").as_array().at(0).as_object();
  CHECK(hour.at("hour").as_string() == "2024-05-13/1");
  CHECK(hour.at("verdict").as_string() == "met");
  CHECK(hour.at("state").as_string() == "concluded");
  CHECK(of.at("from").as_string() == "2024-05-13");
  CHECK(of.at("to").is_null());
  CHECK(json::serialize(of.at("completeness")) ==
        R"({"complete":false,"missing":[{"code":"basic:fire","text":"缺消防","text_en":"no fire safety"}]})");
  const json::object row =
      document(on.on(Role::kAuditor, "GET", "/api/v1/classes")).at("classes").as_array().at(0).as_object();
  CHECK(row.at("enrolled").as_int64() == 2);
  CHECK(row.at("video_duty").as_bool());
  CHECK_FALSE(row.at("from_plan_file").as_bool());
}

TEST_CASE("I16: who looks at a class's trainees is written down once a sitting; unwritten, nothing is shown") {
  Routed on;
  on.on(Role::kInspector, "GET", "/api/v1/classes/T-1");
  on.on(Role::kInspector, "GET", "/api/v1/classes/T-1");
  CHECK(on.audit.lines() == Words{"view_check_ins class:T-1 roster done"});
  on.audit.failing = true;
  const Response response = on.on(Role::kTeacher, "GET", "/api/v1/classes/T-1");
  CHECK(response.status == 503);
  CHECK(response.body.find("学员01") == std::string::npos);
}

TEST_CASE("making and changing a class: members as they were sent; what is wrong is named, all at once") {
  Routed on;
  CHECK(on.on(Role::kTeacher, "POST", "/api/v1/classes", "",
              R"({"id":"T-1","title":"甲","kind":"order","from":"2024-05-13","cameras":["front"],"application":[]})")
            .status == 201);
  CHECK(on.on(Role::kAdministrator, "PATCH", "/api/v1/classes/T-1", "", R"({"from":null})").status == 200);
  CHECK(on.things.asked == Words{"add teacher T-1 title=甲 kind=order from=2024-05-13 cameras=1 application=0",
                                 "change administrator T-1 from=none"});
  const Response bad =
      on.on(Role::kTeacher, "POST", "/api/v1/classes", "",
            R"({"title":7,"kind":"evening","from":"13.5.","to":5,"cameras":"front","application":["roster","luck"]})");
  CHECK(bad.status == 400);
  Words fields;
  const json::object said = document(bad);
  for (const json::value& fault : said.at("faults").as_array()) {
    fields.emplace_back(fault.as_object().at("field").as_string());
    CHECK_FALSE(fault.as_object().at("text_en").as_string().empty());
  }
  CHECK(fields == Words{"title", "kind", "from", "to", "cameras", "application", "id"});
  on.things.faults = {{"title", "请填写班级名称", "expected a title"}};
  const Response refused = on.on(Role::kTeacher, "PATCH", "/api/v1/classes/T-1", "", R"({"title":""})");
  CHECK(refused.status == 400);
  CHECK(document(refused).at("faults").as_array().size() == 1);
  CHECK(refused.body.find("secret") == std::string::npos);
  CHECK(on.on(Role::kTeacher, "PATCH", "/api/v1/classes/T-1", "", R"({"id":"T-2"})").status == 400);
}

TEST_CASE("errors of the box become problems that name no file") {
  for (const auto& [code, status] :
       {std::pair{ErrorCode::kNotFound, 404}, std::pair{ErrorCode::kConflict, 409}, std::pair{ErrorCode::kIo, 503}}) {
    Routed on;
    on.next = code;
    for (const auto& [method, path] :
         {std::pair{"PATCH", "/api/v1/classes/T-1"}, std::pair{"POST", "/api/v1/classes/T-1/roster"}}) {
      const Response response = on.on(Role::kTeacher, method, path, "", "{}");
      CHECK(response.status == status);
      CHECK(response.body.find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("a plan file that cannot be read is said as what it is, for a class and for a spreadsheet alike") {
  Routed on;
  on.next = ErrorCode::kUnsupported;
  for (const auto& [method, path, body] : {std::tuple{"POST", "/api/v1/classes", R"({"id":"T-1","title":"甲"})"},
                                           std::tuple{"PATCH", "/api/v1/classes/T-1", R"({"title":"甲"})"},
                                           std::tuple{"POST", "/api/v1/classes/T-1/roster", "x"},
                                           std::tuple{"POST", "/api/v1/classes/T-1/timetable", "x"}}) {
    CAPTURE(path);
    const Response response = on.on(Role::kTeacher, method, path, "", body);
    CHECK(response.status == 503);
    const json::object said = document(response);
    CHECK(said.at("code") == "plan_unreadable");
    CHECK(said.at("detail").as_string().starts_with("计划文件无法读取"));
    CHECK(said.at("detail_en").as_string().starts_with("the plan file cannot be read"));
    CHECK(response.body.find("secret") == std::string::npos);
  }
}

TEST_CASE("a spreadsheet: dry run and import; with errors nothing is imported and 422 says what they are") {
  Routed on;
  const std::string file(100, 'x');
  CHECK(document(on.on(Role::kTeacher, "POST", "/api/v1/classes/T-1/roster", "dry_run=1", file)).at("imported") ==
        false);
  CHECK(document(on.on(Role::kTeacher, "POST", "/api/v1/classes/T-1/timetable", "", file)).at("imported") == true);
  CHECK(on.things.asked == Words{"roster T-1 by teacher 100 dry", "timetable T-1 by teacher 100"});
  on.things.sheet_errors = true;
  CHECK(on.on(Role::kTeacher, "POST", "/api/v1/classes/T-1/roster", "dry_run=1", file).status == 200);
  const Response refused = on.on(Role::kTeacher, "POST", "/api/v1/classes/T-1/roster", "", file);
  CHECK(refused.status == 422);
  CHECK(refused.content_type == "application/problem+json");
  CHECK(document(refused).at("unchanged") == 3);
  CHECK(document(refused).at("code") == "sheet_errors");
  for (const char* query : {"dry_run=0", "dry_run", "dry_run=1&x=1", "x=1"}) {
    CHECK(on.on(Role::kTeacher, "POST", "/api/v1/classes/T-1/roster", query, file).status == 400);
  }
}

TEST_CASE("templates are files to keep; occupations near a word") {
  Routed on;
  const Response response = on.on(Role::kInstaller, "GET", "/api/v1/templates/timetable2.xlsx");
  CHECK(response.status == 200);
  CHECK(test::header_of(response, "Content-Disposition") == "attachment; filename=\"timetable2.xlsx\"");
  const auto names = document(on.on(Role::kInstaller, "GET", "/api/v1/occupations", "near=%E4%BF%9D%E6%B4%81"));
  CHECK(names.at("occupations").as_array().at(1).as_object().at("name").as_string() == "保洁");
  CHECK(on.on(Role::kInstaller, "GET", "/api/v1/occupations", "far=x").status == 400);
}

TEST_CASE("I16, I15: a search by the last four is written down each time, without them") {
  Routed on;
  const Response response = on.on(Role::kInspector, "GET", "/api/v1/trainees", "last4=002x");
  CHECK(response.status == 200);
  CHECK(document(response).at("trainees").as_array().at(0).as_object().at("name").as_string() == "学员01");
  on.on(Role::kInspector, "GET", "/api/v1/trainees", "last4=0014");
  CHECK(on.things.asked == Words{"trainees 002X", "trainees 0014"});
  CHECK(on.audit.lines() == Words{"trainee_search trainees 1 found done", "trainee_search trainees 1 found done"});
  for (const char* query : {"", "last4=", "last4=02X", "last4=0X21", "last4=00021", "last4=abcd", "last4=0021&x=1"}) {
    CHECK(on.on(Role::kInspector, "GET", "/api/v1/trainees", query).status == 400);
  }
  on.audit.failing = true;
  const Response unwritten = on.on(Role::kInspector, "GET", "/api/v1/trainees", "last4=0014");
  CHECK(unwritten.status == 503);
  CHECK(unwritten.body.find("学员01") == std::string::npos);
}

TEST_CASE("an upload is known by its path and refused to whom it is not for, before its body is read") {
  Routed on;
  const auto terms = [&](std::optional<Role> role, const std::string& method, const std::string& path) {
    return on.routes.upload_terms(on.ask(role, method, path));
  };
  CHECK(terms(Role::kTeacher, "POST", "/api/v1/classes/T-1/roster").is_upload);
  CHECK_FALSE(terms(Role::kTeacher, "POST", "/api/v1/classes/T-1/roster").refusal);
  REQUIRE(terms({}, "POST", "/api/v1/classes/T-1/roster").refusal);
  CHECK(terms({}, "POST", "/api/v1/classes/T-1/roster").refusal->status == 401);
  CHECK(terms(Role::kInspector, "POST", "/api/v1/classes/T-1/timetable").refusal->status == 403);
  CHECK_FALSE(terms(Role::kTeacher, "GET", "/api/v1/classes/T-1/roster").is_upload);
  CHECK_FALSE(terms(Role::kTeacher, "POST", "/api/v1/classes").is_upload);
  CHECK_FALSE(terms(Role::kTeacher, "POST", "/nowhere").is_upload);
}
