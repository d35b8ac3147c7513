/// Numbers never return (docs/store.md): what database and mark say after each crash and restore, and what follows.
#include <cerrno>

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include "store/stream.h"
#include "tests/store/sample_facts.h"
#include "tests/support/faulty_files.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

const UtcSpan kEver{utc_ms(INT64_MIN / 4), utc_ms(INT64_MAX / 4)};

std::uint64_t say(Store& store, int number) {
  const auto receipt = store.commit({}, std::vector{sample_message(number)});
  REQUIRE(receipt);
  return receipt->last_seq;
}

std::vector<WaitingMessage> waiting(Store& store) {
  auto messages = store.waiting_messages(kEver, {}, 1'000);
  REQUIRE(messages);
  return *messages;
}

TEST_CASE("I10: a restart goes on with the numbers") {
  StoreBench bench;
  auto store = bench.open();
  const std::string stream = store->stream();
  CHECK(say(*store, 1) == 1);
  store = bench.open();
  CHECK(store->stream() == stream);
  CHECK(say(*store, 2) == 2);
}

TEST_CASE("I10: an older copy of the database begins a new stream; what waits in it keeps its old numbers") {
  StoreBench bench;
  auto store = bench.open();
  const std::string stream = store->stream();
  (void)say(*store, 1);
  store.reset();
  const Path copy = bench.folder.path() / "backup.db";
  std::filesystem::copy_file(bench.settings().database, copy);
  store = bench.open();
  (void)say(*store, 2);
  store.reset();
  std::filesystem::copy_file(copy, bench.settings().database, std::filesystem::copy_options::overwrite_existing);
  store = bench.open();
  CHECK(store->stream() != stream);
  CHECK(say(*store, 3) == 1);
  const auto messages = waiting(*store);
  REQUIRE(messages.size() == 2);
  CHECK(messages[0].stream == stream);
  CHECK(messages[0].seq == 1);
  CHECK(messages[1].stream == store->stream());
}

TEST_CASE("I10: a mark that is lost, damaged, of another stream, or ahead begins a new stream") {
  for (const std::string& mark :
       {std::string(), std::string("xueshi stream mark 1\nzz 1\n"), std::string("xueshi stream mark 2\n"),
        "xueshi stream mark 1\n" + std::string(32, 'a') + " 1\n", std::string("ahead")}) {
    StoreBench bench;
    auto store = bench.open();
    const std::string stream = store->stream();
    (void)say(*store, 1);
    store.reset();
    if (mark.empty()) {
      REQUIRE(bench.files->unlink(bench.settings().mark));
    } else if (mark == "ahead") {
      REQUIRE(write_mark(*bench.files, bench.settings().mark, {stream, 2}));
    } else {
      REQUIRE(write_whole(*bench.files, bench.settings().mark, as_bytes(mark)));
    }
    store = bench.open();
    CAPTURE(mark);
    CHECK(store->stream() != stream);
    CHECK(say(*store, 2) == 1);
  }
}

TEST_CASE("I10: a crash between the commit and the mark: the stream goes on and the message leaves after the mark") {
  StoreBench bench;
  auto store = bench.open();
  const std::string stream = store->stream();
  (void)say(*store, 1);
  (void)say(*store, 2);
  store.reset();
  REQUIRE(write_mark(*bench.files, bench.settings().mark, {stream, 1}));
  store = bench.open();
  CHECK(store->stream() == stream);
  CHECK(waiting(*store).size() == 2);
  CHECK(read_mark(*bench.files, bench.settings().mark)->last_seq == 2);
}

TEST_CASE("I10: while the mark cannot be written facts go in and no message leaves; afterwards all do") {
  StoreBench bench;
  FaultyFiles files(*bench.files);
  auto opened = Store::open(bench.settings(), files, bench.clock, *bench.random);
  REQUIRE(opened);
  files.fail_if([](std::string_view operation, const Path&) { return operation == "create" ? ENOSPC : 0; });
  CHECK(say(**opened, 1) == 1);
  const auto held = (*opened)->waiting_messages(kEver, {}, 10);
  REQUIRE_FALSE(held);
  CHECK(held.error().chain().find("high-water mark") != std::string::npos);
  files.fail_if({});
  CHECK(waiting(**opened).size() == 1);
}

TEST_CASE("I10: whichever step of writing the mark fails, no number beyond it leaves the box") {
  for (int nth = 1; nth <= 8; ++nth) {
    StoreBench bench;
    FaultyFiles files(*bench.files);
    auto opened = Store::open(bench.settings(), files, bench.clock, *bench.random);
    REQUIRE(opened);
    files.fail_nth(nth, EIO);
    (void)say(**opened, 1);
    const auto out = (*opened)->waiting_messages(kEver, {}, 10);
    if (!out) continue;
    const auto mark = read_mark(*bench.files, bench.settings().mark);
    REQUIRE(mark);
    for (const WaitingMessage& message : *out) CHECK(message.seq <= mark->last_seq);
  }
}

TEST_CASE("a page of waiting messages goes on where the last one ended, by time then by number") {
  StoreBench bench;
  auto store = bench.open();
  std::vector<Message> messages;
  for (int i = 0; i < 50; ++i)
    messages.push_back({"hour", utc_ms(kStartUtc + i / 10), R"({"n":)" + std::to_string(i) + "}"});
  REQUIRE(store->commit({}, messages));
  OutboxPlace place;
  std::vector<std::uint64_t> seen;
  while (true) {
    const auto page = store->waiting_messages(kEver, place, 7);
    REQUIRE(page);
    for (const WaitingMessage& message : *page) seen.push_back(message.seq);
    if (page->size() < 7) break;
    place = {page->back().message.at, page->back().id};
  }
  CHECK(seen.size() == 50);
  for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == i + 1);
  CHECK(store->waiting_messages({utc_ms(kStartUtc + 1), utc_ms(kStartUtc + 2)}, {}, 100)->size() == 10);
}

TEST_CASE("I10: only the acknowledged numbers of that stream leave the outbox; a tombstone keeps its number") {
  StoreBench bench;
  auto store = bench.open();
  for (int i = 1; i <= 10; ++i) (void)say(*store, i);
  Facts facts;
  facts.acknowledgements = {{store->stream(), {{2, 4}, {9, UINT64_MAX}}}, {std::string(32, '0'), {{1, 10}}}};
  facts.skips = {{store->stream(), 6, "rejected_0x95"}, {store->stream(), 3, "rejected_0x95"}};
  REQUIRE(store->commit(facts, {}));
  std::vector<std::uint64_t> left;
  for (const WaitingMessage& message : waiting(*store)) {
    left.push_back(message.seq);
    CHECK(message.message.kind == (message.seq == 6 ? "skipped" : "hour"));
    if (message.seq == 6) CHECK(message.message.body == R"({"kind":"hour","reason":"rejected_0x95"})");
  }
  CHECK(left == std::vector<std::uint64_t>{1, 5, 6, 7, 8});
  CHECK(store->reader()->waiting_count() == 5);
  REQUIRE(store->prune_acknowledged(bench.clock.utc() + Millis{1}));
  CHECK(waiting(*store).size() == 5);
  CHECK(say(*store, 11) == 11);
}

}  // namespace
}  // namespace xueshi::store
