#include "web/log_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/people.h"

using namespace xueshi;
using namespace xueshi::web;
using test::answered;

namespace {

namespace json = boost::json;

/// A hundred entries, by sign-in.
class KeptLog final : public LogSource {
 public:
  LogQuestion asked;
  bool failing = false;
  Result<std::vector<AuditEntry>> entries(const LogQuestion& question) override {
    asked = question;
    if (failing) return fail(ErrorCode::kIo, "/var/lib/secret");
    std::vector<AuditEntry> all;
    for (std::uint64_t id = std::min<std::uint64_t>(100, question.before.value_or(101) - 1);
         id > 0 && all.size() < question.limit; --id) {
      AuditEntry entry;
      entry.id = id;
      entry.action = AuditAction::kSignIn;
      entry.actor = {Actor::Kind::kUser, "wang", Role::kInspector, "192.0.2.1"};
      entry.object = "account:wang";
      all.push_back(entry);
    }
    return all;
  }
};

struct Routed : test::People {
  KeptLog log;
  Router routes = router();
  Routed() { add_log_routes(routes, log, audit, clock); }
  Response on(const std::string& query) { return answered(routes, ask(Role::kAuditor, "GET", "/api/v1/log", query)); }
};

}  // namespace

TEST_CASE("the log comes by pages, the newest first, to its end") {
  Routed on;
  std::uint64_t expected = 100;
  std::string cursor;
  int pages = 0;
  do {
    const Response response = on.on("limit=33" + cursor);
    REQUIRE(response.status == 200);
    const auto page = json::parse(response.body).as_object();
    for (const json::value& entry : page.at("entries").as_array()) {
      CHECK(entry.at("id").to_number<std::uint64_t>() == expected--);
    }
    ++pages;
    cursor = page.at("next").is_null() ? "" : "&cursor=" + std::string(page.at("next").as_string());
  } while (!cursor.empty());
  CHECK(expected == 0);
  CHECK(pages == 4);
}

TEST_CASE("an entry says who, from where, what, on what and how it ended, in codes and in words") {
  Routed on;
  const auto entry = json::parse(on.on("limit=1").body).at("entries").as_array().at(0).as_object();
  CHECK(json::serialize(entry.at("who")) == R"({"kind":"user","name":"wang","role":"inspector"})");
  CHECK(entry.at("from").as_string() == "192.0.2.1");
  CHECK(entry.at("action").as_string() == "sign_in");
  CHECK(entry.at("action_text").as_string() == "登录");
  CHECK(entry.at("result_text_en").as_string() == "done");
}

TEST_CASE("every filter reaches the log") {
  Routed on;
  REQUIRE(on.on("from=2024-05-13T08:00:00%2B08:00&to=2024-05-14T08:00:00%2B08:00&account=wang&action=view_live"
                "&object=camera:front&result=refused&cursor=51&limit=7")
              .status == 200);
  CHECK(on.log.asked.span->from == *parse_rfc3339("2024-05-13T08:00:00+08:00"));
  CHECK(on.log.asked.span->to == *parse_rfc3339("2024-05-14T08:00:00+08:00"));
  CHECK(on.log.asked.account == "wang");
  CHECK(on.log.asked.action == AuditAction::kViewLive);
  CHECK(on.log.asked.object == "camera:front");
  CHECK(on.log.asked.result == AuditResult::kRefused);
  CHECK(on.log.asked.before == 51);
}

TEST_CASE("a bad filter is refused with what was expected") {
  Routed on;
  for (const char* query : {"from=yesterday", "action=fly", "result=maybe", "cursor=x", "limit=0", "limit=101",
                            "limit=-1", "color=red", "from=%zz", "limit=99999999999999999999999"}) {
    CAPTURE(query);
    CHECK(on.on(query).status == 400);
  }
}

TEST_CASE("I16: that somebody reads the log is in the log, once a sitting, and before it is shown") {
  Routed on;
  on.on("");
  on.on("cursor=50");
  CHECK(on.audit.lines() == std::vector<std::string>{"view_log log  done"});
  on.clock.advance(Millis{11 * 60'000});
  on.on("");
  CHECK(on.audit.notes.size() == 2);
  on.clock.advance(Millis{11 * 60'000});
  on.audit.failing = true;
  CHECK(on.on("").status == 503);
}

TEST_CASE("a log that cannot be read says so without a path; all its actions have words") {
  Routed on;
  on.log.failing = true;
  const Response response = on.on("");
  CHECK(response.status == 503);
  CHECK(response.body.find("secret") == std::string::npos);
  const auto actions = json::parse(answered(on.routes, on.ask(Role::kAuditor, "GET", "/api/v1/log/actions")).body);
  REQUIRE(actions.at("actions").as_array().size() == kAuditActions.rows.size());
  for (const json::value& action : actions.at("actions").as_array()) {
    CHECK_FALSE(action.at("text").as_string().empty());
    CHECK_FALSE(action.at("text_en").as_string().empty());
  }
}
