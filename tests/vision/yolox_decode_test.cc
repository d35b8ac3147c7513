#include "vision/yolox_decode.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace xueshi::vision;

namespace {

constexpr int kWidth = 64;
constexpr int kHeight = 32;

/// An output in which nothing is found.
std::vector<float> nothing() {
  return std::vector<float>(static_cast<std::size_t>(yolox_rows(kWidth, kHeight)) * kYoloxColumns, 0.0F);
}

void put(std::vector<float>& output, int row, std::array<float, 6> values) {
  std::copy(values.begin(), values.end(), output.begin() + static_cast<std::ptrdiff_t>(row) * kYoloxColumns);
}

}  // namespace

TEST_CASE("YOLOX: rows are the cells of strides 8, 16 and 32, row by row") {
  CHECK(yolox_rows(kWidth, kHeight) == 8 * 4 + 4 * 2 + 2 * 1);
  CHECK(yolox_rows(416, 416) == 3549);
}

TEST_CASE("YOLOX: centre, size and score of a box in each stride") {
  auto output = nothing();
  put(output, 8 + 3, {0.5F, 0.25F, 0, std::log(2.0F), 0.9F, 0.5F});  // stride 8, cell (3, 1)
  put(output, 32 + 4, {0, 0, std::log(0.5F), 0, 1.0F, 0.4F});        // stride 16, cell (0, 1)
  put(output, 40 + 1, {0.5F, 0.5F, 0, 0, 1.0F, 1.0F});               // stride 32, cell (1, 0)
  const auto found = decode_yolox(output.data(), kWidth, kHeight, 0.2F);
  REQUIRE(found.size() == 3);
  CHECK(found[0].x == doctest::Approx(3.5 * 8 - 4));
  CHECK(found[0].y == doctest::Approx(1.25 * 8 - 8));
  CHECK(found[0].width == doctest::Approx(8));
  CHECK(found[0].height == doctest::Approx(16));
  CHECK(found[0].score == doctest::Approx(0.45));
  CHECK(found[1].x == doctest::Approx(0 - 4));
  CHECK(found[1].y == doctest::Approx(16 - 8));
  CHECK(found[2].x == doctest::Approx(48 - 16));
  CHECK(found[2].y == doctest::Approx(0));
}

TEST_CASE("YOLOX: a score is objectness times person, other classes do not count, 0.20 is in and less is out") {
  auto output = nothing();
  put(output, 0, {0, 0, 0, 0, 0.5F, 0.4F});
  put(output, 1, {0, 0, 0, 0, 0.5F, 0.39F});
  output[2 * kYoloxColumns + 4] = 1.0F;
  output[2 * kYoloxColumns + 6] = 1.0F;  // a bicycle
  CHECK(decode_yolox(output.data(), kWidth, kHeight, 0.2F).size() == 1);
}

TEST_CASE("YOLOX: numbers that are none make no boxes") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  auto output = nothing();
  put(output, 0, {kNan, 0, 0, 0, 1, 1});
  put(output, 1, {0, 0, 1000.0F, 0, 1, 1});  // exp overflows
  put(output, 2, {0, 0, 0, 0, kNan, 1});
  CHECK(decode_yolox(output.data(), kWidth, kHeight, 0.2F).empty());
}
