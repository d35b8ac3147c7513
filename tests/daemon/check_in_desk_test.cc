#include "daemon/check_in_desk.h"

#include <doctest/doctest.h>

#include "actions/photos.h"
#include "daemon/attendance_desk.h"
#include "tests/actions/attended_class.h"

using namespace xueshi;
using daemon::AttendanceDesk;
using daemon::CheckInDesk;
using test::AttendedClass;
using test::value;

namespace {

struct Bench : AttendedClass {
  CheckInDesk desk() { return {folder.path(), *store, *files, rules, clock}; }
  web::CheckInDay today() { return value(desk().day(id, std::nullopt)); }
  std::string csv() { return value(desk().exported(id, day, day, web::ExportForm::kCsv)).bytes; }
  /// An attempt by phone that was refused.
  void attempt(const std::string& trainee, CheckResult result, std::optional<Sha256Digest> photo = std::nullopt) {
    CheckInEvent event;
    event.training_class = id;
    event.day = day;
    event.trainee = TraineeNo(trainee);
    event.at = clock.read();
    event.boot = clock.boot_id();
    event.result = result;
    event.address = "192.0.2.44";
    event.photo = photo;
    store::Facts facts;
    facts.check_in_events.push_back(event);
    put(facts);
  }
};

const web::SessionTrainee& line(const web::CheckInSessionView& session, const std::string& number) {
  for (const web::SessionTrainee& one : session.trainees) {
    if (one.number.text == number) return one;
  }
  FAIL("no trainee " << number);
  throw 0;
}

}  // namespace

TEST_CASE("the list of a session: everybody of the roster in one of four ways, each counted once") {
  Bench bench;
  bench.phone("01", "08:20", "10:05");
  bench.phone("02", "08:45", "09:18");  // late, and gone after the first hour
  bench.phone("03", "08:50", "09:00");
  bench.go_to("10:10");
  REQUIRE(bench.enter({"04"}, "08:30", "10:05"));
  REQUIRE(bench.correct("03", ""));
  REQUIRE(bench.leave({"05"}, {bench.at("08:00"), bench.at("12:00")}));
  bench.attempt("03", CheckResult::kWrongId);
  store::Facts facts;
  facts.openings.push_back({bench.id, bench.day, 1, bench.clock.read(), bench.clock.boot_id()});
  Objection objection;
  objection.training_class = bench.id;
  objection.day = bench.day;
  objection.trainee = TraineeNo("03");
  objection.at = bench.clock.read();
  objection.boot = bench.clock.boot_id();
  objection.text = "我在";
  facts.objections.push_back(objection);
  bench.put(facts);

  const web::CheckInDay today = bench.today();
  CHECK(today.title == "焊工");
  REQUIRE(today.sessions.size() == 2);
  const web::CheckInSessionView& session = today.sessions[0];
  CHECK(session.hours == std::vector<LessonHourId>{{bench.id, bench.day, 1}, {bench.id, bench.day, 2}});
  CHECK(session.opens == bench.at("08:00"));
  CHECK(session.opened == bench.at("10:10"));
  const web::CheckInCounts& counts = session.counts;
  CHECK(counts.enrolled == 5);
  CHECK(counts.present == 3);
  CHECK(counts.by_phone == 2);
  CHECK(counts.by_staff == 1);
  CHECK(counts.corrected == 0);  // what was corrected to "was not there" is not present
  CHECK(counts.on_leave == 1);
  CHECK(counts.missing == 1);
  CHECK(counts.refused == 1);
  CHECK(counts.present + counts.on_leave + counts.missing == counts.enrolled);

  CHECK(line(session, "01").present == std::vector<std::optional<bool>>{true, true});
  CHECK_FALSE(line(session, "01").late);
  CHECK(line(session, "02").present == std::vector<std::optional<bool>>{true, false});
  CHECK(line(session, "02").late);
  CHECK(line(session, "02").left_early);
  CHECK(line(session, "03").standing->voided);
  CHECK(line(session, "03").present == std::vector<std::optional<bool>>{false, false});
  CHECK_FALSE(line(session, "03").late);  // who was not there was not late
  CHECK_FALSE(line(session, "03").left_early);
  CHECK(line(session, "03").attempts == 1);
  CHECK(line(session, "03").objection);
  CHECK(line(session, "04").standing->method == CheckInMethod::kStaff);
  CHECK(line(session, "05").on_leave);
  CHECK(session.events.size() == 6);
  CHECK(session.events.back().name == "学员03");
  CHECK(today.sessions[1].counts.missing == 5);
  CHECK(today.sessions[1].events.empty());
}

