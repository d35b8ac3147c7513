#include "report/messages.h"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include "tests/report/sample_messages.h"

namespace xueshi::report {
namespace {

using namespace xueshi::test;
namespace json = boost::json;

TEST_CASE("the envelope comes first, then the body's fields in their order") {
  CHECK(composed("gap", R"({"b":1,"a":{"c":[2]}})") ==
        R"({"v":1,"box":"gx-0001","stream":"9f3c00112233445566778899aabbccdd","seq":1234,)"
        R"("at":"2024-05-13T10:45:03+08:00","historical":false,"b":1,"a":{"c":[2]}})");
}

TEST_CASE("an empty body leaves the envelope alone, whatever space is in it") {
  for (const char* body : {"{}", "{ }", "{\n\t}"}) {
    const json::value parsed = json::parse(composed("alarm", body));
    CHECK(parsed.as_object().size() == 6);
  }
  CHECK(json::parse(composed("alarm", "{ \n\"x\": 1 }")).at("x") == json::value(1));
}

TEST_CASE("an hour, and only an hour, carries the day's head") {
  CHECK(json::parse(composed("hour", "{}")).at("day_head") == json::value("sha256:" + sha256(as_bytes("head")).hex()));
  CHECK_FALSE(json::parse(composed("gap", "{}")).as_object().contains("day_head"));
}

TEST_CASE("historical and the largest number are told as they are") {
  Envelope envelope = sample_envelope();
  envelope.historical = true;
  envelope.seq = INT64_MAX;
  const json::value parsed = json::parse(compose(envelope, "gap", "{}", {}));
  CHECK(parsed.at("historical") == json::value(true));
  CHECK(parsed.at("seq") == json::value(INT64_MAX));
}

TEST_CASE("an hour says all that was concluded") {
  CHECK(hour_body(full_conclusion()) ==
        R"({"class":"2024-D-017","hour":"2024-05-13/3","rev":1,"status":"final",)"
        R"("from":"2024-05-13T10:00:00+08:00","to":"2024-05-13T10:45:00+08:00","kind":"theory",)"
        R"("machine":{"verdict":"met","reasons":[],"certain_s":1310,"possible_s":2440,)"
        R"("window":{"from":"2024-05-13T10:03:10+08:00","to":"2024-05-13T10:25:00+08:00"}},)"
        R"("decision":null,"effective":"met","enrolled":30,"on_leave":2,"present":28,"median":28,"gaps":1,)"
        R"("flags":["no_check_out"],"clock":"synced","rules":"guxian-2024-15/1","facts":"sha256:)" +
            full_conclusion().facts.hex() + "\"}");
}

TEST_CASE("an hour without window or median says null; reasons keep their order; a flag raised twice is told once") {
  HourConclusion conclusion = full_conclusion();
  conclusion.window.reset();
  conclusion.median.reset();
  conclusion.verdict = Verdict::kReview;
  conclusion.reasons = {Reason::kNotCertain, Reason::kPlannedLate};
  conclusion.flags = {{Flag::kGap, conclusion.span}, {Flag::kBlack, conclusion.span}, {Flag::kGap, conclusion.span}};
  const json::value body = json::parse(hour_body(conclusion));
  CHECK(body.at("machine").at("window").is_null());
  CHECK(body.at("median").is_null());
  CHECK(body.at("machine").at("reasons") == json::value(json::array{"not_certain", "planned_late"}));
  CHECK(body.at("flags") == json::value(json::array{"gap", "black"}));
  CHECK(body.at("effective") == json::value("review"));
}

TEST_CASE("text from outside is escaped: a detail cannot add a field") {
  Alarm alarm = full_alarm();
  alarm.detail = "\",\"raised\":false,\"x\":\"\n\\ 磁盘";
  const json::value body = json::parse(alarm_body(alarm));
  CHECK(body.at("detail") == json::value(alarm.detail));
  CHECK(body.at("raised") == json::value(true));
  CHECK(body.as_object().size() == 5);
}

}  // namespace
}  // namespace xueshi::report
