#include "actions/accounts.h"

#include <doctest/doctest.h>

#include "tests/store/sample_facts.h"

using namespace xueshi;
using namespace xueshi::actions;

namespace {

struct Box {
  test::StoreBench bench;
  test::FakeClock& clock = bench.clock;
  std::unique_ptr<store::Store> store = bench.open();
  const Actor admin{Actor::Kind::kUser, "admin", Role::kAdministrator, "192.0.2.7"};

  [[nodiscard]] Moment now() const { return Moment::now(clock); }
  store::Reader reader() { return std::move(*store->reader()); }
  Account done(Result<AccountChange> change) {
    REQUIRE(change);
    REQUIRE(store->commit(change->commit.facts, change->commit.messages));
    return change->account;
  }
  Account add(const std::string& name, Role role) {
    auto all = reader();
    return done(add_account(admin, all, now(), {name, "", role, "$hash of " + name}));
  }
  Account stored(const std::string& name) { return **reader().account(name); }
  AuditEntry last() { return reader().audit({.limit = 1})->front(); }
};

}  // namespace

TEST_CASE("I16: making an account stores it and who made it, in one commit") {
  Box box;
  const Account account = box.add("wang", Role::kInspector);
  CHECK(box.stored("wang") == account);
  CHECK(account.must_change);
  CHECK(account.created == box.clock.utc());
  const AuditEntry entry = box.last();
  CHECK(entry.action == AuditAction::kAccountAdd);
  CHECK(entry.object == "account:wang");
  CHECK(entry.detail == "role inspector");
  CHECK(entry.actor.name == "admin");
  CHECK(entry.actor.from == "192.0.2.7");
}

TEST_CASE("a name that is taken, also by a closed account, or that cannot be one, is refused") {
  Box box;
  box.add("admin", Role::kAdministrator);
  box.add("wang", Role::kTeacher);
  auto reader = box.reader();
  box.done(change_account(box.admin, reader, box.now(), "wang", {{}, {}, true}));
  auto again = box.reader();
  CHECK(add_account(box.admin, again, box.now(), {"wang", "", Role::kTeacher, "h"}).error().code ==
        ErrorCode::kConflict);
  for (const char* name : {"", "w", "Wang", "王", "wang li", "../x", "1a", "a\n"}) {
    CHECK(add_account(box.admin, again, box.now(), {name, "", Role::kTeacher, "h"}).error().code ==
          ErrorCode::kBadInput);
  }
  for (const std::string& display : {std::string("a\nb"), std::string(65, 'x')}) {
    CHECK(add_account(box.admin, again, box.now(), {"li", display, Role::kTeacher, "h"}).error().code ==
          ErrorCode::kBadInput);
  }
}

TEST_CASE("somebody can always manage accounts: the last one keeps role and account") {
  Box box;
  box.add("admin", Role::kAdministrator);
  box.add("wang", Role::kInspector);
  auto reader = box.reader();
  CHECK(change_account(box.admin, reader, box.now(), "admin", {{}, Role::kAuditor, {}}).error().code ==
        ErrorCode::kConflict);
  CHECK(change_account(box.admin, reader, box.now(), "admin", {{}, {}, true}).error().code == ErrorCode::kConflict);
  box.done(change_account(box.admin, reader, box.now(), "wang", {{}, Role::kAdministrator, {}}));
  auto later = box.reader();
  CHECK(change_account(box.admin, later, box.now(), "admin", {{}, {}, true}));
  CHECK(box.last().detail == "role inspector to administrator");
}

TEST_CASE("an edit that changes nothing is no commit; an account that is not there is not found") {
  Box box;
  box.add("wang", Role::kTeacher);
  auto reader = box.reader();
  const auto nothing = change_account(box.admin, reader, box.now(), "wang", {"", Role::kTeacher, false});
  REQUIRE(nothing);
  CHECK(nothing->commit.facts.accounts.empty());
  CHECK(nothing->commit.facts.audit.empty());
  CHECK(change_account(box.admin, reader, box.now(), "li", {}).error().code == ErrorCode::kNotFound);
  CHECK(reset_password(box.admin, reader, box.now(), "li", "h").error().code == ErrorCode::kNotFound);
  CHECK(unlock_account(box.admin, reader, box.now(), "li").error().code == ErrorCode::kNotFound);
}

TEST_CASE("wrong passwords are counted on the account and logged; the right one ends the count") {
  Box box;
  box.add("wang", Role::kTeacher);
  for (int i = 1; i <= 3; ++i) {
    box.done(password_compared(box.stored("wang"), false, AuditAction::kSignIn, "192.0.2.1", box.now()));
    CHECK(box.stored("wang").failures == i);
    CHECK(box.last().result == AuditResult::kRefused);
    CHECK(box.last().actor.from == "192.0.2.1");
  }
  CHECK_FALSE(box.stored("wang").last_sign_in);
  box.clock.advance(Millis{60'000});
  box.done(password_compared(box.stored("wang"), true, AuditAction::kSignIn, "192.0.2.1", box.now()));
  CHECK(box.stored("wang").failures == 0);
  CHECK(box.stored("wang").last_sign_in == box.clock.utc());
  CHECK(box.last().result == AuditResult::kDone);
}

TEST_CASE("a closed account is refused with the right password too, and its log says why") {
  Box box;
  Account closed = box.add("wang", Role::kTeacher);
  closed.closed = true;
  const AccountChange compared = password_compared(closed, true, AuditAction::kSignIn, "", box.now());
  CHECK(compared.commit.facts.audit.front().result == AuditResult::kRefused);
  CHECK(compared.commit.facts.audit.front().detail == "the account is closed");
  CHECK_FALSE(compared.account.last_sign_in);
}

TEST_CASE("a reset password must be changed, one's own need not; both end the count of failures") {
  Box box;
  Account account = box.add("wang", Role::kTeacher);
  account.failures = 9;
  store::Facts facts;
  facts.accounts.push_back(account);
  REQUIRE(box.store->commit(facts, {}));
  auto reader = box.reader();
  box.done(set_own_password(box.admin, reader, box.now(), "wang", "$own"));
  CHECK_FALSE(box.stored("wang").must_change);
  CHECK(box.stored("wang").failures == 0);
  CHECK(box.stored("wang").password_hash == "$own");
  auto later = box.reader();
  box.done(reset_password(box.admin, later, box.now(), "wang", "$reset"));
  CHECK(box.stored("wang").must_change);
  CHECK(box.last().action == AuditAction::kPasswordReset);
}
