/// Accounts go in and come out the same, and keep their row.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

void commit(Store& store, std::vector<Account> accounts) {
  Facts facts;
  facts.accounts = std::move(accounts);
  (void)value(store.commit(facts, {}));
}

std::int64_t ask(const StoreBench& bench, const std::string& sql) {
  SQLite::Database database(bench.settings().database.string(), SQLite::OPEN_READONLY);
  return database.execAndGet(sql).getInt64();
}

TEST_CASE("accounts come back whole, by name and all in order") {
  StoreBench bench;
  auto store = bench.open();
  std::vector<Account> accounts;
  for (const auto& [role, name] : kRoles.rows) accounts.push_back(sample_account(std::string(name), role));
  accounts[1].display.clear();
  accounts[1].must_change = false;
  accounts[2].closed = true;
  accounts[2].failures = 7;
  accounts[3].last_sign_in = utc_ms(kStartUtc + 5'000);
  commit(*store, accounts);
  auto reader = value(store->reader());
  std::sort(accounts.begin(), accounts.end(), [](const Account& a, const Account& b) { return a.name < b.name; });
  CHECK(value(reader.accounts()) == accounts);
  CHECK(value(reader.account("installer")) == sample_account("installer", Role::kInstaller));
  CHECK_FALSE(value(reader.account("nobody")));
  CHECK_FALSE(value(reader.account("' OR 1=1 --")));
}

TEST_CASE("an account that is replaced keeps its row; the former name of its person is destroyed") {
  StoreBench bench;
  auto store = bench.open();
  commit(*store, {sample_account("wang"), sample_account("li")});
  const std::int64_t row = ask(bench, "SELECT id FROM account WHERE name = 'wang'");
  Account changed = sample_account("wang", Role::kAuditor);
  changed.failures = 3;
  changed.last_sign_in = utc_ms(kStartUtc + 60'000);
  commit(*store, {changed});
  CHECK(value(value(store->reader()).account("wang")) == changed);
  CHECK(ask(bench, "SELECT id FROM account WHERE name = 'wang'") == row);
  CHECK(ask(bench, "SELECT count(*) FROM personal") == 2);  // the same name: the same digest
  changed.display = "学员甲";
  commit(*store, {changed});
  CHECK(value(value(store->reader()).account("wang")) == changed);
  CHECK(value(value(store->reader()).account("li")) == sample_account("li"));
  CHECK(ask(bench, "SELECT id FROM account WHERE name = 'wang'") == row);
  CHECK(ask(bench, "SELECT count(*) FROM personal") == 2);
  changed.display.clear();
  commit(*store, {changed});
  CHECK(ask(bench, "SELECT count(*) FROM personal") == 1);
  CHECK(value(value(store->reader()).verify_chain()).whole());
}

TEST_CASE("what is no name for an account is refused, with everything in its commit") {
  StoreBench bench;
  auto store = bench.open();
  for (const std::string name : {"", "a", "Wang", "wang li", "1wang", "王", "a/b", "wang\n"}) {
    CAPTURE(name);
    Facts facts;
    facts.accounts = {sample_account("good"), sample_account(name)};
    const auto answer = store->commit(facts, {});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::kBadInput);
  }
  CHECK(value(value(store->reader()).accounts()).empty());
}

}  // namespace
}  // namespace xueshi::store
