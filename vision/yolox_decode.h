#pragma once
/// What YOLOX's output tensor means, apart from the network that made it. Pure.

#include <vector>

#include <opencv2/core.hpp>

namespace xueshi::vision {

/// A person in pixels of the network's input.
struct Found {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
  float score = 0;
};

/// Columns of a row: centre x, y, width, height, objectness, then a probability for each of 80 classes, person first.
inline constexpr int kYoloxColumns = 85;

/// Rows for an input of this size (both multiples of 32): one for each cell of the strides 8, 16 and 32.
constexpr int yolox_rows(int width, int height) {
  return (width / 8) * (height / 8) + (width / 16) * (height / 16) + (width / 32) * (height / 32);
}

/// The persons of at least `least_score` (objectness × person), in the order of the rows. `output` has yolox_rows × 85
/// numbers. Rows that are no finite boxes are left out.
std::vector<Found> decode_yolox(const float* output, int width, int height, float least_score);

/// Greedy non-maximum suppression: best first, each dropped that overlaps a better one by more than `most_overlap`
/// (intersection over union). Equal scores keep their order. Of more than `most` candidates the best are looked at.
std::vector<Found> suppress(std::vector<Found> found, float most_overlap, std::size_t most);

}  // namespace xueshi::vision
