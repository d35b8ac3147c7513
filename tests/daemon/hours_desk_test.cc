#include "daemon/hours_desk.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <chrono>

#include "actions/close_hour.h"
#include "base/random.h"
#include "tests/supervision/sample_hour.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"
#include "web/hours_json.h"

using namespace xueshi;
using daemon::HourOverview;
using daemon::HoursDesk;
using daemon::TapeDesk;
using test::box_span;
using test::kBack;
using test::kHour;
using test::wall;
using test::wall_span;

namespace {

/// The value, or the test ends with the error's chain.
template <typename T>
T value(Result<T> result) {
  const std::string why = result ? "" : result.error().chain();
  REQUIRE_MESSAGE(result.has_value(), why);
  return std::move(*result);
}

/// A store with a class of ten in a room with two cameras and one lesson hour, and a clock that stands at its
/// beginning. Times are as in tests/supervision/sample_hour.h: milliseconds from there.
struct Room {
  Room() {
    clock.reboot(Millis{0});
    clock.advance(Millis{test::kHourBoot});
    clock.step_wall(-Millis{test::kHourBoot});
    REQUIRE(clock.boot_id() == test::boot_id());
    REQUIRE(clock.utc() == wall(0));
    store = value(store::Store::open(store::settings_in(folder.path()), *files, clock, *random));
    store::Facts facts;
    TrainingClass training_class{test::kClass, "家政服务员第17期", ClassKind::kProject, {test::kFront, kBack}, {}};
    for (int i = 0; i < 10; ++i) {
      training_class.roster.push_back({test::trainee(i), "学员", {"sealed", "0001"}});
      facts.check_ins.push_back(test::came(i));
    }
    facts.classes.push_back(training_class);
    facts.hours.push_back(hour);
    facts.clock_marks = test::marks(-1'200'000, 0);
    ClockReading opened = clock.read();
    opened.utc = wall(-1'800'000);
    facts.openings.push_back({test::kClass, hour.id.day, hour.session, opened, test::boot_id()});
    put(facts);
  }

