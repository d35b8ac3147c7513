#include "vision/fusion.h"

#include <doctest/doctest.h>

using namespace xueshi::vision;

namespace {

Found person(float x, float score) { return {x, 0, 40, 100, score}; }
/// Where the head of person(x) is.
Found face(float x, float score) { return {x + 12, 2, 16, 18, score}; }

}  // namespace

TEST_CASE("fusion: a weak person and a weak face are somebody together, neither is alone") {
  CHECK(fuse({person(0, 0.3F)}, {}).empty());
  CHECK(fuse({}, {face(0, 0.4F)}).empty());
  const auto both = fuse({person(0, 0.3F)}, {face(0, 0.4F)});
  REQUIRE(both.size() == 1);
  CHECK(both[0].score == doctest::Approx(1 - 0.7 * 0.6));
  CHECK(both[0].height == 100);                             // the person's box
  CHECK(fuse({person(0, 0.1F)}, {face(0, 0.3F)}).empty());  // 0.37 together
}

TEST_CASE("fusion: alone a person needs 0.45 and a face 0.50, and both stay where they are apart") {
  CHECK(fuse({person(0, 0.45F)}, {}).size() == 1);
  CHECK(fuse({person(0, 0.44F)}, {}).empty());
  CHECK(fuse({}, {face(0, 0.50F)}).size() == 1);
  CHECK(fuse({}, {face(0, 0.49F)}).empty());
  CHECK(fuse({person(0, 0.6F)}, {face(200, 0.6F)}).size() == 2);
}

TEST_CASE("fusion: somebody seen as both is one, the best first") {
  const auto people = fuse({person(0, 0.9F), person(100, 0.5F)}, {face(100, 0.9F), face(0, 0.3F)});
  REQUIRE(people.size() == 2);
  CHECK(people[0].score == doctest::Approx(0.95));
  CHECK(people[0].x == 100);
  CHECK(people[1].score == doctest::Approx(0.93));
}

TEST_CASE("fusion: of two people close together each keeps his own face, whoever stands first in the list") {
  // The boxes overlap by half; each face lies in both boxes.
  const Found left = person(0, 0.3F);
  const Found right = person(20, 0.3F);
  const Found left_face = face(0, 0.45F);
  const Found right_face = face(20, 0.45F);
  for (const bool turned : {false, true}) {
    CHECK(fuse(turned ? std::vector{right, left} : std::vector{left, right}, {left_face, right_face}).size() == 2);
  }
  // One face for two people makes one of them sure, not both.
  CHECK(fuse({left, right}, {left_face}).size() == 1);
}

TEST_CASE("fusion: the best fitting pairs first, so that nobody's only face is given to a neighbour who has one") {
  // The left one's box holds both faces, the right one's only the second.
  const std::vector people{person(0, 0.3F), person(30, 0.3F)};
  const std::vector faces{face(0, 0.45F), Found{28, 2, 16, 18, 0.45F}};
  CHECK(fuse(people, faces).size() == 2);
}

TEST_CASE("fusion: a face at somebody's feet, or larger than he, is not his") {
  CHECK(fuse({person(0, 0.3F)}, {{12, 80, 16, 18, 0.4F}}).empty());
  CHECK(fuse({person(0, 0.3F)}, {{-10, 0, 60, 60, 0.4F}}).empty());
}
