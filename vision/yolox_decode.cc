#include "vision/yolox_decode.h"

#include <algorithm>
#include <cmath>

namespace xueshi::vision {
namespace {

float overlap(const Found& a, const Found& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const float common = width * height;
  return common / (a.width * a.height + b.width * b.height - common);
}

}  // namespace

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
        if (std::isfinite(at.x) && std::isfinite(at.y) && std::isfinite(at.width) && std::isfinite(at.height)) {
          found.push_back(at);
        }
      }
    }
  }
  return found;
}

std::vector<Found> suppress(std::vector<Found> found, float most_overlap, std::size_t most) {
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
  if (found.size() > most) found.resize(most);
  std::vector<Found> kept;
  for (const Found& candidate : found) {
    const bool doubled = std::any_of(kept.begin(), kept.end(),
                                     [&](const Found& better) { return overlap(better, candidate) > most_overlap; });
    if (!doubled) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace xueshi::vision
