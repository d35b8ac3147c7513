#include "vision/evaluation.h"

#include <doctest/doctest.h>

#include <array>

using namespace xueshi::vision;

TEST_CASE("score: error, bias and shares of counts beside the truth") {
  const std::array estimates{
      Estimate{10, 0, 12, 9, 14, true},   // 2 too many: beyond one head
      Estimate{30, 2, 27, 20, 29, true},  // 3 too few: a tenth; 1 beyond the eye's doubt; not in the interval
      Estimate{0, 0, 0, 0, 0, true},
      Estimate{50, 4, 44, 33, 53, true},  // 6 too few: beyond a tenth, but not beyond the eye's doubt and a tenth
  };
  const Score result = score(estimates);
  CHECK(result.pictures == 4);
  CHECK(result.mean_absolute_error == doctest::Approx((2 + 3 + 0 + 6) / 4.0));
  CHECK(result.beyond_tolerance == doctest::Approx((2 + 1 + 0 + 2) / 4.0));
  CHECK(result.bias == doctest::Approx((2 - 3 - 6) / 4.0));
  CHECK(result.within.hits == 2);
  CHECK(result.within_tolerance.hits == 3);
  REQUIRE(result.covered);
  CHECK(result.covered->hits == 3);
}

TEST_CASE("score: one picture that is not calibrated, and no interval is spoken of; no pictures, no figures") {
  const std::array estimates{Estimate{3, 0, 3, 2, 5, true}, Estimate{3, 0, 3, 0, 9'999, false}};
  CHECK_FALSE(score(estimates).covered);
  CHECK(score({}).pictures == 0);
  CHECK(score({}).mean_absolute_error == 0);
}

TEST_CASE("what may be off: one head up to ten people, then a tenth, exactly") {
  CHECK(allowed_error(0) == 1);
  CHECK(allowed_error(10) == 1);
  CHECK(allowed_error(25) == 2.5);
  const std::array just{Estimate{25, 0, 23, 0, 30, true}};
  const std::array more{Estimate{25, 0, 22, 0, 30, true}};
  CHECK(score(just).within.hits == 1);
  CHECK(score(more).within.hits == 0);
}

TEST_CASE("Wilson's interval: known values, its ends at none and all, nothing known of nothing") {
  // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  CHECK(share_of(81, 263).lo == doctest::Approx(0.2553).epsilon(0.0005));
  CHECK(share_of(81, 263).hi == doctest::Approx(0.3662).epsilon(0.0005));
  CHECK(share_of(15, 148).lo == doctest::Approx(0.0624).epsilon(0.001));
  CHECK(share_of(15, 148).hi == doctest::Approx(0.1605).epsilon(0.001));
  CHECK(share_of(0, 20).lo == 0);
  CHECK(share_of(0, 20).hi == doctest::Approx(0.1611).epsilon(0.001));
  CHECK(share_of(1, 29).lo == doctest::Approx(0.0061).epsilon(0.01));
  CHECK(share_of(1, 29).hi == doctest::Approx(0.1718).epsilon(0.001));
  CHECK(share_of(20, 20).hi == 1);
  CHECK(share_of(20, 20).lo == doctest::Approx(1 - 0.1611).epsilon(0.001));
  CHECK(share_of(0, 0).lo == 0);
  CHECK(share_of(0, 0).hi == 1);
}
