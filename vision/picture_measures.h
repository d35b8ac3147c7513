#pragma once
/// What a picture itself is like, whoever is on it: how bright, how sharp, and a hash that stays nearly the same for
/// pictures that look the same. Pure; integers out.

#include <cstdint>

#include <opencv2/core.hpp>

namespace xueshi::vision {

struct PictureMeasures {
  std::uint8_t luma = 0;        ///< mean brightness
  std::uint16_t sharpness = 0;  ///< variance of the Laplacian, capped
  std::uint64_t phash = 0;
};

/// The size at which a picture is measured: 320 wide, its own aspect, at most 1280 high.
cv::Size measuring_size(int width, int height);

/// `grey`: 8 bits, full range, of the size above.
PictureMeasures measure(const cv::Mat& grey);

/// Perceptual hash: signs of the 8 × 8 lowest frequencies (without the constant ones) of the cosine transform of the
/// picture at 32 × 32, against their median. Similar pictures differ in few bits; a picture of one colour gives 0.
std::uint64_t perceptual_hash(const cv::Mat& grey);

}  // namespace xueshi::vision
