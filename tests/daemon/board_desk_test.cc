#include "daemon/board_desk.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "checkin/code.h"
#include "daemon/surname.h"
#include "tests/actions/attended_class.h"

using namespace xueshi;
using daemon::board_moment;
using daemon::BoardDesk;
using daemon::BoardState;
using daemon::HourOverview;
using test::AttendedClass;
using test::value;
namespace json = boost::json;

namespace {

struct Bench : AttendedClass {
  Bench() {
    overview.clock = clock.read();
    daemon::CameraOverview camera;
    camera.id = CameraId("front");
    camera.state = capture::CameraState::kRecording;
    overview.cameras.push_back(camera);
    door.url = "http://192.0.2.10:8481";
  }
  BoardDesk desk(bool with_door = true) {
    return BoardDesk(
        {BoxId("gx-0001"), [this] { return overview; }, with_door ? std::optional(door) : std::nullopt, key}, *store,
        rules, clock);
  }
  json::object board(bool with_door = true) { return json::parse(value(desk(with_door).board(id))).as_object(); }
  /// The first lesson hour, running.
  HourOverview hour() const {
    HourOverview running;
    running.id = {id, day, 1};
    running.span = {at("08:30"), at("09:15")};
    running.needed = Millis{600'000};
    running.left = running.span.to - clock.utc();
    running.present = 5;
    running.heads_needed = 6;
    return running;
  }
  daemon::Overview overview;
  config::CheckInDoor door;
  SecretKey key = SecretKey::random(*random);
};

std::string state(Bench& bench) { return std::string(bench.board().at("state").as_string()); }

}  // namespace

TEST_CASE("the board through a day: waiting, check-in, running with its break, check-out, the next one, over") {
  Bench bench;
  bench.clock.advance(-Millis{60'000});
  CHECK(state(bench) == "waiting");
  CHECK(bench.board().at("session").at("number").as_int64() == 1);
  CHECK(bench.board().at("codes").as_array().empty());
  bench.go_to("08:00");
  CHECK(state(bench) == "check_in");
  CHECK(bench.board().at("session").at("opens").as_string() == "2024-05-13T08:00:00+08:00");
  bench.go_to("08:30");
  CHECK(state(bench) == "running");
  bench.go_to("09:17");
  CHECK(state(bench) == "running");
  bench.go_to("10:05");
  CHECK(state(bench) == "check_out");
  CHECK(bench.board().at("codes").at(0).at("text").as_string() == "扫码签退");
  bench.go_to("10:35");
  CHECK(state(bench) == "waiting");
  CHECK(bench.board().at("session").at("number").as_int64() == 2);
  bench.go_to("15:15");
  CHECK(state(bench) == "over");
  CHECK(bench.board().at("session").is_null());
  bench.clock.advance(std::chrono::hours{24});
  CHECK(state(bench) == "none");
}

TEST_CASE("a cancelled session is not on the board") {
  Bench bench;
  bench.go_to("08:40");
  auto view = bench.reader();
  store::Facts facts;
  for (LessonHour hour : value(view.hours_of_class(bench.id))) {
    hour.cancelled = true;
    facts.hours.push_back(hour);
  }
  bench.put(facts);
  CHECK(state(bench) == "none");
}

TEST_CASE("who is missing: surname and number, without those on leave and those who came") {
  Bench bench;
  bench.phone("01", "08:20");
  bench.phone("02", "08:21");
  REQUIRE(bench.leave({"03"}, {bench.at("08:00"), bench.at("09:15")}));
  bench.go_to("08:40");
  const json::object board = bench.board();
  CHECK(board.at("present").as_int64() == 2);
  CHECK(board.at("expected").as_int64() == 4);
  CHECK(board.at("on_leave").as_int64() == 1);
  CHECK(board.at("missing") == json::parse(R"([{"number":"04","surname":"学"},{"number":"05","surname":"学"}])"));
  CHECK(json::serialize(board).find("学员") == std::string::npos);

  bench.go_to("09:30");  // the leave is over, and he did not come
  CHECK(bench.board().at("missing").as_array().size() == 3);
  REQUIRE(bench.correct("01", ""));
  CHECK(bench.board().at("present").as_int64() == 1);
  CHECK(bench.board().at("missing").as_array().size() == 4);
}

TEST_CASE("who went home at the end is not missing; who went before is") {
  Bench bench;
  bench.phone("01", "08:20", "09:20");
  bench.go_to("09:30");
  CHECK(bench.board().at("missing").as_array().size() == 5);
  bench.phone("02", "08:20", "10:06");
  bench.go_to("10:10");
  CHECK(bench.board().at("missing").as_array().size() == 3);
  CHECK(bench.board().at("present").as_int64() == 0);
}

TEST_CASE("the code: this box's, of this session, another one after each period, and Wi-Fi before it where it is set") {
  Bench bench;
  bench.go_to("08:10");
  const auto code_text = [&] {
    const json::object board = bench.board();
    const json::array& codes = board.at("codes").as_array();
    REQUIRE(codes.size() == 1);
    const auto size = codes[0].at("size").as_int64();
    CHECK(codes[0].at("modules").as_string().size() == static_cast<std::size_t>(size * size));
    CHECK(codes[0].at("left_ms").as_int64() > 0);
    CHECK(codes[0].at("left_ms").as_int64() <= 15'000);
    return std::string(codes[0].at("modules").as_string());
  };
  const std::string first = code_text();
  bench.clock.advance(Millis{1'000});
  bench.clock.advance(Millis{15'000});
  CHECK(code_text() != first);

  bench.door.wifi = config::Wifi{"jiaoshi-3", "secret-of-the-room", false};
  bench.clock.advance(Millis{1'000});
  const json::object board = bench.board();
  REQUIRE(board.at("codes").as_array().size() == 2);
  CHECK(board.at("codes").at(0).at("kind").as_string() == "wifi");
  CHECK(board.at("codes").at(0).at("ssid").as_string() == "jiaoshi-3");
  CHECK(board.at("codes").at(1).at("kind").as_string() == "check_in");
  CHECK(bench.board(false).at("codes").as_array().empty());
}

TEST_CASE("the board's link: good for one class, one day and the night behind it, of one box") {
  Bench bench;
  BoardDesk desk = bench.desk();
  const std::string key = value(desk.key(bench.id));
  CHECK(key.size() == 32);
  CHECK(desk.fits(bench.id, key));
  CHECK_FALSE(desk.fits(ClassId("2024-D-018"), key));
  for (const std::string& wrong :
       {std::string(), key.substr(1), key + "0", std::string(32, '0'), std::string(100'000, 'a')}) {
    CHECK_FALSE(desk.fits(bench.id, wrong));
  }
  bench.go_to("23:59");
  CHECK(desk.fits(bench.id, key));
  constexpr Millis kMinute{60'000};
  bench.clock.advance(360 * kMinute);  // 05:59
  CHECK(desk.fits(bench.id, key));
  bench.clock.advance(kMinute);
  CHECK_FALSE(desk.fits(bench.id, key));  // yesterday's
  CHECK(desk.fits(bench.id, value(desk.key(bench.id))));
  CHECK(desk.key(ClassId("none")).error().code == ErrorCode::kNotFound);
  CHECK(desk.board(ClassId("none")).error().code == ErrorCode::kNotFound);
  Bench other;  // with a key of its own
  CHECK_FALSE(other.desk().fits(bench.id, value(desk.key(bench.id))));
}

TEST_CASE("three screens cost one look a second") {
  Bench bench;
  bench.go_to("08:40");
  BoardDesk desk = bench.desk();
  const std::string before = value(desk.board(bench.id));
  bench.phone("01", "08:20");
  CHECK(value(desk.board(bench.id)) == before);
  bench.clock.advance(Millis{1'000});
  CHECK(json::parse(value(desk.board(bench.id))).at("present").as_int64() == 1);
}

TEST_CASE("the running hour: how long it can still be saved, and how many heads are missing for that") {
  Bench bench;
  bench.go_to("08:40");
  HourOverview hour = bench.hour();
  hour.seen = supervision::Presence::kMissing;
  hour.heads = 3;
  hour.heads_lo = 2;
  hour.continuous = Millis{600'000};
  CHECK(daemon::lost_in(hour) == Millis{35 * 60'000 - 600'000});  // nothing goes on: it must begin within 25 min
  hour.current = Millis{120'000};
  CHECK(daemon::lost_in(hour) == Millis{35 * 60'000 - 480'000});
  hour.left = Millis{60'000};
  CHECK(daemon::lost_in(hour) == Millis{0});
  hour.certain = Millis{600'000};
  CHECK_FALSE(daemon::lost_in(hour));
  hour = bench.hour();
  hour.seen = supervision::Presence::kUncertain;
  hour.heads_lo = 2;
  CHECK(daemon::heads_short(hour) == 4);
  hour.heads_lo = 8;
  CHECK(daemon::heads_short(hour) == 0);
  hour.heads_lo.reset();
  CHECK_FALSE(daemon::heads_short(hour));  // a count that states no interval says nothing
  hour.seen = supervision::Presence::kVisible;
  CHECK(daemon::heads_short(hour) == 0);
  hour.present = 0;
  CHECK_FALSE(daemon::heads_short(hour));

  hour = bench.hour();
  hour.heads = 3;
  hour.heads_lo = 2;
  bench.overview.hours.push_back(hour);
  const json::object shown = bench.board().at("hour").as_object();
  CHECK(shown.at("hour").as_string() == "2024-05-13/1");
  CHECK(shown.at("needed_s").to_number<double>() == 600);
  CHECK(shown.at("lost_in_s").as_int64() == 25 * 60);
  CHECK(shown.at("short_by").as_int64() == 4);
  CHECK_FALSE(shown.at("met").as_bool());
  bench.go_to("09:16");  // the overview is a second behind
  CHECK(bench.board().at("hour").is_null());
}

TEST_CASE("lights: recorder, county, clock, check-in") {
  Bench bench;
  bench.go_to("08:40");
  const auto lights = [&](bool with_door = true) { return json::serialize(bench.board(with_door).at("lights")); };
  CHECK(lights() == R"({"recorder":"good","county":"off","clock":"good","checkin":"good"})");
  bench.overview.county.configured = true;
  bench.overview.clock.state = ClockState::kUnproven;
  bench.overview.cameras[0].state = capture::CameraState::kConnecting;
  CHECK(lights(false) == R"({"recorder":"bad","county":"bad","clock":"bad","checkin":"off"})");
  bench.overview.county.connected = true;
  bench.overview.cameras[0].state = capture::CameraState::kRecording;
  bench.overview.disks.push_back({"media", false, "", 0, 0});
  CHECK(lights() == R"({"recorder":"bad","county":"good","clock":"bad","checkin":"good"})");
}

TEST_CASE("surnames: one character, two of a compound one, nothing of what is no text") {
  using daemon::surname_of;
  CHECK(surname_of("学员01") == "学");
  CHECK(surname_of("欧阳学员") == "欧阳");
  CHECK(surname_of("欧阳") == "欧");  // a name of two characters
  CHECK(surname_of("诸学员") == "诸");
  CHECK(surname_of("A学员") == "A");
  CHECK(surname_of("").empty());
  CHECK(surname_of("\xff\xfe").empty());
  CHECK(surname_of("\xe5\xad").empty());
}