TEST_CASE("a missing check-out is odd only when the session takes none any more") {
  Bench bench;
  bench.phone("01", "08:20");
  bench.go_to("10:30");
  CHECK_FALSE(line(bench.today().sessions[0], "01").no_check_out);
  bench.go_to("10:35");
  CHECK(line(bench.today().sessions[0], "01").no_check_out);
  bench.rules.checkin_out = false;
  CHECK_FALSE(line(bench.today().sessions[0], "01").no_check_out);
}

TEST_CASE("leave for the second hour: present in the first one alone, as the verdict has it") {
  Bench bench;
  bench.phone("01", "08:20", "10:05");
  REQUIRE(bench.leave({"01"}, {bench.at("09:20"), bench.at("10:05")}));
  bench.go_to("10:10");
  const auto session = bench.today().sessions[0];
  CHECK(line(session, "01").present == std::vector<std::optional<bool>>{true, false});
  CHECK(session.counts.present == 1);
  CHECK(session.counts.on_leave == 0);
}

TEST_CASE("of an hour that has not begun nobody is said to be there, or not to be") {
  Bench bench;
  bench.phone("01", "08:20");
  bench.go_to("08:40");  // the first hour runs
  const auto session = bench.today().sessions[0];
  CHECK(line(session, "01").present == std::vector<std::optional<bool>>{true, std::nullopt});
  CHECK(line(session, "02").present == std::vector<std::optional<bool>>{false, std::nullopt});
}

TEST_CASE("somebody who left the roster stays on the list, without a name and in nobody's place") {
  Bench bench;
  bench.phone("01", "08:20");
  auto view = bench.reader();
  TrainingClass smaller = value(view.training_class(bench.id)).value();
  smaller.roster.erase(smaller.roster.begin());
  store::Facts facts;
  facts.classes.push_back(smaller);
  bench.put(facts);
  const auto session = bench.today().sessions[0];
  CHECK(session.counts.enrolled == 4);
  CHECK(session.counts.present == 1);
  CHECK(session.counts.missing == 4);
  CHECK(session.trainees.back().number.text == "01");
  CHECK(session.trainees.back().name.empty());
}

TEST_CASE("a burst is told, and what was refused is counted, beyond a thousand events too") {
  Bench bench;
  bench.rules.burst_people = 3;
  for (const char* number : {"01", "02", "03"}) bench.phone(number, "08:20");
  store::Facts facts;
  for (int i = 0; i < 1'100; ++i) {
    CheckInEvent event;
    event.training_class = bench.id;
    event.day = bench.day;
    event.trainee = TraineeNo("04");
    event.at = bench.clock.read();
    event.boot = bench.clock.boot_id();
    event.result = CheckResult::kWrongId;
    facts.check_in_events.push_back(event);
  }
  bench.put(facts);
  const auto session = bench.today().sessions[0];
  REQUIRE_FALSE(session.oddities.empty());
  CHECK(session.oddities[0].sign == CheckInSign::kBurst);
  CHECK(session.counts.refused == 1'100);
  CHECK(session.events.size() == web::kMostSessionEvents);
  CHECK(session.more_events == 103);
  CHECK(session.events.back().event.result == CheckResult::kWrongId);
}

TEST_CASE("the list as CSV: a BOM, a row for each, and no cell that a spreadsheet takes for a formula") {
  Bench bench;
  auto view = bench.reader();
  TrainingClass training_class = value(view.training_class(bench.id)).value();
  training_class.roster[1].name = "=1+1";
  training_class.roster[2].name = "@学员";
  store::Facts facts;
  facts.classes.push_back(training_class);
  bench.put(facts);
  bench.phone("01", "08:20", "10:05");
  bench.go_to("10:10");
  REQUIRE(bench.enter({"02"}, "08:30", "10:05", "手机\"坏\"了,换号"));
  const std::string csv = bench.csv();
  CHECK(csv.starts_with("\xEF\xBB\xBF日期,课次,"));
  CHECK(csv.find("2024-05-13,1,08:30:00,10:05:00,01,学员01,08:20:00,10:05:00,") != std::string::npos);
  CHECK(csv.find(",=1+1,") == std::string::npos);
  CHECK(csv.find("'=1+1") != std::string::npos);
  CHECK(csv.find("'@学员") != std::string::npos);
  CHECK(csv.find("\"手机\"\"坏\"\"了,换号\"") != std::string::npos);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 2 * 5);
  const auto file = value(bench.desk().exported(bench.id, bench.day, bench.day, web::ExportForm::kWorkbook));
  CHECK(file.bytes.starts_with("PK"));
  CHECK(file.name == "check-ins-2024-D-017-2024-05-13-2024-05-13.xlsx");
}