  void put(const store::Facts& facts) { value(store->commit(facts, {})); }
  void record(const test::Tape& recorded) {
    store::Facts facts;
    facts.segments = test::recorded(recorded);
    put(facts);
  }
  void miss(const CameraId& camera, std::int64_t from, std::int64_t to, GapCause cause) {
    store::Facts facts;
    facts.gaps.push_back({camera, test::boot_id(), box_span(from, to), wall_span(from, to), cause});
    put(facts);
  }
  void see(const CameraId& camera, std::int64_t from, std::int64_t to, int heads = 11) {
    store::Facts facts;
    facts.observations = test::pictures(from, to, heads, heads + 1, 5'000, camera);
    put(facts);
  }
  /// Time goes on to so many ms after the hour's beginning, and the clock map with it.
  void go_to(std::int64_t ms) {
    const Millis by = wall(ms) - clock.utc();
    store::Facts facts;
    facts.clock_marks = test::marks((count_ms(clock.utc()) - test::kHourUtc), ms);
    clock.advance(by);
    put(facts);
  }
  /// As the supervisor does when an hour is over.
  HourConclusion conclude() {
    auto reader = value(store->reader());
    auto closing =
        value(actions::close_hour(Actor::box(), reader, hour, rules, clock.boot_id(), started, clock.read()));
    REQUIRE(closing);
    value(store->commit(closing->commit.facts, closing->commit.messages));
    return closing->conclusion;
  }
  HoursDesk desk() {
    return HoursDesk({[this] { return overview; }, [this] { return live; }, 1}, *store, tape, rules, clock);
  }
  web::HourDetail detail() { return value(desk().hour(hour.id)); }
  web::HourRow row() {
    auto day = value(desk().day(std::nullopt));
    REQUIRE(day.hours.size() == 1);
    return day.hours.front();
  }

  test::TempFolder folder;
  test::FakeClock clock;
  std::unique_ptr<FileSystem> files = posix_file_system();
  std::unique_ptr<Random> random = system_random();
  std::unique_ptr<store::Store> store;
  config::RulePack rules;
  LessonHour hour = test::lesson_hour();
  BootMillis started = test::box(-600'000);
  daemon::Overview overview;
  actions::LiveFacts live;
  TapeDesk tape{[] {
                  TapeDesk::Listener nobody;
                  nobody.store_segment = [](const Segment&) {};
                  nobody.store_gap = [](const Gap&) {};
                  nobody.disk = [](const std::string&, std::optional<GapCause>, const std::string&) {};
                  return nobody;
                }(),
                clock};
};

void same(const std::vector<web::HourRecorded>& recorded, const std::vector<UtcSpan>& expected) {
  REQUIRE(recorded.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(recorded[i].utc == expected[i]);
}

/// A file that is being written, from `from` to its last key frame at `to`.
Segment growing(const CameraId& camera, std::uint64_t sequence, std::int64_t from, std::int64_t to) {
  return test::recorded({.from = from, .to = to, .first = sequence, .file = to - from, .camera = camera}).front();
}

}  // namespace

TEST_CASE("an hour that was concluded: the stored verdict, what each camera recorded and did not and why, who came") {
  Room room;
  room.record({.from = -300'000, .to = 900'000});
  room.record({.from = 1'200'000, .to = kHour + 60'000, .first = 11});
  room.miss(test::kFront, 900'000, 1'200'000, GapCause::kCameraStalled);
  room.record({.from = -300'000, .to = kHour + 60'000, .camera = kBack});
  room.see(test::kFront, -60'000, kHour);
  room.see(kBack, -60'000, kHour);
  room.go_to(kHour + 20'000);
  const HourConclusion concluded = room.conclude();
  REQUIRE(concluded.verdict == Verdict::kMet);

  const web::HourDetail detail = room.detail();
  CHECK(detail.hour.state == web::HourState::kConcluded);
  CHECK(detail.hour.conclusion == concluded);
  CHECK(detail.hour.title == "家政服务员第17期");
  CHECK(detail.hour.enrolled == 10);
  CHECK(detail.hour.needed == Millis{600'000});
  CHECK(concluded.window.has_value());

  REQUIRE(detail.cameras.size() == 2);
  const web::HourCamera& front = detail.cameras[0];
  CHECK(front.id == test::kFront);
  same(front.recorded, {wall_span(0, 900'000), wall_span(1'200'000, kHour)});
  REQUIRE(front.gaps.size() == 1);
  CHECK(front.gaps[0].utc == wall_span(900'000, 1'200'000));
  CHECK(front.gaps[0].length == Millis{300'000});
  CHECK(front.gaps[0].cause == GapCause::kCameraStalled);
  CHECK_FALSE(front.gaps[0].open);
  CHECK(front.coverage == std::vector<UtcSpan>{wall_span(0, 900'000), wall_span(1'200'000, kHour)});
  CHECK(front.counts.size() == kHour / 5'000);
  CHECK(front.counts.front().at == wall(0));
  CHECK(front.counts.front().lo == 11);
  const web::HourCamera& back = detail.cameras[1];
  same(back.recorded, {wall_span(0, kHour)});
  CHECK(back.gaps.empty());
  CHECK(back.coverage == std::vector<UtcSpan>{wall_span(0, kHour)});

  // Ten came before it began: nine of them and one of the staff are enough to show all.
  REQUIRE(detail.attendance.size() == 1);
  CHECK(detail.attendance[0].at == wall(0));
  CHECK(detail.attendance[0].present == 10);
  CHECK(detail.attendance[0].needed == 10 - config::allow(10) + 1);
  CHECK(detail.check_ins.size() == 10);

  const web::HourRow row = room.row();
  CHECK(row.state == web::HourState::kConcluded);
  CHECK(row.conclusion == concluded);
  CHECK(row.title == detail.hour.title);
  CHECK(row.enrolled == 10);
}

TEST_CASE(
    "a running hour: what is missing right now is a gap that goes on, and is none any more when the camera is back") {
  Room room;
  room.record({.from = -300'000, .to = 600'000});
  room.record({.from = -300'000, .to = 600'000, .camera = kBack});
  room.see(kBack, -60'000, 900'000);
  room.go_to(1'000'000);
  room.tape.on_camera_state(test::kFront, capture::CameraState::kUnreachable, "no answer");
  room.tape.on_camera_state(kBack, capture::CameraState::kRecording, "");
  room.tape.on_segment_grown(growing(kBack, 4, 600'000, 998'000));
  room.live.observations = {test::picture(900'000, 11, 12, kBack), test::picture(895'000, 11, 12, kBack)};
  HourOverview running;
  running.id = room.hour.id;
  running.certain = Millis{123'000};
  running.so_far.certain = Millis{123'000};
  room.overview.hours = {running};

  const web::HourDetail detail = room.detail();
  CHECK(detail.hour.state == web::HourState::kRunning);
  REQUIRE(detail.hour.live);
  CHECK(detail.hour.live->at("certain_s").as_double() == 123);
  REQUIRE(detail.hour.conclusion);
  CHECK(detail.hour.conclusion->status == HourStatus::kProvisional);
  const web::HourCamera& front = detail.cameras[0];
  same(front.recorded, {wall_span(0, 600'000)});
  REQUIRE(front.gaps.size() == 1);
  CHECK(front.gaps[0].utc == wall_span(600'000, 1'000'000));
  CHECK(front.gaps[0].cause == GapCause::kCameraUnreachable);
  CHECK(front.gaps[0].open);
  // The other one is being recorded: what is on its way to the disk is to be seen, but proves nothing yet.
  const web::HourCamera& back = detail.cameras[1];
  CHECK(back.recorded.back().utc.to == wall(998'000));
  CHECK(back.gaps.empty());
  CHECK(back.coverage == std::vector<UtcSpan>{wall_span(0, 600'000)});
  CHECK(back.counts.size() == 181);  // one that is stored and waiting at once counts once
  CHECK(back.counts.back().at == wall(900'000));

  const web::HourRow row = room.row();
  CHECK(row.state == web::HourState::kRunning);
  REQUIRE(row.conclusion);
  CHECK(row.conclusion->certain == Millis{123'000});

  // Its file grows again: the gap has a row, and nothing goes on.
  room.tape.on_camera_state(test::kFront, capture::CameraState::kRecording, "");
  room.miss(test::kFront, 600'000, 1'010'000, GapCause::kCameraUnreachable);
  room.go_to(1'015'000);
  room.tape.on_segment_grown(growing(test::kFront, 4, 1'010'000, 1'014'000));
  const web::HourDetail again = room.detail();
  REQUIRE(again.cameras[0].gaps.size() == 1);
  CHECK_FALSE(again.cameras[0].gaps[0].open);
  CHECK(again.cameras[0].gaps[0].length == Millis{410'000});
  same(again.cameras[0].recorded, {wall_span(0, 600'000), wall_span(1'010'000, 1'014'000)});
}

TEST_CASE("all disks bad is a gap that goes on as well, and so is a camera that is not set up any more") {
  Room room;
  room.record({.from = -300'000, .to = 100'000});
  room.go_to(400'000);
  room.tape.on_camera_state(test::kFront, capture::CameraState::kRecording, "");
  room.tape.on_disk("media", GapCause::kDiskFull, "no space");
  const web::HourDetail detail = room.detail();
  REQUIRE(detail.cameras[0].gaps.size() == 1);
  CHECK(detail.cameras[0].gaps[0].cause == GapCause::kDiskFull);
  CHECK(detail.cameras[0].gaps[0].utc == wall_span(100'000, 400'000));
  REQUIRE(detail.cameras[1].gaps.size() == 1);
  CHECK(detail.cameras[1].gaps[0].cause == GapCause::kNotRecording);
  CHECK(detail.cameras[1].gaps[0].utc == wall_span(0, 400'000));
}

TEST_CASE("an hour that is over and not judged yet waits: no verdict, and a gap that goes on ends with it") {
  Room room;
  room.record({.from = -300'000, .to = 1'500'000});
  room.go_to(kHour + 30'000);
  room.tape.on_camera_state(test::kFront, capture::CameraState::kStalled, "nothing");
  const web::HourDetail detail = room.detail();
  CHECK(detail.hour.state == web::HourState::kWaiting);
  CHECK_FALSE(detail.hour.conclusion);
  CHECK_FALSE(detail.hour.live);
  REQUIRE(detail.cameras[0].gaps.size() == 1);
  CHECK(detail.cameras[0].gaps[0].utc == wall_span(1'500'000, kHour));
  CHECK(detail.cameras[0].gaps[0].cause == GapCause::kCameraStalled);
  CHECK(room.row().state == web::HourState::kWaiting);
}

TEST_CASE("an hour of which nothing was recorded is a gap from end to end, and not met") {
  Room room;
  room.go_to(kHour + 200'000);
  room.started = room.clock.boot();
  const HourConclusion concluded = room.conclude();
  CHECK(concluded.verdict == Verdict::kNotMet);
  const web::HourDetail detail = room.detail();
  for (const web::HourCamera& camera : detail.cameras) {
    CHECK(camera.recorded.empty());
    CHECK(camera.coverage.empty());
    CHECK(camera.counts.empty());
    REQUIRE(camera.gaps.size() == 1);
    CHECK(camera.gaps[0].utc == wall_span(0, kHour));
    CHECK(camera.gaps[0].cause == GapCause::kBoxOff);
  }
}

TEST_CASE("an hour to come is only planned, one that was cancelled has no verdict, and an unknown one is not there") {
  Room room;
  room.clock.step_wall(-Millis{60'000});
  const web::HourDetail planned = room.detail();
  CHECK(planned.hour.state == web::HourState::kPlanned);
  CHECK(planned.attendance.empty());
  CHECK(planned.cameras.size() == 2);
  for (const web::HourCamera& camera : planned.cameras) CHECK(camera.gaps.empty());
  room.clock.step_wall(Millis{60'000});

  room.hour.cancelled = true;
  store::Facts facts;
  facts.hours.push_back(room.hour);
  room.put(facts);
  room.go_to(kHour + 20'000);
  room.conclude();
  const web::HourRow row = room.row();
  CHECK(row.plan.cancelled);
  CHECK(row.state == web::HourState::kConcluded);
  CHECK(web::hour_json(row).at("verdict").is_null());

  LessonHourId other = room.hour.id;
  other.number = 2;
  CHECK(room.desk().hour(other).error().code == ErrorCode::kNotFound);
  other.training_class = ClassId("nobody");
  CHECK(room.desk().hour(other).error().code == ErrorCode::kNotFound);
  CHECK(value(room.desk().day(*parse_day("2024-05-14"))).hours.empty());
}

TEST_CASE(
    "who comes and goes within the hour makes steps; the heads that are needed stay those of the fullest moment") {
  Room room;
  store::Facts facts;
  facts.check_ins.push_back(test::came(10, 660'000, 1'200'000));  // later than ten minutes into the session
  facts.check_ins.push_back(test::came(0, -60'000, 1'200'000));
  room.put(facts);
  room.go_to(kHour + 20'000);
  const web::HourDetail detail = room.detail();
  REQUIRE(detail.attendance.size() == 3);
  CHECK(detail.attendance[0].present == 10);
  CHECK(detail.attendance[1].at == wall(660'000));
  CHECK(detail.attendance[1].present == 11);
  CHECK(detail.attendance[2].at == wall(1'200'000));
  CHECK(detail.attendance[2].present == 9);
  for (const web::ExpectedFrom& step : detail.attendance) CHECK(step.needed == 11 - config::allow(11) + 1);
  int late = 0;
  for (const web::HourCheckIn& one : detail.check_ins) late += one.late;
  CHECK(late == 1);
  CHECK(detail.check_ins.back().late);
  CHECK(detail.check_ins.back().trainee == test::trainee(10));
}

TEST_CASE("a clock that is set within the hour moves nothing on its time line (I7)") {
  Room room;
  room.record({.from = -300'000, .to = kHour + 60'000});
  room.see(test::kFront, -60'000, kHour);
  room.go_to(1'000'000);
  store::Facts facts;  // for five minutes it shows an hour more than it is
  facts.clock_marks = {test::mark(1'000'001, ClockState::kUnproven, 3'600'000, ClockMarkCause::kStep),
                       test::mark(1'300'000, ClockState::kSynced, 0, ClockMarkCause::kStep)};
  room.put(facts);
  room.go_to(kHour + 20'000);
  const web::HourDetail detail = room.detail();
  same(detail.cameras[0].recorded, {wall_span(0, kHour)});
  CHECK(detail.cameras[0].coverage == std::vector<UtcSpan>{wall_span(0, kHour)});
}

TEST_CASE("a power cut within the hour is a gap by the wall clock, and what came after it follows on the time line") {
  Room room;
  room.record({.from = -300'000, .to = 900'000});
  room.go_to(895'000);
  // More than eighteen minutes later another boot begins, at 0.
  const auto in_new_boot = [](std::int64_t ms) { return boot_ms(ms - 2'000'000); };
  store::Facts facts;
  facts.segments = test::recorded({.from = 2'010'000, .to = kHour + 60'000, .first = 11, .boot = 2});
  for (Segment& file : facts.segments) {
    const Millis by = file.start_boot - in_new_boot(file.start_utc.time_since_epoch().count() - test::kHourUtc);
    file.start_boot -= by;
    for (Gop& gop : file.gops) gop.arrival -= by;
  }
  facts.gaps.push_back({test::kFront,
                        test::boot_id(2),
                        {in_new_boot(900'000), in_new_boot(2'010'000)},
                        wall_span(900'000, 2'010'000),
                        GapCause::kBoxOff});
  for (std::int64_t at = 2'000'000; at <= kHour + 60'000; at += 300'000) {
    ClockMark mark = test::mark(at, ClockState::kSynced, 0, ClockMarkCause::kPeriodic, 2);
    mark.reading.boot = in_new_boot(at);
    facts.clock_marks.push_back(mark);
  }
  room.put(facts);
  room.clock.reboot(wall(2'000'000) - room.clock.utc());
  room.clock.advance(Millis{kHour + 130'000 - 2'000'000});
  room.started = in_new_boot(2'005'000);
  room.conclude();
  const web::HourDetail detail = room.detail();
  const web::HourCamera& front = detail.cameras[0];
  same(front.recorded, {wall_span(0, 900'000), wall_span(2'010'000, kHour)});
  REQUIRE(front.gaps.size() == 1);
  CHECK(front.gaps[0].utc == wall_span(900'000, 2'010'000));
  CHECK(front.gaps[0].length == Millis{1'110'000});
  CHECK(front.gaps[0].cause == GapCause::kBoxOff);
  CHECK(front.coverage == std::vector<UtcSpan>{wall_span(0, 900'000), wall_span(2'010'000, kHour)});
}

TEST_CASE("an hour of 60 minutes with two cameras, counted every 5 s: the whole answer, and how long it takes") {
  Room room;
  constexpr std::int64_t kSixty = 3'600'000;
  room.hour.span.to = wall(kSixty);
  store::Facts facts;
  facts.hours.push_back(room.hour);
  room.put(facts);
  for (const CameraId& camera : {test::kFront, kBack}) {
    room.record({.from = -300'000, .to = kSixty + 60'000, .camera = camera});
    room.see(camera, -60'000, kSixty);
  }
  room.go_to(kSixty + 20'000);
  room.conclude();
  HoursDesk desk = room.desk();
  std::string text;
  std::vector<std::int64_t> took_us;
  for (int i = 0; i < 21; ++i) {
    const auto before = std::chrono::steady_clock::now();
    text = web::detail_json(value(desk.hour(room.hour.id)));
    took_us.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - before).count());
  }
  std::sort(took_us.begin(), took_us.end());
  MESSAGE("answer of ", text.size(), " bytes, median ", took_us[10], " us, longest of 21 ", took_us.back(), " us");
  CHECK(text.size() <= 300 * 1024);
  const auto cameras = boost::json::parse(text).at("cameras").as_array();
  REQUIRE(cameras.size() == 2);
  CHECK(cameras[1].at("counts").as_array().size() == 720);
}
