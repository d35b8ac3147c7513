/// The chain: its heads follow its definition, and every edit behind the box's back is found.
#include <doctest/doctest.h>

#include <SQLiteCpp/Database.h>

#include "store/chain.h"
#include "store/gaps.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

Facts one_of_each(const BootId& boot) {
  Facts facts;
  facts.segments = {sample_segment(boot, 1), sample_segment(boot, 2)};
  facts.gaps = {sample_gap(boot, 1'000, 2'000)};
  facts.clock_marks = {{boot, {utc_ms(kStartUtc), boot_ms(1), ClockState::kSynced, Millis{3}}, ClockMarkCause::kStart}};
  facts.classes = {sample_class()};
  facts.hours = {sample_hour(1)};
  facts.check_ins = {sample_check_in()};
  facts.leaves = {{sample_class().id, TraineeNo("02"), sample_hour(1).span}};
  facts.conclusions = {sample_conclusion(1, 1)};
  facts.alarms = {{AlarmCode::kDiskFull, "media", true, utc_ms(kStartUtc), "12 MiB are free"}};
  facts.observations = {sample_observation(boot, 5'000)};
  return facts;
}

ChainReport verify(StoreBench& bench) { return value(value(bench.open()->reader()).verify_chain()); }

TEST_CASE(
    "a day's head is SHA-256 over the head before, the kind and the fact's digest; the next day goes on from it") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  const LocalDay first = local_day(bench.clock.utc());
  Facts facts;
  facts.gaps = {sample_gap(boot, 1'000, 2'000)};
  (void)value(store->commit(facts, {}));
  const auto head_after = [](const Sha256Digest& before, const Gap& gap) {
    const std::uint8_t kind[] = {2};
    return Sha256().add(before.bytes).add(ByteView(kind)).add(sha256(encode(gap)).bytes).digest();
  };
  const Sha256Digest one = head_after(Sha256Digest{}, facts.gaps[0]);
  CHECK(value(value(store->reader()).day_head(first)) == one);

  bench.clock.advance(std::chrono::hours{24});
  facts.gaps = {sample_gap(boot, 3'000, 4'000)};
  (void)value(store->commit(facts, {}));
  auto reader = value(store->reader());
  CHECK(value(reader.day_head(first)) == one);
  CHECK(value(reader.day_head(local_day(bench.clock.utc()))) == head_after(one, facts.gaps[0]));
  CHECK_FALSE(value(reader.day_head(*parse_day("2024-05-20"))));
  CHECK(value(reader.verify_chain()).whole());
}

TEST_CASE("a message carries the head after its own commit") {
  StoreBench bench;
  auto store = bench.open();
  const std::vector<Message> messages{sample_message(1)};
  (void)value(store->commit(one_of_each(bench.clock.boot_id()), messages));
  const auto head = value(value(store->reader()).day_head(local_day(bench.clock.utc())));
  const auto waiting = value(store->waiting_messages({utc_ms(INT64_MIN), utc_ms(INT64_MAX)}, {}, 10));
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].day_head == head);
}

TEST_CASE("a wall clock that was stepped back over midnight keeps the chain whole") {
  StoreBench bench;
  auto store = bench.open();
  std::int64_t from = 0;
  for (const int hours : {0, 24, -24, 48}) {
    bench.clock.step_wall(std::chrono::hours{hours});
    Facts facts;
    facts.gaps = {sample_gap(bench.clock.boot_id(), from, from + 500)};
    from += 1'000;
    (void)value(store->commit(facts, {}));
  }
  const ChainReport report = value(value(store->reader()).verify_chain());
  CHECK(report.whole());
  CHECK(report.entries == 4);
  CHECK(report.days == 3);
}

TEST_CASE("replaced facts, a check-out and a new revision leave the chain whole") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  Facts facts = one_of_each(boot);
  (void)value(store->commit(facts, {}));
  Facts later;
  later.segments = {facts.segments[0]};
  later.segments[0].suspect = true;
  later.gaps = {sample_gap(boot, 1'000, 8'000)};
  later.classes = {sample_class()};
  later.classes[0].roster.push_back({TraineeNo("03"), "赵四"});
  later.hours = {sample_hour(1)};
  later.hours[0].cancelled = true;
  later.check_ins = {sample_check_in()};
  later.check_ins[0].out = utc_ms(kStartUtc + 2'700'000);
  later.conclusions = {sample_conclusion(1, 2)};
  later.alarms = {{AlarmCode::kDiskFull, "media", false, utc_ms(kStartUtc + 1), ""}};
  (void)value(store->commit(later, {}));
  const ChainReport report = value(value(store->reader()).verify_chain());
  const std::string first = report.whole() ? "" : report.faults[0].what;
  CHECK_MESSAGE(report.whole(), first);
  CHECK(report.entries == 17);
}

