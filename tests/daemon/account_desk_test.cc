#include "daemon/account_desk.h"

#include <doctest/doctest.h>

#include "tests/store/sample_facts.h"

using namespace xueshi;
using namespace xueshi::daemon;
using Kind = web::PasswordRefusal::Kind;

namespace {

/// A desk on a real database; hashes cost little.
struct Desk {
  test::StoreBench bench;
  test::FakeClock& clock = bench.clock;
  std::unique_ptr<store::Store> store = bench.open();
  bool failing = false;
  std::unique_ptr<AccountDesk> desk = make();
  const Actor admin{Actor::Kind::kUser, "admin", Role::kAdministrator, "192.0.2.7"};

  std::unique_ptr<AccountDesk> make(int most_at_once = 4) {
    return std::make_unique<AccountDesk>(
        AccountSettings{{1, 8u << 10}, most_at_once}, *store,
        [this](store::CommitRequest&& request) -> Result<void> {
          if (failing) return fail(ErrorCode::kNoSpace, "the disk is full");
          auto written = store->commit(request.facts, request.messages);
          if (!written) return tl::make_unexpected(written.error());
          return {};
        },
        clock, *bench.random);
  }
  std::string add(const std::string& name, Role role = Role::kInspector) {
    auto given = desk->add(admin, name, "", role);
    REQUIRE(given);
    return given->password;
  }
  /// "in", or why not
  std::string sign_in(const std::string& name, const std::string& password, const std::string& from = "192.0.2.1") {
    const auto account = desk->sign_in(name, password, from);
    if (account) return "in";
    switch (account.error().kind) {
      case Kind::kWrong: return "wrong";
      case Kind::kLocked: return "locked " + std::to_string(account.error().wait.count() / 1000);
      case Kind::kWeak: return "weak";
      case Kind::kBusy: return "busy";
      case Kind::kFailed: return "failed";
    }
    return "";
  }
  std::vector<AuditEntry> log() { return *store->reader()->audit({.limit = 100}); }
  Account stored(const std::string& name) { return **store->reader()->account(name); }
};

}  // namespace

TEST_CASE("an account that was made signs in with the password that was told, and must change it") {
  Desk on;
  const std::string password = on.add("wang");
  const auto account = on.desk->sign_in("wang", password, "192.0.2.1");
  REQUIRE(account);
  CHECK(account->must_change);
  CHECK(on.sign_in("wang", password + "x") == "wrong");
  CHECK(on.stored("wang").last_sign_in == on.clock.utc());
  CHECK(on.stored("wang").password_hash.find(password) == std::string::npos);
}

