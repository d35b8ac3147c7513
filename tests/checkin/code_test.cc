#include "checkin/code.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

namespace xueshi::checkin {
namespace {

struct Board {
  config::RulePack rules;
  SecretKey key{{1, 2, 3}};
  BoxId box{"gx-0001"};
  SessionKey session{ClassId("2024-D-017"), *parse_day("2024-05-13"), 2};
  test::FakeClock clock;

  [[nodiscard]] Code code() const { return code_at(box, session, clock.boot_id(), clock.boot(), rules); }
  [[nodiscard]] std::string text() const { return code_text(code(), key); }
  [[nodiscard]] tl::expected<Code, CheckResult> read(std::string_view text) const {
    return read_code(text, key, box, clock.boot_id(), clock.boot(), rules);
  }
  [[nodiscard]] CheckResult refusal(std::string_view text) const {
    const auto found = read(text);
    REQUIRE_FALSE(found);
    return found.error();
  }
};

TEST_CASE("a code says what it was made of") {
  Board board;
  const auto found = board.read(board.text());
  REQUIRE(found);
  CHECK(*found == board.code());
}

TEST_CASE("a code's text is short, and safe in an address") {
  Board board;
  CHECK(board.text().size() == 54);
  board.session.training_class = ClassId(std::string(40, 'x'));
  board.session.number = 65'535;
  board.session.day = *parse_day("2150-12-31");
  CHECK(std::string("http://192.168.10.1:8481/c/" + board.text()).size() <= 111);
  CHECK(board.text().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~") ==
        std::string::npos);
  REQUIRE(board.read(board.text()));
  CHECK(board.read(board.text())->session == board.session);
}

TEST_CASE("a code changes each period, and holds for the period and the grace") {
  Board board;  // 100 s after boot: in the period from 90 s to 105 s
  const std::string text = board.text();
  CHECK(code_left(board.clock.boot(), board.rules) == Millis{5'000});
  board.clock.advance(Millis{4'999});
  CHECK(board.text() == text);
  board.clock.advance(Millis{1});
  CHECK(board.text() != text);
  CHECK(code_left(board.clock.boot(), board.rules) == Millis{15'000});
  board.clock.advance(Millis{19'999});
  CHECK(board.read(text));
  board.clock.advance(Millis{1});
  CHECK(board.refusal(text) == CheckResult::kCodeExpired);
  board.clock.advance(std::chrono::hours{24});
  CHECK(board.refusal(text) == CheckResult::kCodeExpired);
}

TEST_CASE("I7: setting the wall clock changes nothing about a code") {
  Board board;
  const std::string text = board.text();
  for (const auto step : {Millis{86'400'000}, Millis{-172'800'000}}) {
    board.clock.step_wall(step);
    CHECK(board.text() == text);
    CHECK(board.read(text));
  }
}

TEST_CASE("a code from before the machine was started anew has expired") {
  Board board;
  const std::string text = board.text();
  board.clock.reboot(Millis{60'000});
  CHECK(board.refusal(text) == CheckResult::kCodeExpired);
  board.clock.advance(Millis{100'000});  // the same counter again
  CHECK(board.refusal(text) == CheckResult::kCodeExpired);
}

TEST_CASE("an old code still says which session it was for; a forged one says nothing") {
  Board board;
  const std::string text = board.text();
  board.clock.reboot(Millis{60'000});
  CHECK(session_of_code(text, board.key, board.box) == board.session);
  CHECK_FALSE(session_of_code(text, board.key, BoxId("gx-0002")));
  CHECK_FALSE(session_of_code(text.substr(1), board.key, board.box));
}

TEST_CASE("a code of a counter that is still to come has no force") {
  Board board;
  Code code = board.code();
  ++code.counter;
  CHECK(board.refusal(code_text(code, board.key)) == CheckResult::kCodeExpired);
}

TEST_CASE("another box's code is forged, also where it has this one's key") {
  Board board;
  Board other;
  other.box = BoxId("gx-0002");
  CHECK(board.refusal(other.text()) == CheckResult::kCodeForged);
  other.box = board.box;
  other.key = SecretKey{{1, 2, 4}};
  CHECK(board.refusal(other.text()) == CheckResult::kCodeForged);
}

TEST_CASE("a code made to be another class's is forged") {
  Board board;
  std::string text = board.text();
  text.replace(0, 10, "2024-D-018");
  CHECK(board.refusal(text) == CheckResult::kCodeForged);
}

TEST_CASE("every flipped bit and every missing or added letter makes a code forged") {
  Board board;
  const std::string text = board.text();
  for (std::size_t i = 0; i < text.size() * 8; ++i) {
    std::string changed = text;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << i % 8));
    INFO(changed);
    CHECK(board.refusal(changed) == CheckResult::kCodeForged);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    CHECK(board.refusal(text.substr(0, i)) == CheckResult::kCodeForged);
    CHECK(board.refusal(text.substr(0, i) + text.substr(i + 1)) == CheckResult::kCodeForged);
  }
  CHECK(board.refusal(text + "A") == CheckResult::kCodeForged);
  CHECK(board.refusal(text + "=") == CheckResult::kCodeForged);
}

TEST_CASE("nonsense is forged") {
  const Board board;
  for (const std::string& text : {std::string(), std::string("~"), std::string("a~"), std::string("~AAAA"),
                                  std::string(1 << 20, 'A'), std::string(54, '\0'), std::string("班~AAAA")}) {
    CHECK(board.refusal(text) == CheckResult::kCodeForged);
  }
}

}  // namespace
}  // namespace xueshi::checkin
