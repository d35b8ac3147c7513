#include "vision/picture_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace xueshi::vision {
namespace {

constexpr int kSide = 32;
constexpr int kFrequencies = 8;
constexpr double kNothing = 1e-6;  ///< what rounding leaves of a coefficient that is 0

/// Row k: the cosine of frequency k + 1 at the 32 points.
std::array<std::array<double, kSide>, kFrequencies> cosines() {
  std::array<std::array<double, kSide>, kFrequencies> table{};
  for (int k = 0; k < kFrequencies; ++k) {
    for (int x = 0; x < kSide; ++x) table[k][x] = std::cos(std::numbers::pi * (2 * x + 1) * (k + 1) / (2.0 * kSide));
  }
  return table;
}

}  // namespace

cv::Size measuring_size(int width, int height) {
  constexpr int kWidth = 320;
  constexpr int kMostHeight = 1280;
  const auto scaled = static_cast<int>(std::lround(static_cast<double>(height) * kWidth / width));
  return {kWidth, std::clamp(scaled, 1, kMostHeight)};
}

std::uint64_t perceptual_hash(const cv::Mat& grey) {
  static const auto table = cosines();
  cv::Mat small;
  cv::resize(grey, small, {kSide, kSide}, 0, 0, cv::INTER_AREA);

  std::array<std::array<double, kSide>, kFrequencies> along_rows{};
  for (int k = 0; k < kFrequencies; ++k) {
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) along_rows[k][y] += table[k][x] * small.at<std::uint8_t>(y, x);
    }
  }
  std::array<double, kFrequencies * kFrequencies> coefficients{};
  for (int v = 0; v < kFrequencies; ++v) {
    for (int u = 0; u < kFrequencies; ++u) {
      double& sum = coefficients[v * kFrequencies + u];
      for (int y = 0; y < kSide; ++y) sum += table[v][y] * along_rows[u][y];
      if (std::abs(sum) < kNothing) sum = 0;
    }
  }
  auto sorted = coefficients;
  const auto middle = sorted.begin() + sorted.size() / 2;
  std::nth_element(sorted.begin(), middle, sorted.end());
  std::uint64_t hash = 0;
  for (const double coefficient : coefficients) hash = (hash << 1) | (coefficient > *middle ? 1u : 0u);
  return hash;
}

PictureMeasures measure(const cv::Mat& grey) {
  cv::Mat edges;
  cv::Laplacian(grey, edges, CV_16S);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(edges, mean, deviation);
  PictureMeasures measures;
  measures.luma = static_cast<std::uint8_t>(std::lround(cv::mean(grey)[0]));
  measures.sharpness = static_cast<std::uint16_t>(std::lround(std::min(deviation[0] * deviation[0], 65'535.0)));
  measures.phash = perceptual_hash(grey);
  return measures;
}

}  // namespace xueshi::vision
