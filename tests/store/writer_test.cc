/// The database thread: batches, order, urgency, and a disk that fails for a while.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "store/writer.h"
#include "tests/store/faulty_vfs.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

const BootSpan kAllBoot{boot_ms(INT64_MIN / 4), boot_ms(INT64_MAX / 4)};
constexpr std::chrono::seconds kEnd{30};

CommitRequest gap_number(const BootId& boot, int n) {
  CommitRequest request;
  request.facts.gaps = {sample_gap(boot, n * 1'000, n * 1'000 + 500)};
  return request;
}

std::size_t gaps_in(Store& store, const BootId& boot) {
  return value(value(store.reader()).gaps(kFront, boot, kAllBoot)).size();
}

/// Holds the database thread inside a commit's answer until it is let go.
class Held {
 public:
  explicit Held(DatabaseWriter& writer) {
    REQUIRE(writer.submit({}, Urgency::kNow, [door = door_](const Result<Receipt>&) {
      door->inside.set_value();
      door->gate.get_future().wait_for(kEnd);
    }));
    REQUIRE(door_->inside.get_future().wait_for(kEnd) == std::future_status::ready);
  }
  void let_go() { door_->gate.set_value(); }

 private:
  struct Door {
    std::promise<void> inside;
    std::promise<void> gate;
  };
  std::shared_ptr<Door> door_ = std::make_shared<Door>();  // the writer may still be in it when the test has gone on
};

TEST_CASE("commits from many threads all go in, and those that wait share a transaction") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  DatabaseWriter writer(*store);
  Held held(writer);
  const WriterFigures before = writer.figures();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) CHECK(writer.submit(gap_number(boot, t * 50 + i)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  held.let_go();
  REQUIRE(writer.flush());
  CHECK(gaps_in(*store, boot) == 200);
  const WriterFigures after = writer.figures();
  CHECK(after.commits - before.commits == 201);  // with the flush
  CHECK(after.transactions - before.transactions <= 2);
  CHECK(after.waiting == 0);
}

TEST_CASE("a refused commit is answered with its error and costs the others nothing") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  DatabaseWriter writer(*store);
  CommitRequest wrong;
  wrong.facts.conclusions = {sample_conclusion(1, 1)};
  Held held(writer);
  REQUIRE(writer.submit(gap_number(boot, 1)));
  REQUIRE(writer.submit(wrong));
  std::promise<ErrorCode> answer;
  REQUIRE(writer.submit(wrong, Urgency::kNow, [&](const Result<Receipt>& result) {
    answer.set_value(result ? ErrorCode::kInternal : result.error().code);
  }));
  REQUIRE(writer.submit(gap_number(boot, 2)));
  held.let_go();
  CHECK(answer.get_future().get() == ErrorCode::kBadInput);
  REQUIRE(writer.flush());
  CHECK(gaps_in(*store, boot) == 2);
  CHECK(writer.figures().refused == 2);
  CHECK_FALSE(writer.trouble());
}

TEST_CASE("what has time waits for company, and is in order when it comes") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  DatabaseWriter writer(*store, {.queue = 100, .soon = std::chrono::hours{1}});
  for (int i = 0; i < 10; ++i) {
    CommitRequest request;
    request.facts.observations = {sample_observation(boot, 100'000 + i * 5'000)};
    REQUIRE(writer.submit(std::move(request), Urgency::kSoon));
  }
  CHECK(writer.figures().waiting == 10);
  CHECK(writer.figures().transactions == 0);
  (void)value(writer.commit(gap_number(boot, 1)));
  CHECK(writer.figures().transactions == 1);
  const auto seen = value(value(store->reader()).observations(kFront, boot, kAllBoot));
  REQUIRE(seen.size() == 10);
  CHECK(seen.front().boot < seen.back().boot);
}

TEST_CASE("a stream of things that have time does not put off the first of them") {
  StoreBench bench;
  auto store = bench.open();
  DatabaseWriter writer(*store, {.queue = 1'000'000, .soon = Millis{50}});
  const auto end = std::chrono::steady_clock::now() + kEnd;
  int n = 0;
  while (writer.figures().transactions == 0 && std::chrono::steady_clock::now() < end) {
    CHECK(writer.submit(gap_number(bench.clock.boot_id(), n++), Urgency::kSoon));
    std::this_thread::sleep_for(Millis{1});  // often enough that a deadline that moved would never come
  }
  CHECK(writer.figures().transactions > 0);
}

TEST_CASE("a full queue refuses; the end writes what waits") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  int taken = 0;
  {
    DatabaseWriter writer(*store, {.queue = 8, .soon = std::chrono::hours{1}});
    Held held(writer);
    while (taken < 100 && writer.submit(gap_number(boot, taken), Urgency::kSoon)) ++taken;
    CHECK(taken == 8);
    const auto refused = writer.commit(gap_number(boot, 99));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kBusy);
    held.let_go();
  }
  CHECK(gaps_in(*store, boot) == 8);
}

TEST_CASE("a disk that fails for a while: who waits is told at once, what was submitted is written when it works") {
  FaultyVfs vfs;
  StoreBench bench;
  bench.vfs = vfs.name();
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<bool> troubles;
  const auto until = [&](std::size_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, kEnd, [&] { return troubles.size() >= count; });
  };
  DatabaseWriter writer(*store, {.queue = 100, .retry = Millis{20}}, [&](const std::optional<Error>& error) {
    {
      const std::scoped_lock lock(mutex);
      troubles.push_back(error.has_value());
    }
    changed.notify_all();
  });
  vfs.fail_all(SQLITE_IOERR_WRITE);
  std::atomic<int> answered{0};
  for (int i = 0; i < 5; ++i) {
    CommitRequest request = gap_number(boot, i);
    request.messages = {sample_message(i)};
    REQUIRE(writer.submit(std::move(request), Urgency::kNow, [&](const Result<Receipt>& result) {
      if (result) ++answered;
    }));
  }
  REQUIRE(until(1));
  CHECK(writer.trouble());
  const auto told = writer.commit(gap_number(boot, 50));
  REQUIRE_FALSE(told);
  CHECK(told.error().code == ErrorCode::kIo);
  CHECK_FALSE(writer.flush());
  CHECK(answered == 0);
  vfs.fail_all(0);
  REQUIRE(until(2));
  REQUIRE(writer.flush());
  CHECK_FALSE(writer.trouble());
  CHECK(answered == 5);
  CHECK(gaps_in(*store, boot) == 5);
  CHECK(value(value(store->reader()).waiting_count()) == 5);
  CHECK(troubles == std::vector<bool>{true, false});
  CHECK(writer.figures().disk_errors >= 1);
}

TEST_CASE("I1: submitting never waits, though the database thread stands still") {
  StoreBench bench;
  auto store = bench.open();
  DatabaseWriter writer(*store, {.queue = 1'000});
  Held held(writer);
  // Were one of these to wait for the thread, the test would never end: only this thread can let it go.
  for (int i = 0; i < 1'000; ++i) CHECK(writer.submit(gap_number(bench.clock.boot_id(), i)));
  CHECK_FALSE(writer.submit({}));
  held.let_go();
}

}  // namespace
}  // namespace xueshi::store
