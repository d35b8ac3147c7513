/// The chain finds an edit of each chained table behind the box's back.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

/// Some of everything, committed on two days.
void fill(StoreBench& bench, Store& store) {
  const BootId boot = bench.clock.boot_id();
  Facts facts;
  facts.segments = {sample_segment(boot, 1), sample_segment(boot, 2)};
  facts.gaps = {sample_gap(boot, 1'000, 2'000)};
  facts.clock_marks = {{boot, bench.clock.read(), ClockMarkCause::kStart}};
  facts.classes = {sample_class()};
  facts.hours = {sample_hour(1), sample_hour(2)};
  facts.check_ins = {sample_check_in()};
  facts.leaves = {{sample_class().id, TraineeNo("02"), sample_hour(1).span}};
  facts.conclusions = {sample_conclusion(1, 1)};
  facts.alarms = {{AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc), "full"}};
  REQUIRE(store.commit(facts, {}));
  bench.clock.advance(std::chrono::hours{24});
  Facts next;
  next.conclusions = {sample_conclusion(1, 2)};
  next.check_ins = {sample_check_in()};
  next.check_ins[0].out = utc_ms(kStartUtc + 5'000);
  next.alarms = {{AlarmCode::kDiskFull, "media", false, utc_ms(kStartUtc + 1), ""}};
  REQUIRE(store.commit(next, {}));
}

ChainReport verify(StoreBench& bench) {
  auto reader = Readers(bench.settings().database).reader();
  REQUIRE(reader);
  auto report = reader->verify_chain();
  REQUIRE(report);
  return *report;
}

void edit(StoreBench& bench, const std::string& sql) {
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READWRITE);
  database.exec("PRAGMA foreign_keys=OFF");
  CAPTURE(sql);
  CHECK(database.exec(sql) > 0);
}

/// What version 4 can hold besides, with every field set.
void fill_with_check_ins(StoreBench& bench, Store& store) {
  Facts facts;
  facts.classes = {full_class()};
  facts.hours = {full_hour(1)};
  facts.check_in_events = {full_event(bench.clock)};
  facts.openings = {sample_opening(bench.clock)};
  facts.leaves = {full_leave()};
  facts.objections = {sample_objection(bench.clock)};
  REQUIRE(store.commit(facts, {}));
  Facts next;
  next.leave_withdrawals = {{1, bench.clock.utc(), "班主任甲", "已返回"}};
  next.objection_answers = {{1, bench.clock.utc(), "巡查员甲", "已核对"}};
  REQUIRE(store.commit(next, {}));
}

TEST_CASE("what version 3 could say is chained as version 3 chained it") {
  StoreBench bench;
  {
    auto store = bench.open();
    fill(bench, *store);
  }
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  const auto digest_of = [&](int kind) {
    SQLite::Statement row(database, "SELECT digest FROM chain WHERE kind = ? AND fact = 1 ORDER BY n DESC");
    row.bind(1, kind);
    REQUIRE(row.executeStep());
    return row.getColumn(0).getString();
  };
  const auto blob = [&](const std::string& sql) { return database.execAndGet(sql).getString(); };
  const auto same = [](const std::string& chained, const ByteWriter& expected) {
    const Sha256Digest digest = sha256(expected.bytes());
    return chained == as_text(digest.bytes);
  };
  const LessonHour hour = sample_hour(1);
  ByteWriter of_hour;
  of_hour.put_text(hour.id.training_class.text);
  of_hour.put_text(hour.id.hour());
  for (const std::int64_t number : {count_ms(hour.span.from), count_ms(hour.span.to), std::int64_t{1}}) {
    of_hour.put_signed(number);
  }
  of_hour.put_text("practice");
  of_hour.put_text(hour.subject);
  of_hour.put_signed(count_ms(hour.planned_at));
  of_hour.put(std::uint8_t{0});
  CHECK(same(digest_of(5), of_hour));

  ByteWriter of_class;
  for (const char* text : {"2024-D-017", "家政服务员第17期", "project"}) of_class.put_text(text);
  for (const char* camera : {"front", "back"}) {
    of_class.put(std::uint8_t{1});
    of_class.put_text(camera);
  }
  for (const std::string number : {"01", "02"}) {
    of_class.put(std::uint8_t{2});
    of_class.put_text(number);
    of_class.put_text(blob("SELECT name FROM trainee WHERE number = '" + number + "'"));
  }
  CHECK(same(digest_of(4), of_class));

  ByteWriter of_leave;
  of_leave.put_text("2024-D-017");
  of_leave.put_text("02");
  of_leave.put_signed(count_ms(hour.span.from));
  of_leave.put_signed(count_ms(hour.span.to));
  CHECK(same(digest_of(7), of_leave));
}