TEST_CASE("a day's second session has its own leave in the export, what was refused, and what is odd") {
  Bench bench;
  bench.rules.burst_people = 3;
  for (const char* number : {"01", "02", "03"}) bench.phone(number, "08:20");
  bench.attempt("04", CheckResult::kWrongId);
  REQUIRE(bench.leave({"05"}, {bench.at("14:00"), bench.at("18:00")}));
  bench.go_to("20:00");
  const auto day = bench.today();
  REQUIRE(day.sessions.size() == 2);
  CHECK(line(day.sessions[1], "05").on_leave);
  const std::string csv = bench.csv();
  const auto row = [&](int session, const std::string& number) {
    const std::string key = "2024-05-13," + std::to_string(session) + ",";
    for (std::size_t at = csv.find(key); at != std::string::npos; at = csv.find(key, at + 1)) {
      const std::string text = csv.substr(at, csv.find('\n', at) - at);
      if (text.find("," + number + ",") != std::string::npos) return text;
    }
    return std::string();
  };
  CHECK(row(2, "05").find("是") != std::string::npos);
  CHECK(row(1, "05").find("是") == std::string::npos);
  CHECK(row(1, "04").find(",1,") != std::string::npos);
  CHECK(row(1, "04").find("签到过于密集") != std::string::npos);
}

TEST_CASE("exports are bounded: more rows than a spreadsheet is good for are refused, not cut") {
  Bench bench;
  store::Facts facts;
  TrainingClass large{ClassId("large"), "大班", ClassKind::kProject, {}, {}};
  for (int i = 0; i < 201; ++i) large.roster.push_back({TraineeNo(std::to_string(i)), "学员"});
  facts.classes.push_back(large);
  for (int i = 0; i < 100; ++i) {
    LessonHour hour;
    hour.id = {large.id, LocalDay(std::chrono::sys_days(bench.day) + std::chrono::days{i}), 1};
    hour.span = {start_of(hour.id.day) + std::chrono::hours{8}, start_of(hour.id.day) + std::chrono::hours{9}};
    facts.hours.push_back(hour);
  }
  bench.put(facts);
  const auto last = [&](int days) { return LocalDay(std::chrono::sys_days(bench.day) + std::chrono::days{days - 1}); };
  const auto all = bench.desk().exported(large.id, bench.day, last(100), web::ExportForm::kCsv);
  REQUIRE_FALSE(all);
  CHECK(all.error().code == ErrorCode::kUnsupported);
  const auto fewer = value(bench.desk().exported(large.id, bench.day, last(99), web::ExportForm::kCsv));
  CHECK(std::count(fewer.bytes.begin(), fewer.bytes.end(), '\n') == 1 + 99 * 201);
}

TEST_CASE("a photo is shown as what it is, and only while it is what was stored") {
  Bench bench;
  const std::string png = "\x89PNG\r\n\x1a\nand the rest";
  const Sha256Digest digest = sha256(as_bytes(png));
  const Path path = actions::photo_path(bench.folder.path(), digest);
  REQUIRE(bench.files->make_folders(path.parent_path()));
  REQUIRE(write_whole(*bench.files, path, as_bytes(png)));
  CHECK(bench.desk().photo(digest).error().code == ErrorCode::kNotFound);  // no check-in has it
  bench.attempt("01", CheckResult::kAccepted, digest);
  const auto photo = value(bench.desk().photo(digest));
  CHECK(photo.content_type == "image/png");
  CHECK(photo.bytes == png);
  CHECK(line(bench.today().sessions[0], "01").photo == digest);
  REQUIRE(write_whole(*bench.files, path, as_bytes("\x89PNG\r\n\x1a\nand another rest")));
  CHECK(bench.desk().photo(digest).error().code == ErrorCode::kCorrupt);
  REQUIRE(bench.files->unlink(path));
  CHECK_FALSE(bench.desk().photo(digest));
}

TEST_CASE("what is not there is said") {
  Bench bench;
  CHECK(bench.desk().day(ClassId("none"), std::nullopt).error().code == ErrorCode::kNotFound);
  CHECK(bench.desk().leave(ClassId("none")).error().code == ErrorCode::kNotFound);
  CHECK(value(bench.desk().day(bench.id, *parse_day("2024-05-20"))).sessions.empty());
  CHECK(value(bench.desk().objections(false)).empty());
}

