#pragma once
/// What YuNet's output tensors mean, apart from the network that made them. Pure.

#include <array>
#include <vector>

#include "vision/found.h"

namespace xueshi::vision {

inline constexpr std::array kYunetStrides{8, 16, 32};

/// One stride's outputs, a row for each cell of the input, row by row.
struct YunetLevel {
  const float* cls = nullptr;   ///< 1 column: probability that it is a face
  const float* obj = nullptr;   ///< 1 column: how well the box fits
  const float* bbox = nullptr;  ///< 4 columns: centre x, y from the cell in strides; logarithms of width and height
};

/// The faces of at least `least_score`, √(cls × obj) each held within 0..1, in pixels of the input, in the order of
/// strides and rows. `width` and `height` are multiples of 32. Rows that are no finite boxes are left out.
std::vector<Found> decode_yunet(const std::array<YunetLevel, kYunetStrides.size()>& levels, int width, int height,
                                float least_score);

}  // namespace xueshi::vision
