/// A commit is whole or not there, whichever of SQLite's own writes and syncs fails (I9).
#include <doctest/doctest.h>

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

TEST_CASE(
    "I9, I16: whichever write or sync fails, an account, the entry about it and a removal are all there or none") {
  FaultyVfs vfs;
  bool went_through = false;
  int failures = 0;
  for (int nth = 1; !went_through; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 200);
    StoreBench bench;
    bench.vfs = vfs.name();
    auto store = bench.open();
    const BootId boot = bench.clock.boot_id();
    Facts facts;
    facts.accounts = {sample_account("wang")};
    facts.audit = {sample_audit(boot, 1), sample_audit(boot, 2), sample_audit(boot, 3)};
    facts.audit[0].actor.from = "198.51.100.1";
    (void)value(store->commit(facts, {}));
    Facts change;
    change.accounts = {sample_account("wang", Role::kAuditor)};
    change.accounts[0].display = "另一个人";
    change.audit = {sample_audit(boot, 4)};
    change.audit_prune = AuditPrune{facts.audit[1].at.utc, facts.audit[2].at, boot, Actor::box()};
    vfs.fail_nth(nth, SQLITE_IOERR_WRITE);
    const auto answer = store->commit(change, {});
    went_through = !vfs.failed();
    vfs.fail_nth(0, 0);
    if (!went_through) {
      ++failures;
      if (!answer) {
        if (const auto opened = store->reopen(); !opened) FAIL(opened.error().chain());
      }
    }
    auto reader = value(store->reader());
    const auto entries = value(reader.audit({}));
    const auto account = value(reader.account("wang"));
    const bool is_new = account == change.accounts[0];
    const bool is_one_of_both = is_new || account == facts.accounts[0];
    CHECK(is_one_of_both);
    REQUIRE(entries.size() == (is_new ? 4 : 3));
    CHECK(entries.back().id == (is_new ? 2 : 1));
    CHECK(entries.front().action == (is_new ? AuditAction::kLogPrune : AuditAction::kViewRecording));
    if (answer) CHECK(is_new);
    const ChainReport chain = value(reader.verify_chain());
    CHECK_MESSAGE(chain.whole(), (chain.whole() ? "" : chain.faults[0].what));
    CHECK(chain.pruned == (is_new ? 1 : 0));
    CHECK(chain.destroyed == 0);
  }
  CHECK(failures >= 2);
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
