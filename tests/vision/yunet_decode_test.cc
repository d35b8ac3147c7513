#include "vision/yunet_decode.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace xueshi::vision;

namespace {

constexpr int kWidth = 64;
constexpr int kHeight = 32;

/// Outputs in which nothing is found, to be changed.
struct Outputs {
  std::array<std::vector<float>, 3> cls;
  std::array<std::vector<float>, 3> obj;
  std::array<std::vector<float>, 3> bbox;

  Outputs() {
    for (std::size_t i = 0; i < kYunetStrides.size(); ++i) {
      const auto cells = static_cast<std::size_t>((kWidth / kYunetStrides[i]) * (kHeight / kYunetStrides[i]));
      cls[i].assign(cells, 0);
      obj[i].assign(cells, 0);
      bbox[i].assign(cells * 4, 0);
    }
  }
  void put(std::size_t level, std::size_t row, float cls_score, float obj_score, std::array<float, 4> box) {
    cls[level].at(row) = cls_score;
    obj[level].at(row) = obj_score;
    for (std::size_t i = 0; i < box.size(); ++i) bbox[level].at(row * 4 + i) = box[i];
  }
  [[nodiscard]] std::vector<Found> decode(float least) const {
    std::array<YunetLevel, 3> levels;
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = {cls[i].data(), obj[i].data(), bbox[i].data()};
    return decode_yunet(levels, kWidth, kHeight, least);
  }
};

}  // namespace

TEST_CASE("YuNet: centre and size of a box in each stride, its score the root of both held within 0 to 1") {
  Outputs outputs;
  outputs.put(0, 8 + 3, 0.81F, 1.0F, {0.5F, 0.25F, 0, std::log(2.0F)});  // stride 8, cell (3, 1)
  outputs.put(1, 4, 4.0F, 0.25F, {0, 0, std::log(0.5F), 0});             // stride 16, cell (0, 1); 4 is held at 1
  outputs.put(2, 1, 0.64F, 0.64F, {0.5F, 0.5F, 0, 0});                   // stride 32, cell (1, 0)
  const auto found = outputs.decode(0.5F);
  REQUIRE(found.size() == 3);
  CHECK(found[0].x == doctest::Approx(3.5 * 8 - 4));
  CHECK(found[0].y == doctest::Approx(1.25 * 8 - 8));
  CHECK(found[0].width == doctest::Approx(8));
  CHECK(found[0].height == doctest::Approx(16));
  CHECK(found[0].score == doctest::Approx(0.9));
  CHECK(found[1].x == doctest::Approx(-4));
  CHECK(found[1].y == doctest::Approx(16 - 8));
  CHECK(found[1].score == doctest::Approx(0.5));
  CHECK(found[2].x == doctest::Approx(48 - 16));
  CHECK(found[2].score == doctest::Approx(0.64));
}

TEST_CASE("YuNet: less than the least score, and numbers that are none, make no boxes") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  Outputs outputs;
  outputs.put(0, 0, 0.49F, 0.5F, {0, 0, 0, 0});
  outputs.put(0, 1, -1.0F, -1.0F, {0, 0, 0, 0});
  outputs.put(0, 2, kNan, 1.0F, {0, 0, 0, 0});
  outputs.put(0, 3, 1.0F, 1.0F, {kNan, 0, 0, 0});
  outputs.put(0, 4, 1.0F, 1.0F, {0, 0, 1'000.0F, 0});  // exp overflows
  CHECK(outputs.decode(0.5F).empty());
  CHECK(outputs.decode(0.49F).size() == 1);
}
