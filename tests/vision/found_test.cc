#include "vision/found.h"

#include <doctest/doctest.h>

#include <limits>

using namespace xueshi::vision;

TEST_CASE("suppression: the better of two that overlap by more than the bound stays, best first") {
  const Found weak{1, 0, 10, 10, 0.3F};
  const Found strong{0, 0, 10, 10, 0.8F};
  const Found apart{9, 0, 10, 10, 0.5F};
  const auto kept = suppress({weak, strong, apart}, 0.5F, 100);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].score == 0.8F);
  CHECK(kept[1].score == 0.5F);
}

TEST_CASE("suppression: exactly the bound stays, a dropped one drops nobody, more than `most` are cut") {
  // Overlap of (0, 0, 10, 10) and (0, 0, 10, 5): 50 / 100.
  CHECK(suppress({{0, 0, 10, 10, 0.9F}, {0, 0, 10, 5, 0.8F}}, 0.5F, 100).size() == 2);
  // A chain: the middle goes because of the first, so the last, which overlaps only the middle, stays.
  CHECK(suppress({{0, 0, 10, 10, 0.9F}, {3, 0, 10, 10, 0.8F}, {6, 0, 10, 10, 0.7F}}, 0.5F, 100).size() == 2);
  CHECK(suppress({{0, 0, 1, 1, 0.9F}, {5, 0, 1, 1, 0.8F}, {9, 0, 1, 1, 0.7F}}, 0.5F, 2).size() == 2);
  CHECK(suppress({{0, 0, 0, 0, 0.9F}, {0, 0, 0, 0, 0.8F}}, 0.5F, 100).size() == 2);
}

TEST_CASE("doubles of faces: a centre nearer than 0.8 of the better one's width goes, however little they overlap") {
  const Found face{100, 100, 20, 20, 0.9F};
  const Found chin{112, 108, 8, 8, 0.6F};      // centre 6, 2 away
  const Found close{115, 100, 20, 20, 0.7F};   // 15 away: 0.75 of the width
  const Found beside{117, 100, 20, 20, 0.5F};  // 17 away
  const auto kept = drop_near({chin, beside, close, face}, 0.8F);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].score == 0.9F);
  CHECK(kept[1].score == 0.5F);
  // The better one's width decides: a small sure face beside a large unsure one keeps it.
  CHECK(drop_near({{0, 0, 4, 4, 0.9F}, {2, 0, 20, 20, 0.5F}}, 0.8F).size() == 2);
}

TEST_CASE("a candidate with a number that is none is not finite") {
  CHECK(finite({1, 2, 3, 4, 0.5F}));
  CHECK_FALSE(finite({1, 2, std::numeric_limits<float>::infinity(), 4, 0.5F}));
  CHECK_FALSE(finite({1, std::numeric_limits<float>::quiet_NaN(), 3, 4, 0.5F}));
}
