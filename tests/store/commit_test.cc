/// A commit is whole or not there, whatever fails in it (I9).
#include <doctest/doctest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "tests/store/faulty_vfs.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

const UtcSpan kAllTime{utc_ms(INT64_MIN), utc_ms(INT64_MAX)};
const BootSpan kAllBoot{boot_ms(INT64_MIN / 4), boot_ms(INT64_MAX / 4)};

/// The `n`-th fact and the message that tells of it.
CommitRequest pair_of(const BootId& boot, int n) {
  CommitRequest request;
  request.facts.gaps = {sample_gap(boot, n * 1'000, n * 1'000 + 500)};
  request.messages = {{"gap", utc_ms(kStartUtc + n), R"({"n":)" + std::to_string(n) + "}"}};
  return request;
}

/// Which facts and which messages are there; every message once, numbered without gaps.
struct Found {
  std::vector<std::int64_t> facts;
  std::vector<std::int64_t> messages;
};
Found found_in(Store& store, const BootId& boot) {
  Found found;
  auto reader = value(store.reader());
  for (const Gap& gap : value(reader.gaps(kFront, boot, kAllBoot)))
    found.facts.push_back(count_ms(gap.boot.from) / 1'000);
  std::uint64_t seq = 0;
  for (const WaitingMessage& waiting : value(store.waiting_messages(kAllTime, {}, 100'000))) {
    CHECK(waiting.seq == ++seq);
    found.messages.push_back(count_ms(waiting.message.at) - kStartUtc);
  }
  const ChainReport chain = value(reader.verify_chain());
  const std::string first = chain.whole() ? "" : chain.faults[0].what;
  CHECK_MESSAGE(chain.whole(), first);
  CHECK(chain.entries == found.facts.size());
  return found;
}

TEST_CASE("I9: a message that is refused takes its facts back with it, and its number is given to the next") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  CommitRequest request = pair_of(boot, 1);
  for (const Message& wrong :
       {Message{"no kind", utc_ms(0), "{}"}, Message{"", utc_ms(0), "{}"}, Message{"gap", utc_ms(0), "[]"},
        Message{"gap", utc_ms(0), ""}, Message{"gap", utc_ms(0), "{" + std::string(kMostBody, ' ') + "}"}}) {
    CommitRequest bad = request;
    bad.messages.push_back(wrong);
    const auto answer = store->commit(bad.facts, bad.messages);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::kBadInput);
  }
  CHECK(found_in(*store, boot).facts.empty());
  const Receipt receipt = value(store->commit(request.facts, request.messages));
  CHECK(receipt.first_seq == 1);
  CHECK(receipt.last_seq == 1);
  CHECK(found_in(*store, boot).messages == std::vector<std::int64_t>{1});
}

TEST_CASE("I9: of several commits in one transaction a refused one costs only itself") {
  StoreBench bench;
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  std::vector<CommitRequest> requests{pair_of(boot, 1), pair_of(boot, 2), pair_of(boot, 3)};
  requests[1].facts.conclusions = {sample_conclusion(1, 1)};  // of no known hour: after its gap was written
  std::vector<const CommitRequest*> all{&requests[0], &requests[1], &requests[2]};
  const auto answers = store->commit_all(all);
  REQUIRE(answers.size() == 3);
  CHECK(answers[0]);
  REQUIRE_FALSE(answers[1]);
  CHECK(answers[1].error().code == ErrorCode::kBadInput);
  REQUIRE(answers[2]);
  CHECK(answers[2]->first_seq == 2);
  const Found found = found_in(*store, boot);
  CHECK(found.facts == std::vector<std::int64_t>{1, 3});
  CHECK(found.messages == found.facts);
}

TEST_CASE("I9: whichever write or sync fails, facts and messages are both there or both not") {
  for (const int code : {SQLITE_IOERR_WRITE, SQLITE_FULL}) {
    FaultyVfs vfs;
    bool went_through = false;
    int failures = 0;
    for (int nth = 1; !went_through; ++nth) {
      CAPTURE(code);
      CAPTURE(nth);
      REQUIRE(nth < 200);
      StoreBench bench;
      bench.vfs = vfs.name();
      auto store = bench.open();
      const BootId boot = bench.clock.boot_id();
      for (int n = 1; n <= 3; ++n) {
        const CommitRequest before = pair_of(boot, n);
        (void)value(store->commit(before.facts, before.messages));
      }
      vfs.fail_nth(nth, code);
      const CommitRequest request = pair_of(boot, 4);
      const auto answer = store->commit(request.facts, request.messages);
      went_through = !vfs.failed();
      vfs.fail_nth(0, 0);
      if (!went_through) {
        ++failures;
        // SQLite may go on without the failed operation (a checkpoint); an error it tells is one of the disk.
        if (!answer) {
          const bool of_the_disk = answer.error().code == ErrorCode::kIo || answer.error().code == ErrorCode::kNoSpace;
          CHECK_MESSAGE(of_the_disk, answer.error().chain());
          if (const auto opened = store->reopen(); !opened) FAIL(opened.error().chain());
        }
      }
      Found found = found_in(*store, boot);
      CHECK(found.facts == found.messages);
      // What was answered "done" is there; what failed may be there (the disk took it, its sync failed), but whole.
      CHECK(found.facts.size() >= (answer ? 4 : 3));
      CHECK(found.facts.size() <= 4);
      const CommitRequest after = pair_of(boot, 5);
      (void)value(store->commit(after.facts, after.messages));
      found = found_in(*store, boot);
      CHECK(found.facts == found.messages);
      CHECK(found.facts.back() == 5);
    }
    CHECK(failures >= 2);  // at least a write and a sync of the log
  }
}

TEST_CASE("I9, I10: kill -9 between any two steps leaves pairs, and all that were answered") {
  for (int round = 0; round < 8; ++round) {
    StoreBench bench;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    UniqueFd answers(ends[0]);
    UniqueFd to_parent(ends[1]);
    const BootId boot = bench.clock.boot_id();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      // Only what a forked child may do: no doctest macros, no return.
      auto store = Store::open(bench.settings(), *bench.files, bench.clock, *bench.random);
      if (!store) ::_exit(1);
      for (int n = 1;; ++n) {
        const CommitRequest request = pair_of(boot, n);
        if (!(*store)->commit(request.facts, request.messages)) ::_exit(1);
        const char done = 1;
        if (::write(ends[1], &done, 1) != 1) ::_exit(1);
      }
    }
    to_parent.reset();
    // Killed in the middle of whatever it does after its `20 + round`-th answer.
    char byte = 0;
    int answered = 0;
    while (answered < 20 + round && ::read(answers.get(), &byte, 1) == 1) ++answered;
    ::kill(child, SIGKILL);
    while (::read(answers.get(), &byte, 1) == 1) ++answered;
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));

    auto store = bench.open();
    const Found found = found_in(*store, boot);
    CHECK(found.facts == found.messages);
    CHECK(static_cast<int>(found.facts.size()) >= answered);
    CHECK(static_cast<int>(found.facts.size()) <= answered + 1);
  }
}

TEST_CASE("a full disk: commits fail with that, everything is there afterwards, and the next one goes in") {
  FaultyVfs vfs;
  StoreBench bench;
  bench.vfs = vfs.name();
  auto store = bench.open();
  const BootId boot = bench.clock.boot_id();
  const CommitRequest first = pair_of(boot, 1);
  (void)value(store->commit(first.facts, first.messages));
  vfs.fail_all(SQLITE_FULL);
  const CommitRequest second = pair_of(boot, 2);
  for (int i = 0; i < 3; ++i) {
    const auto answer = store->commit(second.facts, second.messages);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::kNoSpace);
  }
  CHECK(value(value(store->reader()).gaps(kFront, boot, kAllBoot)).size() == 1);  // reading goes on
  vfs.fail_all(0);
  if (const auto opened = store->reopen(); !opened) FAIL(opened.error().chain());
  (void)value(store->commit(second.facts, second.messages));
  CHECK(found_in(*store, boot).facts == std::vector<std::int64_t>{1, 2});
}

}  // namespace
}  // namespace xueshi::store