TEST_CASE("I20: a value that was destroyed with its salt leaves the chain whole, and nothing to read") {
  StoreBench bench;
  (void)value(bench.open()->commit(one_of_each(bench.clock.boot_id()), {}));
  {
    SQLite::Database behind(bench.settings().database.string(), SQLite::OPEN_READWRITE);
    CHECK(behind.exec("DELETE FROM personal WHERE value = '王小明'") == 1);
  }
  CHECK(verify(bench).whole());
  auto store = bench.open();
  const auto found = value(value(store->reader()).training_class(sample_class().id));
  REQUIRE(found);
  CHECK(found->roster[0].name.empty());
  CHECK(found->roster[1].name == "李红");
}

TEST_CASE("every edit behind the box's back is found, and named") {
  struct Edit {
    const char* sql;
    const char* said;
  };
  const Edit edits[] = {
      {"UPDATE segment SET duration = duration + 1", "segment"},
      {"UPDATE segment SET sha256 = zeroblob(32) WHERE id & 1", "segment"},
      {"UPDATE segment SET pictures = x'0102'", "cannot be read"},
      {"DELETE FROM segment WHERE id & 1", "is missing"},
      {"UPDATE gap SET cause = 'box_off'", "gap 1 is not what was chained"},
      {"DELETE FROM gap", "gap 1 is missing"},
      {"INSERT INTO gap SELECT NULL, camera, boot, from_boot + 5, to_boot, from_utc, to_utc, cause FROM gap",
       "was never chained"},
      {"UPDATE clock_mark SET at_utc = at_utc - 3600000", "clock_mark"},
      {"UPDATE training_class SET title = 'another'", "class"},
      {"DELETE FROM trainee WHERE position = 1", "class"},
      {"UPDATE class_camera SET camera = 'other' WHERE position = 0", "class"},
      {"UPDATE lesson_hour SET planned_at = planned_at - 1", "lesson_hour"},
      {"UPDATE check_in SET in_utc = in_utc - 600000", "check_in"},
      {"UPDATE check_in SET out_utc = in_utc + 600000", "check_in"},
      {"UPDATE leave SET trainee = '01'", "leave"},
      {"UPDATE conclusion SET verdict = 'met'", "conclusion 1 is not what was chained"},
      {"UPDATE conclusion SET reasons = ''", "conclusion"},
      {"UPDATE alarm SET detail = ''", "alarm"},
      {"UPDATE personal SET value = '王大明' WHERE value = '王小明'", "a personal value is not the one"},
      {"UPDATE chain SET digest = zeroblob(32) WHERE n = 3", "is not what was chained"},
      {"UPDATE chain SET kind = 9 WHERE n = 1", "the head stored after entry"},
      {"DELETE FROM chain WHERE n = 4", "entries 4 to 4 are missing"},
      {"DELETE FROM chain WHERE n = (SELECT max(n) FROM chain)", "which is missing"},
      {"UPDATE chain_head SET head = zeroblob(32)", "the head stored after entry"},
      {"DELETE FROM chain_head", "the last entry has no head"},
  };
  for (const Edit& edit : edits) {
    CAPTURE(edit.sql);
    StoreBench bench;
    (void)value(bench.open()->commit(one_of_each(bench.clock.boot_id()), {}));
    REQUIRE(verify(bench).whole());
    {
      SQLite::Database behind(bench.settings().database.string(), SQLite::OPEN_READWRITE);
      CHECK(behind.exec(edit.sql) > 0);
    }
    const ChainReport report = verify(bench);
    CHECK_FALSE(report.whole());
    std::string all;
    for (const auto& fault : report.faults) all += fault.what + "\n";
    CHECK_MESSAGE(all.find(edit.said) != std::string::npos, all);
  }
}

}  // namespace
}  // namespace xueshi::store
