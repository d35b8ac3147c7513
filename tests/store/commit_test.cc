/// One commit is whole or not there, also under kill -9; migrations; the database from the future.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include "store/schema.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

const UtcSpan kEver{utc_ms(INT64_MIN / 4), utc_ms(INT64_MAX / 4)};

template <typename T>
T value(Result<T> result) {
  const std::string why = result ? "" : result.error().chain();
  REQUIRE_MESSAGE(result.has_value(), why);
  return std::move(*result);
}

Facts class_and_hour() {
  Facts facts;
  facts.classes = {sample_class()};
  facts.hours = {sample_hour(1)};
  return facts;
}

std::vector<WaitingMessage> waiting(Store& store) { return value(store.waiting_messages(kEver, {}, 100'000)); }

std::int64_t number(const Path& file, const std::string& sql) {
  return SQLite::Database(file.string(), SQLite::OPEN_READONLY).execAndGet(sql).getInt64();
}

TEST_CASE(
    "I9: a commit that is refused leaves neither fact nor message, nor an entry in the chain, nor a used number") {
  StoreBench bench;
  auto store = bench.open();
  (void)value(store->commit(class_and_hour(), std::vector{sample_message(1)}));
  const auto entries = value(value(store->reader()).verify_chain()).entries;

  Facts half;  // the gap could be written, the hour's class is not known
  half.gaps = {sample_gap(bench.clock.boot_id(), 0, 1'000)};
  half.conclusions = {sample_conclusion(1, 1), sample_conclusion(7, 1)};
  const auto refused = store->commit(half, std::vector{sample_message(2)});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kBadInput);

  auto reader = value(store->reader());
  CHECK(value(reader.gaps(kFront, kEver)).empty());
  CHECK_FALSE(value(reader.conclusion(sample_hour(1).id)));
  CHECK(value(reader.verify_chain()).entries == entries);
  CHECK(value(reader.verify_chain()).whole());
  CHECK(waiting(*store).size() == 1);
  CHECK(value(store->commit({}, std::vector{sample_message(3)})).first_seq == 2);
}

TEST_CASE("I9: a message that cannot be written takes its fact with it") {
  StoreBench bench;
  auto store = bench.open();
  for (const Message& bad :
       {Message{"no/kind", utc_ms(0), "{}"}, Message{"hour", utc_ms(0), "[]"}, Message{"hour", utc_ms(0), ""},
        Message{"hour", utc_ms(0), "{" + std::string(kMostBody, ' ') + "}"}}) {
    CHECK_FALSE(store->commit(class_and_hour(), std::vector{sample_message(1), bad}));
    CHECK(value(value(store->reader()).classes()).empty());
    CHECK(waiting(*store).empty());
  }
}

TEST_CASE("I9: of commits written together one that is refused takes none of the others with it") {
  StoreBench bench;
  auto store = bench.open();
  CommitRequest good{class_and_hour(), {sample_message(1)}};
  CommitRequest bad;
  bad.facts.gaps = {sample_gap(bench.clock.boot_id(), 0, 1'000)};
  bad.facts.conclusions = {sample_conclusion(9, 1)};
  bad.messages = {sample_message(2)};
  CommitRequest last{{}, {sample_message(3)}};
  const std::vector<const CommitRequest*> all{&good, &bad, &last};
  const auto answers = store->commit_all(all);
  CHECK(answers[0]->first_seq == 1);
  CHECK_FALSE(answers[1]);
  CHECK(answers[2]->first_seq == 2);
  CHECK(value(value(store->reader()).gaps(kFront, kEver)).empty());
  CHECK(value(value(store->reader()).verify_chain()).whole());
}

TEST_CASE("a conclusion's revision is never changed; the same once more is no fact") {
  StoreBench bench;
  auto store = bench.open();
  Facts facts = class_and_hour();
  facts.conclusions = {sample_conclusion(1, 1)};
  (void)value(store->commit(facts, {}));
  Facts again;
  again.conclusions = facts.conclusions;
  CHECK(store->commit(again, {}));
  again.conclusions[0].verdict = Verdict::kMet;
  CHECK_FALSE(store->commit(again, {}));
  again.conclusions[0].rev = 2;
  (void)value(store->commit(again, {}));
  CHECK(value(value(store->reader()).conclusion(sample_hour(1).id))->verdict == Verdict::kMet);
}

TEST_CASE(
    "I9, I10: kill -9 between and within commits: each is whole or not there, what was answered stays, numbers go on") {
  StoreBench bench;
  for (int round = 1; round <= 12; ++round) {
    int answered[2];
    REQUIRE(::pipe(answered) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto store = Store::open(bench.settings(), *bench.files, bench.clock, *bench.random);
      for (int i = 0; store; ++i) {
        Facts facts;
        const std::int64_t from = round * 1'000'000 + i * 10;
        facts.gaps = {sample_gap(bench.clock.boot_id(), from, from + 5)};
        const auto receipt = (*store)->commit(facts, std::vector{sample_message(i)});
        if (!receipt || ::write(answered[1], &receipt->last_seq, sizeof receipt->last_seq) < 0) break;
      }
      ::_exit(1);
    }
    ::close(answered[1]);
    std::uint64_t last = 0;
    const int take = 1 + round * 3 % 7;
    for (int i = 0; i < take; ++i) REQUIRE(::read(answered[0], &last, sizeof last) == sizeof last);
    ::kill(child, SIGKILL);
    for (std::uint64_t more = 0; ::read(answered[0], &more, sizeof more) == sizeof more;) last = more;
    ::close(answered[0]);
    int ended = 0;
    REQUIRE(::waitpid(child, &ended, 0) == child);
    REQUIRE(WIFSIGNALED(ended));

    auto store = bench.open();
    const auto messages = waiting(*store);
    CHECK(messages.size() >= last);
    CHECK(messages.size() <= last + 1);  // the one that was on its way
    CHECK(value(value(store->reader()).gaps(kFront, kEver)).size() == messages.size());
    CHECK(value(value(store->reader()).verify_chain()).whole());
    for (const WaitingMessage& message : messages) CHECK(message.stream == messages.front().stream);
    CHECK(number(bench.settings().database, "SELECT count(*) = max(seq) AND min(seq) = 1 FROM outbox") == 1);
    CHECK(number(bench.settings().database, "SELECT count(*) FROM stream") == 1);
  }
}

TEST_CASE("an empty folder becomes a database of this version, a second opening changes nothing") {
  StoreBench bench;
  bench.open().reset();
  CHECK(number(bench.settings().database, "PRAGMA user_version") == schema_version());
  const auto tables = number(bench.settings().database, "SELECT count(*) FROM sqlite_schema");
  CHECK(tables > 20);
  bench.open().reset();
  CHECK(number(bench.settings().database, "SELECT count(*) FROM sqlite_schema") == tables);
  CHECK(
      number(
          bench.settings().database,
          "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND strict = 0") ==
      0);
}

TEST_CASE("an empty file, as a crash before the first migration leaves it, becomes a database") {
  StoreBench bench;
  { SQLite::Database empty(bench.settings().database.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE); }
  auto store = bench.open();
  CHECK(store->commit(class_and_hour(), {}));
}

TEST_CASE("a database from the future is refused, by writers and readers, and left as it was") {
  StoreBench bench;
  {
    auto store = bench.open();
    (void)value(store->commit(class_and_hour(), {}));
  }
  const std::string later = std::to_string(schema_version() + 1);
  SQLite::Database(bench.settings().database.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version=" + later);
  const auto refused = Store::open(bench.settings(), *bench.files, bench.clock, *bench.random);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kUnsupported);
  CHECK(refused.error().chain().find("version " + later) != std::string::npos);
  Readers readers(bench.settings().database);
  const auto reader = readers.reader();
  REQUIRE_FALSE(reader);
  CHECK(reader.error().code == ErrorCode::kUnsupported);
  CHECK(number(bench.settings().database, "PRAGMA user_version") == schema_version() + 1);
  CHECK(number(bench.settings().database, "SELECT count(*) FROM training_class") == 1);
}

TEST_CASE("a file that is no database is refused as damaged") {
  StoreBench bench;
  REQUIRE(write_whole(*bench.files, bench.settings().database, as_bytes(std::string(8'192, 'x'))));
  const auto refused = Store::open(bench.settings(), *bench.files, bench.clock, *bench.random);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace xueshi::store
