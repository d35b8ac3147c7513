#include "vision/yolox_decode.h"

#include <cmath>

namespace xueshi::vision {

std::vector<Found> decode_yolox(const float* output, int width, int height, float least_score) {
  constexpr int kObjectness = 4;
  constexpr int kPerson = 5;
  std::vector<Found> found;
  const float* row = output;
  for (const int stride : {8, 16, 32}) {
    const auto step = static_cast<float>(stride);
    for (int y = 0; y < height / stride; ++y) {
      for (int x = 0; x < width / stride; ++x, row += kYoloxColumns) {
        const float score = row[kObjectness] * row[kPerson];
        if (!(score >= least_score)) continue;
        Found at;
        at.width = std::exp(row[2]) * step;
        at.height = std::exp(row[3]) * step;
        at.x = (row[0] + static_cast<float>(x)) * step - at.width / 2;
        at.y = (row[1] + static_cast<float>(y)) * step - at.height / 2;
        at.score = score;
        if (finite(at)) found.push_back(at);
      }
    }
  }
  return found;
}

}  // namespace xueshi::vision
