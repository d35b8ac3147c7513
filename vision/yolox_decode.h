#pragma once
/// What YOLOX's output tensor means, apart from the network that made it. Pure.

#include <vector>

#include "vision/found.h"

namespace xueshi::vision {

/// Columns of a row: centre x, y, width, height, objectness, then a probability for each of 80 classes, person first.
inline constexpr int kYoloxColumns = 85;

/// Rows for an input of this size (both multiples of 32): one for each cell of the strides 8, 16 and 32.
constexpr int yolox_rows(int width, int height) {
  return (width / 8) * (height / 8) + (width / 16) * (height / 16) + (width / 32) * (height / 32);
}

/// The persons of at least `least_score` (objectness × person) in pixels of the input, in the order of the rows.
/// `output` has yolox_rows × 85 numbers. Rows that are no finite boxes are left out.
std::vector<Found> decode_yolox(const float* output, int width, int height, float least_score);

}  // namespace xueshi::vision
