#include "vision/count_interval.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "config/rules.h"

using namespace xueshi;
using namespace xueshi::vision;

namespace {

/// DESIGN §6: what the rules make of one count.
bool visible(int count, int expected, int staff) {
  return count_interval(count).lo - staff >= expected - config::allow(expected);
}
bool missing(int count, int expected) { return count_interval(count).hi < expected - config::allow(expected); }

int times(double factor, int people) { return static_cast<int>(std::lround(factor * people)); }

/// How far the median is off in the pictures measured: one head, or a tenth.
int usual_error(int people) { return std::max(1, people / 10); }

constexpr int kMost = 50;

}  // namespace

TEST_CASE("the interval holds the count, starts at nobody for nobody, and its ends never fall") {
  CHECK(count_interval(0).lo == 0);
  CHECK(count_interval(0).hi == 0);
  for (int count = 1; count <= 2'000; ++count) {
    const CountInterval here = count_interval(count);
    const CountInterval before = count_interval(count - 1);
    CHECK(here.lo >= 0);
    CHECK(here.lo < count);
    CHECK(here.hi > count);
    CHECK(here.lo >= before.lo);
    CHECK(here.hi >= before.hi);
  }
}

TEST_CASE(
    "a right count of t people: 0.7 t expected is visible, t is not missing, 1.25 t is not visible, 1.6 t is missing") {
  for (int people = 3; people <= kMost; ++people) {
    CAPTURE(people);
    CHECK(visible(people, times(0.7, people), 0));
    CHECK_FALSE(missing(people, people));
    CHECK_FALSE(visible(people, times(1.25, people), 0));
    CHECK_FALSE(visible(people, times(1.25, people), 1));
    CHECK(missing(people, times(1.6, people)));
  }
}

TEST_CASE("one of staff in view besides: 0.7 t expected is visible from 9 people on") {
  for (int people = 9; people <= kMost; ++people) {
    CAPTURE(people);
    CHECK(visible(people, times(0.7, people), 1));
  }
}

TEST_CASE("one head or a tenth too few: t is not missing; 0.7 t is visible from 6 people on, with staff from 15 on") {
  for (int people = 3; people <= kMost; ++people) {
    CAPTURE(people);
    const int count = people - usual_error(people);
    CHECK_FALSE(missing(count, people));
    if (people >= 6) CHECK(visible(count, times(0.7, people), 0));
    if (people >= 15) CHECK(visible(count, times(0.7, people), 1));
  }
}

TEST_CASE("one head or a tenth too many: 1.25 t is not visible; 1.6 t is missing from 10 people on") {
  for (int people = 3; people <= kMost; ++people) {
    CAPTURE(people);
    const int count = people + usual_error(people);
    CHECK_FALSE(visible(count, times(1.25, people), 0));
    CHECK_FALSE(visible(count, times(1.25, people), 1));
    if (people >= 10) CHECK(missing(count, times(1.6, people)));
  }
}

TEST_CASE("a fifth too few, as in rooms with hidden rows, does not make a full class missing from 10 people on") {
  for (int people = 10; people <= kMost; ++people) {
    CAPTURE(people);
    CHECK_FALSE(missing(people - people / 5, people));
  }
}
