/// The outbox's numbers: without gaps, never returning (I10), and what the county's answers do to them.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "store/stream.h"
#include "tests/store/sample_facts.h"
#include "tests/support/faulty_files.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;
namespace fs = std::filesystem;

const UtcSpan kAllTime{utc_ms(INT64_MIN), utc_ms(INT64_MAX)};

Receipt put(Store& store, int count, int first = 1) {
  std::vector<Message> messages;
  for (int i = 0; i < count; ++i) messages.push_back(sample_message(first + i));
  return value(store.commit({}, messages));
}

std::vector<WaitingMessage> waiting(Store& store) { return value(store.waiting_messages(kAllTime, {}, 10'000)); }

TEST_CASE("I10: numbers count from 1 without gaps, over commits and restarts") {
  StoreBench bench;
  std::string stream;
  {
    auto store = bench.open();
    stream = store->stream();
    CHECK(stream.size() == 32);
    CHECK(put(*store, 3).last_seq == 3);
    CHECK(put(*store, 0).last_seq == 0);
    CHECK(put(*store, 1).first_seq == 4);
  }
  auto store = bench.open();
  CHECK(store->stream() == stream);
  CHECK(put(*store, 2).first_seq == 5);
  std::set<std::uint64_t> numbers;
  for (const WaitingMessage& message : waiting(*store)) {
    numbers.insert(message.seq);
    CHECK(message.stream == stream);
  }
  CHECK(numbers == std::set<std::uint64_t>{1, 2, 3, 4, 5, 6});
}

/// Copies of the database as a backup would make them: without the mark.
void copy_database(const StoreSettings& settings, const fs::path& to) {
  fs::copy_file(settings.database, to, fs::copy_options::overwrite_existing);
}
void restore_database(const fs::path& from, const StoreSettings& settings) {
  for (const char* tail : {"-wal", "-shm"}) fs::remove(settings.database.string() + tail);
  fs::copy_file(from, settings.database, fs::copy_options::overwrite_existing);
}

TEST_CASE("I10: a database restored from an older copy begins a new stream; what waits keeps its old numbers") {
  StoreBench bench;
  const fs::path backup = bench.folder.path() / "backup.db";
  std::string before;
  {
    auto store = bench.open();
    before = store->stream();
    put(*store, 3);
  }
  copy_database(bench.settings(), backup);
  put(*bench.open(), 4);  // numbers 4 to 7 left the box after the backup
  restore_database(backup, bench.settings());
  auto store = bench.open();
  CHECK(store->stream() != before);
  const Receipt receipt = put(*store, 1, 100);
  CHECK(receipt.first_seq == 1);
  CHECK(receipt.stream == store->stream());
  const auto all = waiting(*store);
  REQUIRE(all.size() == 4);
  CHECK(all[2].stream == before);
  CHECK(all[2].seq == 3);
  CHECK(all[3].stream == store->stream());
  // The same copy once more: again another stream, for numbers of the second one are out as well.
  const std::string second = store->stream();
  store.reset();
  restore_database(backup, bench.settings());
  const std::string third = bench.open()->stream();
  CHECK(third != before);
  CHECK(third != second);
}

TEST_CASE("I10: a restored copy that is as new as what left the box goes on") {
  StoreBench bench;
  const fs::path backup = bench.folder.path() / "backup.db";
  std::string before;
  {
    auto store = bench.open();
    before = store->stream();
    put(*store, 3);
  }
  copy_database(bench.settings(), backup);
  restore_database(backup, bench.settings());
  auto store = bench.open();
  CHECK(store->stream() == before);
  CHECK(put(*store, 1).first_seq == 4);
}

TEST_CASE("I10: a lost, damaged or foreign mark, or a new database beside an old mark, begins a new stream") {
  const std::string other = std::string("xueshi stream mark 1\n") + std::string(32, 'a') + " 1\n";
  for (const std::string& mark : {std::string("removed"), std::string(), std::string("nonsense"), other}) {
    CAPTURE(mark);
    StoreBench bench;
    std::string before;
    {
      auto store = bench.open();
      before = store->stream();
      put(*store, 3);
    }
    fs::remove(bench.settings().mark);
    if (mark != "removed") std::ofstream(bench.settings().mark) << mark;
    auto store = bench.open();
    CHECK(store->stream() != before);
    CHECK(put(*store, 1, 50).first_seq == 1);
    CHECK(waiting(*store).size() == 4);
  }
  StoreBench bench;
  const std::string before = bench.open()->stream();
  for (const char* tail : {"", "-wal", "-shm"}) fs::remove(bench.settings().database.string() + tail);
  CHECK(bench.open()->stream() != before);
}

TEST_CASE("I10: no number leaves the box before the mark outside the database says so, at any failure") {
  int nth = 0;
  for (bool went_through = false; !went_through;) {
    ++nth;
    CAPTURE(nth);
    REQUIRE(nth < 50);
    StoreBench bench;
    FaultyFiles faulty(*bench.files);
    auto store = value(Store::open(bench.settings(), faulty, bench.clock, *bench.random));
    put(*store, 1);
    // The mark's own steps fail one after the other: making the file, writing, syncing, renaming, syncing its folder.
    faulty.fail_nth(nth, ENOSPC);
    const Receipt receipt = put(*store, 2);  // the facts go in all the same
    CHECK(receipt.last_seq == 3);
    const auto mark = read_mark(*bench.files, bench.settings().mark);
    went_through = mark && mark->last_seq == 3;
    faulty.fail_if([](std::string_view operation, const Path&) {
      return operation == "create" || operation == "rename" ? ENOSPC : 0;
    });
    const auto handed_out = store->waiting_messages(kAllTime, {}, 10);
    const auto now = read_mark(*bench.files, bench.settings().mark);
    REQUIRE(now);
    if (handed_out) {
      for (const WaitingMessage& message : *handed_out) CHECK(message.seq <= now->last_seq);
    }
    // The disk works again: everything may go, and the mark is first.
    faulty.fail_if({});
    CHECK(waiting(*store).size() == 3);
    CHECK(read_mark(*bench.files, bench.settings().mark) == StreamPosition{store->stream(), 3});
  }
  CHECK(nth > 3);
}

TEST_CASE("waiting messages come by time, a page at a time, within a span") {
  StoreBench bench;
  auto store = bench.open();
  std::vector<Message> messages;
  for (const int at : {5, 1, 4, 2, 3}) messages.push_back(sample_message(at));
  (void)value(store->commit({}, messages));
  std::vector<std::int64_t> order;
  OutboxPlace place;
  for (;;) {
    const auto page = value(store->waiting_messages(kAllTime, place, 2));
    CHECK(page.size() <= 2);
    if (page.empty()) break;
    for (const WaitingMessage& message : page) order.push_back(count_ms(message.message.at) - kStartUtc);
    place = {page.back().message.at, page.back().id};
  }
  CHECK(order == std::vector<std::int64_t>{1, 2, 3, 4, 5});
  const auto some = value(store->waiting_messages({utc_ms(kStartUtc + 2), utc_ms(kStartUtc + 4)}, {}, 10));
  CHECK(some.size() == 2);
  CHECK(some[0].message == messages[3]);
}

TEST_CASE("I10: a message goes only by the county's acknowledgement of its own stream and number") {
  StoreBench bench;
  auto store = bench.open();
  put(*store, 10);
  Facts facts;
  facts.acknowledgements = {{"0123456789abcdef0123456789abcdef", {{1, 10}}},
                            {store->stream(), {{2, 3}, {9, 4'000'000'000'000'000'000}, {7, 5}, {0, 0}}}};
  (void)value(store->commit(facts, {}));
  std::vector<std::uint64_t> left;
  for (const WaitingMessage& message : waiting(*store)) left.push_back(message.seq);
  CHECK(left == std::vector<std::uint64_t>{1, 4, 5, 6, 7, 8});
  CHECK(value(value(store->reader()).waiting_count()) == 6);
  (void)value(store->commit(facts, {}));  // said again: nothing
  CHECK(waiting(*store).size() == 6);
  // Dropping what is acknowledged never touches what waits.
  bench.clock.advance(Millis{1});
  REQUIRE(store->prune_acknowledged(bench.clock.utc()));
  CHECK(waiting(*store).size() == 6);
  CHECK(put(*store, 1).first_seq == 11);
}

TEST_CASE("a message that can never be delivered leaves a tombstone under its own number") {
  StoreBench bench;
  auto store = bench.open();
  put(*store, 3);
  Facts facts;
  facts.skips = {{store->stream(), 2, "rejected_0x95"}, {store->stream(), 99, "too_large"}};
  (void)value(store->commit(facts, {}));
  (void)value(store->commit(facts, {}));  // a tombstone is not skipped again
  const auto all = waiting(*store);
  REQUIRE(all.size() == 3);
  CHECK(all[1].seq == 2);
  CHECK(all[1].message.kind == "skipped");
  CHECK(all[1].message.body == R"({"kind":"hour","reason":"rejected_0x95"})");
  CHECK(all[1].message.at == sample_message(2).at);
  // An acknowledged message is delivered: no tombstone any more.
  facts = {};
  facts.acknowledgements = {{store->stream(), {{3, 3}}}};
  facts.skips = {{store->stream(), 3, "too_large"}};
  (void)value(store->commit(facts, {}));
  CHECK(waiting(*store).size() == 2);
  facts = {};
  facts.skips = {{store->stream(), 1, "\"},{\""}};
  CHECK_FALSE(store->commit(facts, {}));
  // With its tombstone acknowledged, the text that was kept aside goes too.
  facts = {};
  facts.acknowledgements = {{store->stream(), {{1, 3}}}};
  (void)value(store->commit(facts, {}));
  bench.clock.advance(Millis{1});
  REQUIRE(store->prune_acknowledged(bench.clock.utc()));
  CHECK(waiting(*store).empty());
}

TEST_CASE("whoever sends is told of new messages, and only of those") {
  StoreBench bench;
  auto store = bench.open();
  int told = 0;
  store->on_messages([&] { ++told; });
  put(*store, 2);
  CHECK(told == 1);
  Facts facts;
  facts.gaps = {sample_gap(bench.clock.boot_id(), 0, 1)};
  (void)value(store->commit(facts, {}));
  CHECK(told == 1);
  store->on_messages({});
  put(*store, 1);
  CHECK(told == 1);
}

}  // namespace
}  // namespace xueshi::store
