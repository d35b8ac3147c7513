/// How the audit log behaves when it is large (docs/performance.md). Writes N entries as two years of a box would, 20
/// accounts, 40 objects, some things that happened in the first quarter alone, and prints how much an entry takes in
/// the database and what it costs to search, to check the chain and to remove the oldest ones:
///
///     audit_scale [ENTRIES]
///
/// or only writes them to a new database in FOLDER:
///
///     audit_scale ENTRIES FOLDER

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <SQLiteCpp/Database.h>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "store/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

namespace {

using namespace xueshi;
using Ticks = std::chrono::steady_clock;

constexpr std::int64_t kStart = 1'715'558'400'000;
constexpr std::int64_t kTwoYears = 2LL * 365 * 24 * 3'600'000;

double ms_since(Ticks::time_point start) {
  return std::chrono::duration<double, std::milli>(Ticks::now() - start).count();
}

UtcMillis moment(std::int64_t n, std::int64_t entries) { return utc_ms(kStart + n * (kTwoYears / entries)); }

AuditEntry entry_of(const BootId& boot, std::int64_t n, std::int64_t entries) {
  const std::int64_t mixed = (n * 2'654'435'761) & 0xffff;
  const bool early = n < entries / 4;
  AuditEntry entry;
  entry.at = {moment(n, entries), boot_ms(100'000 + n * (kTwoYears / entries)), ClockState::kSynced, Millis{12}};
  entry.boot = boot;
  const std::int64_t who = mixed % 18;
  entry.actor = {Actor::Kind::kUser, "user" + std::to_string(early && mixed % 97 == 0 ? 19 : who),
                 kRoles.rows[static_cast<std::size_t>(who % 5)].first, "192.168.1." + std::to_string(10 + who)};
  if (mixed % 50 == 7) entry.actor = Actor::box();
  if (early && mixed % 1'000 == 11) entry.actor = {Actor::Kind::kUser, "nobody", {}, "198.51.100.1"};
  constexpr std::array kUsual{AuditAction::kViewRecording, AuditAction::kViewLive, AuditAction::kSignIn,
                              AuditAction::kViewRecording, AuditAction::kSignOut};
  entry.action = kUsual[static_cast<std::size_t>(mixed % 5)];
  if (early && mixed % 101 == 0) entry.action = AuditAction::kExport;
  entry.object = "camera:cam" + std::to_string(mixed % 8);
  if (mixed % 4 == 1) entry.object = "class:2024-D-" + std::to_string(100 + mixed % 31);
  if (early && mixed % 3 == 0) entry.object = "old:" + std::to_string(mixed % 1'000);
  entry.detail = to_rfc3339(entry.at.utc) + " 2700 s";
  entry.result = mixed % 500 == 3 ? AuditResult::kRefused : AuditResult::kDone;
  if (early && mixed % 2'000 == 5) entry.result = AuditResult::kFailed;
  return entry;
}

bool fill(store::Store& store, test::FakeClock& clock, std::int64_t entries) {
  store::Facts accounts;
  for (int n = 0; n < 20; ++n) {
    Account account;
    account.name = "user" + std::to_string(n);
    accounts.accounts.push_back(account);
  }
  if (!store.commit(accounts, {})) return false;
  for (std::int64_t n = 0; n < entries;) {
    store::Facts facts;
    for (; n < entries && facts.audit.size() < 2'000; ++n) {
      facts.audit.push_back(entry_of(clock.boot_id(), n, entries));
    }
    if (!store.commit(facts, {})) return false;
    clock.advance(Millis{2'000 * (kTwoYears / entries)});
  }
  return true;
}

std::uintmax_t folded_size(const Path& database) {
  {
    SQLite::Database connection(database.string(), SQLite::OPEN_READWRITE);
    connection.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  return std::filesystem::file_size(database);
}

/// The worst of some runs, each on a connection of its own: nothing of the database is in its cache.
bool measure(const Path& database, const char* what, const store::AuditQuery& query) {
  double worst = 0;
  std::size_t rows = 0;
  for (int run = 0; run < 5; ++run) {
    auto reader = store::Readers(database).reader();
    if (!reader) return false;
    const auto start = Ticks::now();
    const auto found = reader->audit(query);
    worst = std::max(worst, ms_since(start));
    if (!found) return false;
    rows = found->size();
  }
  std::printf("%-46s %7.1f ms, %zu rows\n", what, worst, rows);
  return true;
}

bool measure_searches(const Path& database, std::int64_t entries) {
  store::AuditQuery query;
  bool done = measure(database, "the newest page", query);
  query.before = static_cast<std::uint64_t>(entries / 2);
  done = done && measure(database, "a page from the middle on", query);
  const auto by = [&](const char* what, auto set) {
    store::AuditQuery one;
    set(one);
    done = done && measure(database, what, one);
  };
  by("account, frequent", [](auto& q) { q.account = "user3"; });
  by("account, only in the first quarter", [](auto& q) { q.account = "user19"; });
  by("account without entries", [](auto& q) { q.account = "user18"; });
  by("no such account, only in the first quarter", [](auto& q) { q.account = "nobody"; });
  by("action, frequent", [](auto& q) { q.action = AuditAction::kViewLive; });
  by("action, only in the first quarter", [](auto& q) { q.action = AuditAction::kExport; });
  by("action that never was", [](auto& q) { q.action = AuditAction::kRepair; });
  by("object, frequent", [](auto& q) { q.object = "camera:cam3"; });
  by("object's beginning, three quarters of all", [](auto& q) { q.object = "camera:"; });
  by("object's beginning, only in the first quarter", [](auto& q) { q.object = "old:"; });
  by("result refused", [](auto& q) { q.result = AuditResult::kRefused; });
  by("result failed, only in the first quarter", [](auto& q) { q.result = AuditResult::kFailed; });
  by("a day, a year ago", [&](auto& q) {
    q.span = UtcSpan{moment(entries / 2, entries), moment(entries / 2, entries) + std::chrono::hours{24}};
  });
  by("the first year", [&](auto& q) { q.span = UtcSpan{moment(0, entries), moment(entries / 2, entries)}; });
  by("the first year, one account", [&](auto& q) {
    q.span = UtcSpan{moment(0, entries), moment(entries / 2, entries)};
    q.account = "user3";
  });
  by("an old account and an action it never did", [&](auto& q) {
    q.account = "user3";
    q.action = AuditAction::kRepair;
  });
  return done;
}

bool measure_check(const Path& database) {
  auto reader = store::Readers(database).reader();
  if (!reader) return false;
  const auto start = Ticks::now();
  const auto report = reader->verify_chain();
  if (!report || !report->whole()) return false;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("the chain's check: %.1f s for %llu entries, %ld MiB resident at most\n", ms_since(start) / 1'000,
              static_cast<unsigned long long>(report->entries), usage.ru_maxrss / 1'024);
  return true;
}

bool measure_pruning(store::Store& store, test::FakeClock& clock, std::int64_t entries) {
  std::size_t removed = 0;
  int commits = 0;
  double worst = 0;
  const auto start = Ticks::now();
  for (bool more = true; more; ++commits) {
    store::Facts facts;
    facts.audit_prune = store::AuditPrune{moment(entries / 10, entries), clock.read(), clock.boot_id(), Actor::box()};
    facts.audit_prune->at.state = ClockState::kSynced;
    const auto one = Ticks::now();
    const auto receipt = store.commit(facts, {});
    if (!receipt) return false;
    worst = std::max(worst, ms_since(one));
    removed += receipt->audit_pruned.entries;
    more = receipt->audit_pruned.more;
  }
  std::printf("%zu of the oldest removed by %d commits in %.1f s, the longest %.0f ms\n", removed, commits,
              ms_since(start) / 1'000, worst);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t entries = argc > 1 ? std::atoll(argv[1]) : 100'000;
  if (entries < 10 || entries > 10'000'000) {
    std::fprintf(stderr, "audit_scale: expected a number of entries from 10 to 10000000\n");
    return 2;
  }
  const bool is_to_stay = argc > 2;
  const test::TempFolder folder;
  const auto files = posix_file_system();
  const auto random = system_random();
  test::FakeClock clock;
  const auto settings = store::settings_in(is_to_stay ? Path(argv[2]) : folder.path());
  auto store = store::Store::open(settings, *files, clock, *random);
  if (!store) {
    std::fprintf(stderr, "audit_scale: %s\n", store.error().chain().c_str());
    return 2;
  }
  if (is_to_stay) return fill(**store, clock, entries) ? 0 : 2;
  const auto empty = folded_size(settings.database);
  const auto start = Ticks::now();
  bool done = fill(**store, clock, entries);
  const double filled_ms = ms_since(start);
  const auto grown = folded_size(settings.database) - empty;
  std::printf("%lld entries: %ju bytes each, written in %.1f s\n", static_cast<long long>(entries),
              grown / static_cast<std::uintmax_t>(entries), filled_ms / 1'000);
  done = done && measure_searches(settings.database, entries) && measure_check(settings.database) &&
         measure_pruning(**store, clock, entries) && measure_check(settings.database);
  if (!done) std::fprintf(stderr, "audit_scale: the store refuses\n");
  return done ? 0 : 2;
}