TEST_CASE("a chain that nobody touched is whole") {
  StoreBench bench;
  {
    auto store = bench.open();
    fill(bench, *store);
  }
  const ChainReport report = verify(bench);
  CHECK(report.whole());
  CHECK(report.entries == 14);
  CHECK(report.days == 2);
}

TEST_CASE("any edit, removal or addition in a chained table is found and named") {
  struct Edit {
    const char* sql;
    const char* named;
  };
  const Edit edits[] = {
      {"UPDATE segment SET duration = duration - 1 WHERE rowid IN (SELECT min(id) FROM segment)", "segment "},
      {"UPDATE segment SET start_utc = start_utc + 1", "segment "},
      {"UPDATE segment SET sha256 = zeroblob(32)", "segment "},
      {"UPDATE segment SET suspect = 1 - suspect", "segment "},
      {"UPDATE segment SET pictures = substr(pictures, 1, length(pictures) - 1)", "segment "},
      {"DELETE FROM segment", "segment "},
      {"UPDATE gap SET to_boot = to_boot - 500", "gap 1"},
      {"UPDATE gap SET cause = 'box_off'", "gap 1"},
      {"DELETE FROM gap", "gap 1 is missing"},
      {"INSERT INTO gap SELECT 77, camera, boot, 5, 6, 7, 8, cause FROM gap", "gap 77 was never chained"},
      {"UPDATE clock_mark SET at_utc = at_utc + 60000", "clock_mark 1"},
      {"UPDATE clock_mark SET state = 2", "clock_mark 1"},
      {"UPDATE training_class SET title = 'x'", "class 1"},
      {"DELETE FROM trainee WHERE number = '02'", "class 1"},
      {"UPDATE trainee SET number = '03' WHERE number = '02'", "class 1"},
      {"UPDATE class_camera SET camera = 'side' WHERE position = 0", "class 1"},
      {"UPDATE lesson_hour SET from_utc = from_utc + 60000", "lesson_hour 1"},
      {"UPDATE lesson_hour SET cancelled = 1", "lesson_hour 1"},
      {"UPDATE lesson_hour SET concluded = 1 WHERE concluded = 2", "lesson_hour 1"},
      {"UPDATE check_in SET in_utc = in_utc - 1", "check_in 1"},
      {"UPDATE check_in SET out_utc = NULL", "check_in 1"},
      {"UPDATE check_in SET method = 'phone'", "check_in 1"},
      {"INSERT INTO check_in SELECT 9, class, day, session, '02', in_utc, out_utc, method, entered_by, reason, 0 FROM "
       "check_in",
       "check_in 9 was never chained"},
      {"UPDATE leave SET to_utc = to_utc + 1", "leave 1"},
      {"DELETE FROM leave", "leave 1 is missing"},
      {"UPDATE conclusion SET verdict = 'met' WHERE rev = 2", "conclusion 2"},
      {"UPDATE conclusion SET reasons = '' WHERE rev = 1", "conclusion 1"},
      {"UPDATE conclusion SET certain = certain + 1000", "conclusion 1"},
      {"UPDATE conclusion SET verdict = 'nonsense' WHERE rev = 1", "conclusion 1"},
      {"UPDATE conclusion SET concluded_at = concluded_at + 1 WHERE rev = 1", "conclusion 1"},
      {"UPDATE alarm SET detail = '' WHERE id = 1", "alarm 1"},
      {"DELETE FROM alarm WHERE id = 2", "alarm 2 is missing"},
      {"UPDATE personal SET value = 'somebody' WHERE value = '学员甲'", "a personal value"},
      {"UPDATE chain SET digest = zeroblob(32) WHERE n = 3", "head"},
      {"UPDATE chain SET kind = 2 WHERE n = 1", "head"},
      {"DELETE FROM chain WHERE n = 5", "missing"},
      {"DELETE FROM chain WHERE n = 14", "missing"},
      {"DELETE FROM chain_head WHERE last_n = 14", "no head"},
      {"UPDATE chain_head SET head = zeroblob(32) WHERE last_n = 14", "head"},
  };
  for (const Edit& one : edits) {
    StoreBench bench;
    {
      auto store = bench.open();
      fill(bench, *store);
    }
    edit(bench, one.sql);
    const ChainReport report = verify(bench);
    CAPTURE(one.sql);
    CHECK_FALSE(report.whole());
    bool named = false;
    for (const auto& fault : report.faults) named = named || fault.what.find(one.named) != std::string::npos;
    CHECK_MESSAGE(named, (report.faults.empty() ? "" : report.faults[0].what));
  }
}

