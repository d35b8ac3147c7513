#include "training/credit_code.h"

#include <doctest/doctest.h>

using namespace xueshi::training;

TEST_CASE("GB 32100: good codes, a wrong check character, and what is no code") {
  for (const char* good : {"91350100M000100Y43", "91110000101623741K", "91350100m000100y43", " 9135 0100 M000 100Y 43 ",
                           "９１３５０１００Ｍ０００１００Ｙ４３"}) {
    CHECK_MESSAGE(look_at_credit_code(good) == CreditCodeState::kGood, good);
  }
  CHECK(look_at_credit_code("91350100M000100Y44") == CreditCodeState::kWrongCheck);
  CHECK(look_at_credit_code("91350100M000100Y34") == CreditCodeState::kWrongCheck);
  for (const char* none : {"", "91350100M000100Y4", "91350100M000100Y433", "91350100I000100Y43", "91350100O000100Y43",
                           "学校学校学校学校学校学校"}) {
    CHECK_MESSAGE(look_at_credit_code(none) == CreditCodeState::kNoCode, none);
  }
}
