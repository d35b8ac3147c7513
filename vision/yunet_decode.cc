#include "vision/yunet_decode.h"

#include <algorithm>
#include <cmath>

namespace xueshi::vision {

std::vector<Found> decode_yunet(const std::array<YunetLevel, kYunetStrides.size()>& levels, int width, int height,
                                float least_score) {
  constexpr int kBoxColumns = 4;
  std::vector<Found> found;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const YunetLevel& level = levels[i];
    const int stride = kYunetStrides[i];
    const auto step = static_cast<float>(stride);
    std::size_t row = 0;
    for (int y = 0; y < height / stride; ++y) {
      for (int x = 0; x < width / stride; ++x, ++row) {
        const float score = std::sqrt(std::clamp(level.cls[row], 0.0F, 1.0F) * std::clamp(level.obj[row], 0.0F, 1.0F));
        if (!(score >= least_score)) continue;  // also where it is no number
        const float* box = level.bbox + row * kBoxColumns;
        Found at;
        at.width = std::exp(box[2]) * step;
        at.height = std::exp(box[3]) * step;
        at.x = (box[0] + static_cast<float>(x)) * step - at.width / 2;
        at.y = (box[1] + static_cast<float>(y)) * step - at.height / 2;
        at.score = score;
        if (finite(at)) found.push_back(at);
      }
    }
  }
  return found;
}

}  // namespace xueshi::vision