TEST_CASE("attendance through its desk: committed, judged again, refused with words, nothing where the disk fails") {
  Bench bench;
  std::mutex saying;
  bool full = false;
  bool whole = true;
  AttendanceDesk desk(
      *bench.store,
      [&](store::CommitRequest&& request) -> Result<void> {
        if (full) return fail(ErrorCode::kNoSpace, "full");
        auto written = bench.store->commit(request.facts, request.messages);
        if (!written) return tl::make_unexpected(written.error());
        return {};
      },
      saying, [&] { return whole; }, bench.rules, bench.keys, bench.clock);
  for (const char* number : {"01", "02"}) bench.phone(number, "08:20", "10:05");
  bench.go_to("10:10");
  store::Facts facts;
  HourConclusion concluded;
  concluded.hour = {bench.id, bench.day, 1};
  concluded.span = {bench.at("08:30"), bench.at("09:15")};
  concluded.enrolled = static_cast<int>(value(bench.reader().training_class(bench.id))->roster.size());
  facts.conclusions.push_back(concluded);
  bench.put(facts);

  const web::EntryWish wish{bench.day, 1, {TraineeNo("03")}, bench.at("08:30"), bench.at("10:05"), "没有手机"};
  full = true;
  const auto failed = desk.enter(bench.teacher, bench.id, wish);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::kIo);
  CHECK_FALSE(bench.standing("03"));
  full = false;
  const auto done = desk.enter(bench.teacher, bench.id, wish);
  REQUIRE(done);
  CHECK(done->changed == 1);
  CHECK(done->judged == std::vector<LessonHourId>{{bench.id, bench.day, 1}});
  auto view = bench.reader();
  CHECK(value(view.conclusion({bench.id, bench.day, 1}))->rev == 2);
  CHECK(value(view.conclusion({bench.id, bench.day, 1}))->present == 3);
  const auto again = desk.enter(bench.teacher, bench.id, wish);
  REQUIRE(again);
  CHECK(again->changed == 0);
  CHECK(again->judged.empty());

  const auto refused =
      desk.enter(bench.teacher, bench.id, {bench.day, 1, {TraineeNo("01")}, bench.at("08:31"), {}, "x"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kConflict);
  CHECK(refused.error().fault == "stands");
  CHECK(refused.error().trainees == std::vector<TraineeNo>{TraineeNo("01")});
  CHECK_FALSE(refused.error().text.empty());
  CHECK(
      desk.enter(bench.teacher, bench.id, {bench.day, 7, {TraineeNo("01")}, bench.at("08:31"), {}, "x"}).error().code ==
      ErrorCode::kNotFound);
  CHECK(desk.correct(bench.inspector, bench.id, {bench.day, 1, TraineeNo("01"), {}, {}, ""}).error().code ==
        ErrorCode::kBadInput);
  const auto corrected = desk.correct(bench.inspector, bench.id, {bench.day, 1, TraineeNo("01"), {}, {}, "录像里没有"});
  REQUIRE(corrected);
  CHECK(corrected->judged.size() == 1);
  REQUIRE(
      desk.enter_leave(bench.teacher, bench.id, {{TraineeNo("02")}, {bench.at("08:30"), bench.at("09:15")}, "病假"}));
  CHECK(value(bench.reader().conclusion({bench.id, bench.day, 1}))->rev == 4);
  const auto leave = value(bench.desk().leave(bench.id));
  REQUIRE(leave.size() == 1);
  CHECK(leave[0].name == "学员02");
  REQUIRE(desk.withdraw_leave(bench.teacher, bench.id, leave[0].id, "来了"));
  CHECK(value(bench.reader().conclusion({bench.id, bench.day, 1}))->rev == 5);
  CHECK(desk.answer(bench.inspector, 99, "好").error().code == ErrorCode::kNotFound);
}

TEST_CASE("somebody else judged the hour meanwhile: it is judged once more, and has the revision after that") {
  Bench bench;
  std::mutex saying;
  bool first = true;
  HourConclusion concluded;
  concluded.hour = {bench.id, bench.day, 1};
  concluded.span = {bench.at("08:30"), bench.at("09:15")};
  concluded.enrolled = static_cast<int>(value(bench.reader().training_class(bench.id))->roster.size());
  AttendanceDesk desk(
      *bench.store,
      [&](store::CommitRequest&& request) -> Result<void> {
        if (!request.facts.conclusions.empty() && std::exchange(first, false)) {
          store::Facts theirs;
          theirs.conclusions.push_back(concluded);
          theirs.conclusions[0].rev = 2;
          bench.put(theirs);
        }
        auto written = bench.store->commit(request.facts, request.messages);
        if (!written) return tl::make_unexpected(written.error());
        return {};
      },
      saying, [] { return true; }, bench.rules, bench.keys, bench.clock);
  bench.go_to("10:10");
  store::Facts facts;
  facts.conclusions.push_back(concluded);
  bench.put(facts);
  const auto done =
      desk.enter(bench.teacher, bench.id, {bench.day, 1, {TraineeNo("01")}, bench.at("08:30"), bench.at("10:05"), "x"});
  REQUIRE(done);
  CHECK(done->judged.size() == 1);
  CHECK(value(bench.reader().conclusion(concluded.hour))->rev == 3);
  CHECK(value(bench.reader().conclusion(concluded.hour))->present == 1);
}
