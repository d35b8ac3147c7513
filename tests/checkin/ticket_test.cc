#include "checkin/ticket.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

namespace xueshi::checkin {
namespace {

struct Box {
  SecretKey key{{1, 2, 3}};
  BoxId box{"gx-0001"};
  test::FakeClock clock;
  Phone phone{std::string(30, 'a') + "01", "192.0.2.1"};
  SessionKey session{ClassId("2024-D-017"), *parse_day("2024-05-13"), 2};

  [[nodiscard]] Here here() const { return {key, box, clock.boot_id(), clock.boot()}; }
  [[nodiscard]] std::string ticket() const { return ticket_text({session, phone, clock.boot()}, here()); }
  [[nodiscard]] std::string pass() const {
    return pass_text({session.training_class, TraineeNo("07"), phone, clock.boot()}, here());
  }
  [[nodiscard]] std::optional<CheckResult> refusal(std::string_view text, const Phone& from) const {
    const auto read = read_ticket(text, from, here());
    return read ? std::nullopt : std::optional(read.error());
  }
  [[nodiscard]] std::optional<CheckResult> refusal_of_pass(std::string_view text, const Phone& from) const {
    const auto read = read_pass(text, from, here());
    return read ? std::nullopt : std::optional(read.error());
  }
};

TEST_CASE("a ticket and a pass say what they were made of") {
  const Box box;
  const auto ticket = read_ticket(box.ticket(), box.phone, box.here());
  REQUIRE(ticket);
  CHECK(*ticket == Ticket{box.session, box.phone, box.clock.boot()});
  const auto pass = read_pass(box.pass(), box.phone, box.here());
  REQUIRE(pass);
  CHECK(*pass == RecordPass{box.session.training_class, TraineeNo("07"), box.phone, box.clock.boot()});
}

TEST_CASE("a ticket lasts three minutes, a pass fifteen, whatever the wall clock does") {
  Box box;
  const std::string ticket = box.ticket();
  const std::string pass = box.pass();
  box.clock.step_wall(std::chrono::hours{100});
  box.clock.advance(Millis{179'999});
  CHECK_FALSE(box.refusal(ticket, box.phone));
  box.clock.step_wall(std::chrono::hours{-200});
  box.clock.advance(Millis{1});
  CHECK(box.refusal(ticket, box.phone) == CheckResult::kCodeExpired);
  CHECK_FALSE(box.refusal_of_pass(pass, box.phone));
  box.clock.advance(Millis{12 * 60'000});
  CHECK(box.refusal_of_pass(pass, box.phone) == CheckResult::kCodeExpired);
}

TEST_CASE("a ticket of an earlier boot has expired") {
  Box box;
  const std::string ticket = box.ticket();
  box.clock.reboot(Millis{0});
  box.clock.advance(Millis{100'001});
  CHECK(box.refusal(ticket, box.phone) == CheckResult::kCodeExpired);
}

TEST_CASE("a ticket is worth nothing on another phone") {
  const Box box;
  const Phone other{std::string(30, 'b') + "02", "192.0.2.1"};
  CHECK(box.refusal(box.ticket(), other) == CheckResult::kCodeElsewhere);
  CHECK(box.refusal_of_pass(box.pass(), other) == CheckResult::kCodeElsewhere);
  // The cookie copied to another phone; where phones have no addresses of their own nothing tells that.
  CHECK(box.refusal(box.ticket(), {box.phone.device, "192.0.2.99"}) == CheckResult::kCodeElsewhere);
  Here shared = box.here();
  shared.shared_address = true;
  CHECK(read_ticket(box.ticket(), {box.phone.device, "192.0.2.99"}, shared));
  // One that does not keep the cookie it was given.
  CHECK_FALSE(box.refusal(box.ticket(), {"", "192.0.2.1"}));
  CHECK(box.refusal(box.ticket(), {"", "192.0.2.99"}) == CheckResult::kCodeElsewhere);
}

TEST_CASE("another box's ticket, and a pass in place of a ticket, are forged") {
  const Box box;
  Box other;
  other.box = BoxId("gx-0002");
  CHECK(box.refusal(other.ticket(), box.phone) == CheckResult::kCodeForged);
  other.box = box.box;
  other.key = SecretKey{{1, 2, 4}};
  CHECK(box.refusal(other.ticket(), box.phone) == CheckResult::kCodeForged);
  CHECK(box.refusal(box.pass(), box.phone) == CheckResult::kCodeForged);
  CHECK(box.refusal_of_pass(box.ticket(), box.phone) == CheckResult::kCodeForged);
  CHECK(box.refusal("", box.phone) == CheckResult::kCodeForged);
}

TEST_CASE("every flipped bit makes a ticket and a pass forged") {
  const Box box;
  for (const std::string& text : {box.ticket(), box.pass()}) {
    for (std::size_t i = 0; i < text.size() * 8; ++i) {
      std::string changed = text;
      changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << i % 8));
      CHECK(box.refusal(changed, box.phone) == CheckResult::kCodeForged);
      CHECK(box.refusal_of_pass(changed, box.phone) == CheckResult::kCodeForged);
    }
  }
}

}  // namespace
}  // namespace xueshi::checkin