TEST_CASE("any edit, removal or addition in what is said at check-in, and in what classes say besides, is found") {
  struct Edit {
    const char* sql;
    const char* named;
  };
  const Edit edits[] = {
      {"UPDATE training_class SET occupation = 'x'", "class 1"},
      {"UPDATE training_class SET school = ''", "class 1"},
      {"UPDATE training_class SET credit_code = ''", "class 1"},
      {"UPDATE training_class SET room = 'x'", "class 1"},
      {"UPDATE training_class SET first_day = first_day + 1", "class 1"},
      {"UPDATE training_class SET last_day = NULL", "class 1"},
      {"UPDATE training_class SET application = 'roster'", "class 1"},
      {"UPDATE trainee SET id_sealed = x'' WHERE number = '01'", "class 1"},
      {"UPDATE trainee SET id_last_four = zeroblob(32) WHERE number = '02'", "class 1"},
      {"UPDATE trainee SET phone = x'' WHERE number = '01'", "class 1"},
      {"DELETE FROM class_teacher WHERE position = 1", "class 1"},
      {"UPDATE class_teacher SET id_sealed = x'' WHERE position = 0", "class 1"},
      {"UPDATE lesson_hour SET cancelled_at = cancelled_at - 1", "lesson_hour 1"},
      {"UPDATE lesson_hour SET room = ''", "lesson_hour 1"},
      {"UPDATE lesson_hour SET teacher = x''", "lesson_hour 1"},
      {"UPDATE lesson_hour SET material = ''", "lesson_hour 1"},
      {"UPDATE check_in_event SET class = NULL", "check_in_event 1"},
      {"UPDATE check_in_event SET day = day + 1", "check_in_event 1"},
      {"UPDATE check_in_event SET session = 1", "check_in_event 1"},
      {"UPDATE check_in_event SET trainee = '02'", "check_in_event 1"},
      {"UPDATE check_in_event SET direction = 'in'", "check_in_event 1"},
      {"UPDATE check_in_event SET method = 'staff'", "check_in_event 1"},
      {"UPDATE check_in_event SET result = 'wrong_id'", "check_in_event 1"},
      {"UPDATE check_in_event SET at_utc = at_utc - 1", "check_in_event 1"},
      {"UPDATE check_in_event SET at_boot = at_boot - 1", "check_in_event 1"},
      {"UPDATE check_in_event SET clock = 2 - clock", "check_in_event 1"},
      {"UPDATE check_in_event SET in_utc = NULL", "check_in_event 1"},
      {"UPDATE check_in_event SET out_utc = out_utc + 1", "check_in_event 1"},
      {"UPDATE check_in_event SET device = x''", "check_in_event 1"},
      {"UPDATE check_in_event SET address = x''", "check_in_event 1"},
      {"UPDATE check_in_event SET distance_m = 0", "check_in_event 1"},
      {"UPDATE check_in_event SET photo = NULL", "check_in_event 1"},
      {"UPDATE check_in_event SET entered_by = x''", "check_in_event 1"},
      {"UPDATE check_in_event SET reason = x''", "check_in_event 1"},
      {"DELETE FROM check_in_event", "check_in_event 1 is missing"},
      {"INSERT INTO check_in_event SELECT 9, class, day, session, trainee, direction, method, result, at_utc, boot,"
       " at_boot, clock, error, in_utc, out_utc, device, address, distance_m, photo, entered_by, reason"
       " FROM check_in_event",
       "check_in_event 9 was never chained"},
      {"UPDATE check_in_opening SET at_utc = at_utc + 1", "check_in_opening 1"},
      {"DELETE FROM check_in_opening", "check_in_opening 1 is missing"},
      {"UPDATE leave SET reason = x''", "leave 1"},
      {"UPDATE leave SET entered_at = NULL", "leave 1"},
      {"UPDATE leave_withdrawal SET at = at + 1", "leave_withdrawal 1"},
      {"DELETE FROM leave_withdrawal", "leave_withdrawal 1 is missing"},
      {"UPDATE objection SET text = x''", "objection 1"},
      {"UPDATE objection SET trainee = '01'", "objection 1"},
      {"UPDATE objection_answer SET text = x''", "objection_answer 1"},
      {"DELETE FROM objection_answer", "objection_answer 1 is missing"},
      {"UPDATE personal SET value = '192.0.2.99' WHERE value = '192.0.2.31'", "a personal value"},
  };
  StoreBench whole;
  {
    auto store = whole.open();
    fill_with_check_ins(whole, *store);
  }
  CHECK(verify(whole).whole());
  for (const Edit& one : edits) {
    StoreBench bench;
    {
      auto store = bench.open();
      fill_with_check_ins(bench, *store);
    }
    edit(bench, one.sql);
    const ChainReport report = verify(bench);
    CAPTURE(one.sql);
    CHECK_FALSE(report.whole());
    bool named = false;
    for (const auto& fault : report.faults) named = named || fault.what.find(one.named) != std::string::npos;
    CHECK_MESSAGE(named, (report.faults.empty() ? "" : report.faults[0].what));
  }
}