TEST_CASE("lockout: after five wrong passwords the right one is not looked at either, until the wait is over") {
  Desk on;
  const std::string password = on.add("wang");
  for (int i = 0; i < 5; ++i) CHECK(on.sign_in("wang", "wrong") == "wrong");
  CHECK(on.sign_in("wang", password) == "locked 30");
  const std::size_t entries = on.log().size();
  CHECK(on.sign_in("wang", password, "192.0.2.9") == "locked 30");
  CHECK(on.log().size() == entries);  // what is not looked at is no entry
  on.clock.step_wall(Millis{3'600'000});
  CHECK(on.sign_in("wang", password) == "locked 30");  // setting the clock does not help
  on.clock.advance(Millis{30'000});
  CHECK(on.sign_in("wang", "wrong") == "wrong");
  CHECK(on.sign_in("wang", password) == "locked 60");
  on.clock.advance(Millis{60'000});
  CHECK(on.sign_in("wang", password) == "in");
  CHECK(on.stored("wang").failures == 0);
}

TEST_CASE("lockout: a restart does not shorten the wait; an administrator ends it") {
  Desk on;
  const std::string password = on.add("wang");
  for (int i = 0; i < 6; ++i) {
    on.sign_in("wang", "wrong");
    on.clock.advance(Millis{31'000});
  }
  on.desk = on.make();
  CHECK(on.sign_in("wang", password) == "locked 60");
  CHECK(on.desk->accounts()->front().locked == Millis{60'000});
  REQUIRE(on.desk->unlock(on.admin, "wang"));
  CHECK(on.sign_in("wang", password) == "in");
}

TEST_CASE("I16: every attempt on an account is in the log with its address; what was typed as a name is not") {
  Desk on;
  const std::string password = on.add("wang");
  on.sign_in("wang", "wrong", "192.0.2.1");
  on.sign_in("wang", password, "192.0.2.2");
  on.sign_in("my secret password", "x", "192.0.2.3");
  on.sign_in("another secret", "x", "192.0.2.3");
  const auto log = on.log();
  REQUIRE(log.size() == 4);
  CHECK(log[0].object == "account:");
  CHECK(log[0].actor.from == "192.0.2.3");
  CHECK(log[1].result == AuditResult::kDone);
  CHECK(log[1].actor.from == "192.0.2.2");
  CHECK(log[2].result == AuditResult::kRefused);
  for (const AuditEntry& entry : log) {
    CHECK(entry.actor.name.find("secret") == std::string::npos);
    CHECK(entry.detail.find("secret") == std::string::npos);
  }
  on.clock.advance(Millis{61'000});
  on.sign_in("nobody", "x", "192.0.2.3");
  CHECK(on.log().front().detail == "no such account, and 1 more since the last entry");
}

TEST_CASE("an address that tries many names is slowed down, without telling which of them are there") {
  Desk on;
  on.add("wang");
  for (int i = 0; i < 21; ++i) on.sign_in("name" + std::to_string(i), "x", "192.0.2.66");
  CHECK(on.sign_in("wang", "x", "192.0.2.66") == "locked 30");
  CHECK(on.sign_in("nobody", "x", "192.0.2.66") == "locked 30");
}

TEST_CASE("one's own password: the old one must be right, the new one good; then the old one is worth nothing") {
  Desk on;
  const std::string first = on.add("wang");
  const web::SignedIn who{"wang", "", Role::kInspector, 1, "", true, "192.0.2.1"};
  CHECK(on.desk->change_password(who, first, "short").error().kind == Kind::kWeak);
  CHECK(on.desk->change_password(who, first, first).error().faults.back().code == "same");
  CHECK(on.desk->change_password(who, "not it", "guxian-box-1").error().kind == Kind::kWrong);
  CHECK(on.stored("wang").failures == 1);
  const auto changed = on.desk->change_password(who, first, "guxian-box-1");
  REQUIRE(changed);
  CHECK_FALSE(changed->must_change);
  CHECK(on.sign_in("wang", first) == "wrong");
  CHECK(on.sign_in("wang", "guxian-box-1") == "in");
  CHECK(on.log()[2].action == AuditAction::kPasswordChange);
}

TEST_CASE("guessing one's way with change_password counts as guessing") {
  Desk on;
  const std::string password = on.add("wang");
  const web::SignedIn who{"wang", "", Role::kInspector, 1, "", false, "192.0.2.1"};
  for (int i = 0; i < 5; ++i)
    CHECK(on.desk->change_password(who, "wrong", "guxian-box-1").error().kind == Kind::kWrong);
  CHECK(on.desk->change_password(who, password, "guxian-box-1").error().kind == Kind::kLocked);
  CHECK(on.sign_in("wang", password) == "locked 30");
}

TEST_CASE("a closed account is not let in; a reset one takes the new password alone") {
  Desk on;
  on.add("admin", Role::kAdministrator);
  const std::string password = on.add("wang");
  REQUIRE(on.desk->change(on.admin, "wang", {{}, {}, true}));
  CHECK(on.sign_in("wang", password) == "wrong");
  REQUIRE(on.desk->change(on.admin, "wang", {{}, {}, false}));
  CHECK(on.sign_in("wang", password) == "in");
  const auto given = on.desk->reset(on.admin, "wang");
  REQUIRE(given);
  CHECK(on.sign_in("wang", password) == "wrong");
  CHECK(on.sign_in("wang", given->password) == "in");
}

TEST_CASE("I16: while nothing can be written nobody is let in and nothing is changed") {
  Desk on;
  const std::string password = on.add("wang");
  on.failing = true;
  CHECK(on.sign_in("wang", password) == "failed");
  CHECK_FALSE(on.desk->reset(on.admin, "wang"));
  CHECK_FALSE(on.desk->add(on.admin, "li", "", Role::kTeacher));
  on.failing = false;
  CHECK(on.sign_in("wang", password) == "in");
}

TEST_CASE("I17: no more passwords are looked at at once than may be") {
  Desk on;
  const std::string password = on.add("wang");
  on.desk = on.make(0);
  CHECK(on.sign_in("wang", password) == "busy");
}
