#include "web/state_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "tests/support/fake_clock.h"
#include "tests/web/stand_in_guard.h"

using namespace xueshi;
using namespace xueshi::web;
namespace json = boost::json;

namespace {

class Box final : public StateSource {
 public:
  json::object overview(StateView view) override {
    ++asked;
    return {{"at", at},
            {"clock", {{"utc", at}, {"state", "synced"}, {"error_ms", at}}},
            {"cameras", {{{"id", "front"}, {"state", state}, {"recorded_s", at}, {"bytes", at}}}},
            {"disks", {{{"name", "media"}, {"ok", true}, {"free_bytes", at}}}},
            {"vision", {{"running", true}, {"counted", at}}},
            {"hours", view.hours ? json::array{{{"left_s", left}}} : json::array{}},
            {"devices", view.devices}};
  }
  std::int64_t at = 0;  ///< moves all the time
  std::int64_t left = 60;
  std::string state = "recording";
  int asked = 0;
};

class Stream final : public EventStream {
 public:
  bool send(std::string_view event, std::string_view data) override {
    if (gone) return false;
    events.emplace_back(event, data);
    return true;
  }
  void close() override { closed = true; }
  std::vector<std::pair<std::string, std::string>> events;
  bool gone = false;
  bool closed = false;
};

struct Rig {
  std::shared_ptr<Stream> listen(Role role, std::uint64_t session = 1) {
    auto stream = std::make_shared<Stream>();
    events.add(stream, test::signed_in(role, session));
    return stream;
  }
  /// A second passes, in which what always moves moves.
  void second() {
    clock.advance(Millis{1'000});
    ++box.at;
    events.pulse();
  }
  Box box;
  test::FakeClock clock;
  std::set<std::uint64_t> ended;
  OverviewEvents events{box, clock, [this](std::uint64_t session) { return !ended.contains(session); }};
};

}  // namespace

TEST_CASE("who listens is told at once, then what has changed, and nothing that has not") {
  Rig rig;
  const auto page = rig.listen(Role::kAdministrator);
  REQUIRE(page->events.size() == 1);
  CHECK(page->events[0].first == "overview");
  CHECK(json::parse(page->events[0].second).at("cameras").at(0).at("state").as_string() == "recording");
  for (int i = 0; i < 5; ++i) rig.second();
  CHECK(page->events.size() == 1);
  rig.box.state = "unreachable";
  rig.second();
  REQUIRE(page->events.size() == 2);
  CHECK(page->events[1].second.find("unreachable") != std::string::npos);
  rig.second();
  CHECK(page->events.size() == 2);
}

TEST_CASE("while an hour runs its seconds are told each second, and never two in one") {
  Rig rig;
  const auto page = rig.listen(Role::kTeacher);
  for (int i = 0; i < 3; ++i) {
    --rig.box.left;
    rig.second();
  }
  CHECK(page->events.size() == 4);
  --rig.box.left;
  rig.clock.advance(Millis{300});
  rig.events.pulse();
  CHECK(page->events.size() == 4);
  rig.clock.advance(Millis{700});
  rig.events.pulse();
  CHECK(page->events.size() == 5);
}

TEST_CASE("at least every 15 s something is told, so that a page knows that it is still told") {
  Rig rig;
  const auto page = rig.listen(Role::kTeacher);
  for (int i = 0; i < 45; ++i) rig.second();
  CHECK(page->events.size() == 4);
}

TEST_CASE("a session that is over is told so and ended; the others go on") {
  Rig rig;
  const auto mine = rig.listen(Role::kAdministrator, 1);
  const auto other = rig.listen(Role::kAdministrator, 2);
  rig.ended.insert(1);
  rig.box.state = "stalled";
  rig.second();
  REQUIRE(mine->events.size() == 2);
  CHECK(mine->events[1].first == "signed_out");
  CHECK(mine->closed);
  CHECK(other->events.back().second.find("stalled") != std::string::npos);
  CHECK_FALSE(other->closed);
  CHECK(rig.events.listening() == 1);
}

TEST_CASE("a client that has gone is let go of, and costs nothing more") {
  Rig rig;
  const auto page = rig.listen(Role::kAdministrator);
  page->gone = true;
  rig.box.state = "stalled";
  rig.second();
  CHECK(rig.events.listening() == 0);
  CHECK(page.use_count() == 1);
  const int asked = rig.box.asked;
  for (int i = 0; i < 20; ++i) rig.second();
  CHECK(rig.box.asked == asked);
}

TEST_CASE("each sees what the role may, out of one document for all who may see the same") {
  Rig rig;
  const auto teacher = rig.listen(Role::kTeacher);
  const auto installer = rig.listen(Role::kInstaller);
  const auto auditor = rig.listen(Role::kAuditor);
  const auto inspector = rig.listen(Role::kInspector);
  const auto seen = [](const Stream& stream) {
    const json::value document = json::parse(stream.events.back().second);
    return std::pair{!document.at("hours").as_array().empty(), document.at("devices").as_bool()};
  };
  CHECK(seen(*teacher) == std::pair{true, false});
  CHECK(seen(*installer) == std::pair{false, true});
  CHECK(seen(*auditor) == std::pair{true, true});
  CHECK(seen(*inspector) == std::pair{true, true});
  rig.box.asked = 0;
  rig.box.state = "stalled";
  rig.second();
  CHECK(rig.box.asked == 3);
  CHECK(inspector->events.size() == 2);
  // Who must change the password first sees neither.
  SignedIn fresh = test::signed_in(Role::kAdministrator);
  fresh.must_change_password = true;
  CHECK(StateView::of(fresh) == StateView{});
}

TEST_CASE("the overview by itself; and no more listeners than the server has room for") {
  Rig rig;
  Router router(test::let_in(Role::kInstaller));
  add_state_routes(router, rig.box, rig.events);
  const Response once = test::ask(router, "GET", "/api/v1/overview");
  CHECK(once.status == 200);
  CHECK(once.content_type == "application/json");
  CHECK(json::parse(once.body).at("hours").as_array().empty());

  std::vector<std::shared_ptr<Stream>> pages;
  for (std::size_t i = 0; i < OverviewEvents::kMost; ++i) {
    const Response response = test::ask(router, "GET", "/api/v1/events");
    REQUIRE(response.events);
    CHECK(response.content_type == "text/event-stream");
    pages.push_back(std::make_shared<Stream>());
    response.events(pages.back());
    CHECK(pages.back()->events.size() == 1);
  }
  CHECK(test::ask(router, "GET", "/api/v1/events").status == 503);
  const auto late = rig.listen(Role::kTeacher);  // its headers were on their way already
  CHECK(late->closed);
  CHECK(rig.events.listening() == OverviewEvents::kMost);
  pages[3]->gone = true;
  rig.box.state = "stalled";
  rig.second();
  CHECK(test::ask(router, "GET", "/api/v1/events").status == 200);
}