TEST_CASE("I16: any edit, removal or addition in the audit log is found and named") {
  struct Edit {
    const char* sql;
    const char* named;
  };
  const Edit edits[] = {
      {"UPDATE audit SET at_utc = at_utc - 1 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET at_boot = at_boot + 1 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET clock = 2 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET error = 13 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET actor = 0 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET account = 2 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET account = NULL, name = 'wang' WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET account = 77 WHERE id = 2", "audit 2 names an account that is missing"},
      {"UPDATE audit SET name = 'uid 0' WHERE id = 3", "audit 3 is not"},
      {"UPDATE audit SET role = 0 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET role = 99 WHERE id = 2", "audit 2 cannot be read"},
      {"UPDATE audit SET address = NULL WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET action = 0 WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET action = 99 WHERE id = 2", "audit 2 cannot be read"},
      {"UPDATE audit SET object = 'camera:back' WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET detail = '' WHERE id = 2", "audit 2 is not"},
      {"UPDATE audit SET result = 1 WHERE id = 2", "audit 2 is not"},
      {"DELETE FROM audit WHERE id = 2", "audit 2 is missing"},
      {"DELETE FROM audit WHERE id = 4", "audit 4 is missing"},
      {"INSERT INTO audit SELECT 9, at_utc, boot, at_boot, clock, error, actor, account, name, role, address, action,"
       " object, detail, result FROM audit WHERE id = 1",
       "audit 9 was never chained"},
      {"UPDATE account SET name = 'li2' WHERE name = 'li'", "audit 4 is not"},
      {"DELETE FROM account WHERE name = 'li'", "audit 4 names an account that is missing"},
      {"UPDATE audit_address SET digest = zeroblob(32) WHERE account = 1", "audit 1 is not"},
      {"DELETE FROM audit_address WHERE account = 1", "audit 2 is not"},
      {"UPDATE personal SET value = '192.0.2.1' WHERE value = '192.0.2.17'", "a personal value"},
      {"DELETE FROM audit_run", "audit 1 would not be found"},
      {"UPDATE audit_run SET first = 2", "audit 1 would not be found"},
  };
  for (const Edit& one : edits) {
    CAPTURE(one.sql);
    StoreBench bench;
    {
      auto store = bench.open();
      const BootId boot = bench.clock.boot_id();
      Facts facts;
      facts.accounts = {sample_account("wang"), sample_account("li")};
      facts.audit = {sample_audit(boot, 1), sample_audit(boot, 2), sample_audit(boot, 3), sample_audit(boot, 4)};
      facts.audit[2].actor = {Actor::Kind::kShell, "uid 1000"};
      facts.audit[3].actor.name = "li";
      REQUIRE(store->commit(facts, {}));
    }
    CHECK(verify(bench).whole());
    edit(bench, one.sql);
    const ChainReport report = verify(bench);
    bool named = false;
    for (const auto& fault : report.faults) named = named || fault.what.find(one.named) != std::string::npos;
    CHECK_MESSAGE(named, (report.faults.empty() ? "" : report.faults[0].what));
  }
}

