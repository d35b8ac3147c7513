#include "daemon/audit_desk.h"

#include <doctest/doctest.h>

#include <memory>

#include "tests/store/sample_facts.h"

using namespace xueshi;
using namespace xueshi::daemon;
using test::value;

namespace {

constexpr Millis kDay{24 * 3'600'000};

/// A desk on a real database that keeps entries for ten days.
struct Desk {
  test::StoreBench bench;
  std::unique_ptr<store::Store> store = bench.open();
  store::DatabaseWriter writer{*store};
  std::unique_ptr<AuditDesk> desk = std::make_unique<AuditDesk>(*store, writer, bench.clock, 10 * kDay);

  void write(int entries) {
    for (int i = 0; i < entries; ++i) desk->submit({Actor::box(), AuditAction::kStart, "box:test"});
    REQUIRE(writer.flush());
  }
  std::vector<AuditEntry> log(std::size_t limit = 200) {
    web::LogQuestion question;
    question.limit = limit;
    return value(desk->entries(question));
  }
};

}  // namespace

TEST_CASE("I16: what is written is there when write returns, with time and actor") {
  Desk on;
  REQUIRE(
      on.desk->write({{Actor::Kind::kUser, "wang", Role::kAuditor, "192.0.2.1"}, AuditAction::kViewLog, "log", "all"}));
  const auto log = on.log();
  REQUIRE(log.size() == 1);
  CHECK(log[0].actor.name == "wang");
  CHECK(log[0].actor.from == "192.0.2.1");
  CHECK(log[0].action == AuditAction::kViewLog);
  CHECK(log[0].at.utc == on.bench.clock.utc());
  CHECK(log[0].detail == "all");
}

TEST_CASE(
    "entries beyond their time are removed on record, a thousand at a time; where there are none nothing is written") {
  Desk on;
  on.write(1'500);
  on.desk->prune();
  REQUIRE(on.writer.flush());
  CHECK(value(value(on.store->reader()).audit_count()) == 1'500);
  on.bench.clock.advance(11 * kDay);
  on.write(3);
  for (const std::uint64_t left : {504, 5}) {
    on.desk->prune();
    REQUIRE(on.writer.flush());
    CHECK(value(value(on.store->reader()).audit_count()) == left);
  }
  on.desk->prune();
  REQUIRE(on.writer.flush());
  CHECK(value(value(on.store->reader()).audit_count()) == 5);
  CHECK(on.log(1)[0].action == AuditAction::kLogPrune);
  CHECK(value(value(on.store->reader()).verify_chain()).whole());
}

TEST_CASE("the desk may go while what it asked for still waits for the database") {
  Desk on;
  on.write(1'500);
  on.bench.clock.advance(11 * kDay);
  on.write(3);
  on.desk->prune();
  on.desk->submit({Actor::box(), AuditAction::kStop, "box:test"});
  on.desk.reset();
  REQUIRE(on.writer.flush());
  CHECK(value(value(on.store->reader()).audit_count()) == 505);
}
