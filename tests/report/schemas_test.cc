/// What the box says is what docs/mqtt promises: the schemas there, and the examples of its README.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "report/ack.h"
#include "tests/report/json_schema.h"
#include "tests/report/sample_messages.h"
#include "tests/support/skip.h"
#include "tests/support/source_root.h"

namespace xueshi::report {
namespace {

using namespace xueshi::test;
namespace json = boost::json;

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  REQUIRE_MESSAGE(!text.empty(), file.string());
  return text;
}

json::object schema_of(const std::string& kind) {
  return json::parse(read(source_root() / "docs/mqtt" / (kind + ".schema.json"))).as_object();
}

std::map<std::string, std::string> one_of_each() {
  return {{"hour", composed("hour", hour_body(full_conclusion()))},
          {"gap", composed("gap", gap_body(full_gap()))},
          {"checkin", composed("checkin", check_in_body(full_check_in(), full_event(), full_person()))},
          {"alarm", composed("alarm", alarm_body(full_alarm()))},
          {"state", state_text(full_state())},
          {"birth", birth_text(BoxId("gx-0001"), "0.1.0", kStream, at("2024-05-13T10:45:03+08:00"))},
          {"ack", ack_text({kStream, {{1, 20}, {22, 22}}})}};
}

/// The paths of all fields, in order: "machine.window.from".
std::vector<std::string> fields(const json::value& value, const std::string& path = "") {
  std::vector<std::string> all;
  if (const json::object* object = value.if_object()) {
    for (const auto& [name, field] : *object) {
      const std::string here = path.empty() ? std::string(name) : path + "." + std::string(name);
      all.push_back(here);
      const auto below = fields(field, here);
      all.insert(all.end(), below.begin(), below.end());
    }
  }
  return all;
}

/// Calls `change` with a copy of `value` and each object in it.
template <typename Change>
void each_object(json::value& root, json::value& here, Change&& change) {
  if (!here.is_object()) return;
  change(root, here.get_object());
  for (auto& [name, field] : here.get_object()) each_object(root, field, change);
}

template <typename Table>
void same_codes(const Table& table, const json::value& list, const std::set<std::string>& unsent = {}) {
  std::set<std::string> written;
  for (const json::value& code : list.as_array()) written.insert(std::string(code.as_string()));
  std::set<std::string> known;
  for (const auto& [value, code] : table.rows) {
    if (unsent.count(std::string(code)) == 0) known.insert(std::string(code));
  }
  CHECK(written == known);
}

TEST_CASE("each kind of message fits its schema") {
  if (source_root().empty()) XUESHI_SKIP("the tests are not in their source tree");
  for (const auto& [kind, text] : one_of_each()) {
    CAPTURE(text);
    CHECK_MESSAGE(schema_fault(json::parse(text), schema_of(kind)).empty(), kind, " ",
                  schema_fault(json::parse(text), schema_of(kind)));
  }
}

TEST_CASE("a message with nothing optional in it fits its schema as well") {
  if (source_root().empty()) XUESHI_SKIP("the tests are not in their source tree");
  HourConclusion bare = full_conclusion();
  bare.window.reset();
  bare.median.reset();
  bare.camera.reset();
  bare.flags.clear();
  bare.reasons = {Reason::kNoRecording, Reason::kClockUnproven};
  const auto text = composed("hour", hour_body(bare));
  CHECK(schema_fault(json::parse(text), schema_of("hour")) == "");
  CheckIn away = full_check_in();
  away.voided = true;
  const auto voided = composed("checkin", check_in_body(away, full_event(), ""));
  CHECK(schema_fault(json::parse(voided), schema_of("checkin")) == "");
  CHECK(json::parse(voided).at("in").is_null());
  CHECK(json::parse(voided).at("person").is_null());
  CHECK(voided.find("学员甲") == std::string::npos);  // I15
  CHECK(voided.find("192.0.2.31") == std::string::npos);
  CHECK(schema_fault(json::parse(will_text(BoxId("gx-0001"))), schema_of("state")) == "");
  CHECK(schema_fault(json::parse(ack_text({kStream, {}})), schema_of("ack")) == "");
}

TEST_CASE("a field too many or too few, in any object of a message, does not fit") {
  if (source_root().empty()) XUESHI_SKIP("the tests are not in their source tree");
  for (const auto& [kind, text] : one_of_each()) {
    const json::object schema = schema_of(kind);
    json::value message = json::parse(text);
    int changed = 0;
    each_object(message, message, [&](json::value& root, json::object& object) {
      object["unknown_field"] = 1;
      CHECK_MESSAGE(!schema_fault(root, schema).empty(), kind, " takes an unknown field");
      object.erase("unknown_field");
      std::vector<std::string> names;
      for (const auto& [name, ignored] : object) names.emplace_back(name);
      for (const std::string& name : names) {
        if (kind == "state" && name != "v" && name != "box" && name != "online") continue;  // the will has no more
        const json::value kept = object.at(name);
        object.erase(name);
        CHECK_MESSAGE(!schema_fault(root, schema).empty(), kind, " does without ", name);
        object[name] = json::array{json::array{}};
        CHECK_MESSAGE(!schema_fault(root, schema).empty(), kind, " takes anything for ", name);
        object[name] = kept;
        ++changed;
      }
    });
    CHECK(changed > 1);
    CHECK(schema_fault(message, schema) == "");
  }
}

TEST_CASE("the will is the state with nothing but its three fields") {
  const json::value will = json::parse(will_text(BoxId("gx-0001")));
  CHECK(fields(will) == std::vector<std::string>{"v", "box", "online"});
  CHECK(will.at("online") == false);
}

TEST_CASE("the schemas list exactly the codes of the code") {
  if (source_root().empty()) XUESHI_SKIP("the tests are not in their source tree");
  const json::value hour = schema_of("hour").at("properties");
  same_codes(kReasons, hour.at("machine").at("properties").at("reasons").at("items").at("enum"));
  same_codes(kVerdicts, hour.at("machine").at("properties").at("verdict").at("enum"));
  same_codes(kVerdicts, hour.at("effective").at("enum"));
  same_codes(kFlags, hour.at("flags").at("items").at("enum"));
  same_codes(kLessonKinds, hour.at("kind").at("enum"));
  const json::value check_in = schema_of("checkin").at("properties");
  same_codes(kCheckInMethods, check_in.at("method").at("enum"));
  same_codes(kCheckDirections, check_in.at("direction").at("enum"));
  same_codes(kHourStatuses, hour.at("status").at("enum"), {"provisional"});  // never told to the county
  same_codes(kGapCauses, schema_of("gap").at("properties").at("cause").at("enum"));
  same_codes(kAlarmCodes, schema_of("alarm").at("properties").at("code").at("enum"));
  for (const json::value& clock : {hour.at("clock"), schema_of("state").at("properties").at("clock")}) {
    for (const json::value& state : clock.at("enum").as_array()) CHECK(clock_state_from(state.as_string()));
    CHECK(clock.at("enum").as_array().size() == 3);
  }
}

TEST_CASE("the examples in docs/mqtt/README.md fit their schemas and have the fields of the code, in its order") {
  if (source_root().empty()) XUESHI_SKIP("the tests are not in their source tree");
  const std::string page = read(source_root() / "docs/mqtt/README.md");
  const auto messages = one_of_each();
  std::set<std::string> shown;
  const std::string fence = "```json ";
  for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1)) {
    const std::size_t line_end = page.find('\n', at);
    const std::string kind = page.substr(at + fence.size(), line_end - at - fence.size());
    const json::value example = json::parse(page.substr(line_end, page.find("```", line_end) - line_end));
    CAPTURE(kind);
    CHECK(schema_fault(example, schema_of(kind)) == "");
    if (messages.count(kind) != 0) CHECK(fields(example) == fields(json::parse(messages.at(kind))));
    shown.insert(kind);
  }
  CHECK(shown == std::set<std::string>{"hour", "gap", "checkin", "alarm", "skipped", "state", "birth", "ack"});
}

TEST_CASE("I15: no message has a field for a name") {
  for (const auto& [kind, text] : one_of_each()) {
    for (const std::string& field : fields(json::parse(text))) {
      CAPTURE(kind);
      CHECK(field.find("name") == std::string::npos);
      const bool by_the_county_s_key = kind == "checkin" && field == "person";
      if (!by_the_county_s_key) CHECK(field.find("person") == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace xueshi::report