TEST_CASE("facts that are only appended: a removed row whose number was given again is found") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  facts.alarms = {{AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc), "full"}};
  REQUIRE(store->commit(facts, {}));
  edit(bench, "DELETE FROM alarm_standing");
  edit(bench, "DELETE FROM alarm");
  facts.alarms[0].raised = false;
  REQUIRE(store->commit(facts, {}));
  const ChainReport report = verify(bench);
  REQUIRE(report.faults.size() == 1);
  CHECK(report.faults[0].what == "alarm 1 is missing: its number was given again");
}

TEST_CASE("the report tells the head, the last day and how many personal values were destroyed (I20)") {
  StoreBench bench;
  {
    auto store = bench.open();
    fill(bench, *store);
    Facts facts;
    facts.accounts = {sample_account("wang")};
    facts.audit = {sample_audit(bench.clock.boot_id(), 1)};
    REQUIRE(store->commit(facts, {}));
  }
  ChainReport report = verify(bench);
  CHECK(report.destroyed == 0);
  REQUIRE(report.last_day);
  CHECK(*report.last_day == local_day(bench.clock.utc()));
  auto reader = Readers(bench.settings().database).reader();
  REQUIRE(reader);
  CHECK(reader->day_head(*report.last_day).value() == report.head);
  edit(bench, "DELETE FROM personal WHERE value IN ('学员甲', '192.0.2.17', '账号甲')");
  report = verify(bench);
  CHECK(report.whole());
  CHECK(report.destroyed == 3);
  edit(bench, "DELETE FROM personal");
  report = verify(bench);
  CHECK(report.whole());
  CHECK(report.destroyed == 6);  // two trainees, who entered a check-in and why, a person with an account, an address
}

TEST_CASE("I20: value and salt of a person can be destroyed and the chain stays whole; the facts hold no name") {
  StoreBench bench;
  {
    auto store = bench.open();
    fill(bench, *store);
  }
  edit(bench, "DELETE FROM personal");
  CHECK(verify(bench).whole());
  auto store = bench.open();
  CHECK(store->reader()->training_class(sample_class().id).value()->roster[0].name.empty());
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  CHECK(
      database.execAndGet("SELECT count(*) FROM trainee WHERE typeof(name) = 'blob' AND length(name) = 32").getInt() ==
      2);
}

TEST_CASE("I20: the same name in two rosters has two digests") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts;
  facts.classes = {sample_class(), sample_class()};
  facts.classes[1].id = ClassId("2024-D-018");
  REQUIRE(store->commit(facts, {}));
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  CHECK(database.execAndGet("SELECT count(DISTINCT name) FROM trainee").getInt() == 4);
}

TEST_CASE("a day goes on from the head of the day before, also when the clock goes back a day") {
  StoreBench bench;
  auto store = bench.open();
  fill(bench, *store);
  bench.clock.step_wall(-std::chrono::hours{24});
  Facts facts;
  facts.gaps = {sample_gap(bench.clock.boot_id(), 50'000, 60'000)};
  REQUIRE(store->commit(facts, {}));
  CHECK(store->reader()->verify_chain()->whole());
}

}  // namespace
}  // namespace xueshi::store
