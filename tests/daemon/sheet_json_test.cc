#include "daemon/sheet_json.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::daemon;
namespace json = boost::json;

TEST_CASE("a roster as JSON: identity numbers only masked (I15), nothing where there is none") {
  training::RosterSheet sheet;
  sheet.rows.push_back({4, "01", "学员01", *training::IdNumber::parse("110105199001019015"), "13800000000", "焊工"});
  sheet.rows.push_back({5, "02", "学员02", std::nullopt, "", ""});
  sheet.errors.push_back({5, "身份证号码", "id_length", "中文", "English"});
  CHECK(json::serialize(sheet_json(sheet)) ==
        R"({"rows":[{"row":4,"number":"01","name":"学员01","id":"110105********9015","phone":"13800000000",)"
        R"("occupation":"焊工"},{"row":5,"number":"02","name":"学员02","id":null,"phone":"","occupation":""}],)"
        R"("errors":[{"row":5,"column":"身份证号码","code":"id_length","message":"中文","message_en":"English"}],)"
        R"("warnings":[]})");
}

TEST_CASE("a timetable as JSON: lesson hours in RFC 3339, null for what could not be read") {
  training::TimetableRow row;
  row.row = 2;
  row.day = *parse_day("2024-05-13");
  row.span = {*parse_rfc3339("2024-05-13T08:00:00+08:00"), *parse_rfc3339("2024-05-13T08:45:00+08:00")};
  row.hours = 1;
  row.slots = {row.span};
  row.kind = LessonKind::kPractice;
  row.subject = "焊接";
  CHECK(json::serialize(sheet_json(row)) ==
        R"({"row":2,"date":"2024-05-13","from":"2024-05-13T08:00:00+08:00","to":"2024-05-13T08:45:00+08:00",)"
        R"("hours":[{"from":"2024-05-13T08:00:00+08:00","to":"2024-05-13T08:45:00+08:00"}],"stated_hours":1,)"
        R"("kind":"practice","subject":"焊接","room":"","teacher":"","teacher_id":null,"material":""})");
  const json::object unread = sheet_json(training::TimetableRow{});
  CHECK(unread.at("date").is_null());
  CHECK(unread.at("from").is_null());
  CHECK(unread.at("hours").as_array().empty());
  CHECK(unread.at("stated_hours").is_null());
}
