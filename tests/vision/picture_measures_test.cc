#include "vision/picture_measures.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>

#include <opencv2/imgproc.hpp>

using namespace xueshi::vision;

namespace {

/// A picture with structure at several scales; `seed` moves it.
cv::Mat scene(cv::Size size, double seed) {
  cv::Mat picture(size, CV_8UC1);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double u = static_cast<double>(x) / size.width;
      const double v = static_cast<double>(y) / size.height;
      const double value = std::sin(9 * u + seed) * std::cos(7 * v * seed) + std::sin(23 * u * v + 3 * seed);
      picture.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(128 + 50 * value);
    }
  }
  return picture;
}

int distance(const cv::Mat& a, const cv::Mat& b) { return std::popcount(perceptual_hash(a) ^ perceptual_hash(b)); }

}  // namespace

TEST_CASE("pHash: the same scene at another size, brighter, blurred or noisy stays near") {
  const cv::Mat picture = scene({320, 180}, 1.3);
  cv::Mat brighter;
  picture.convertTo(brighter, -1, 0.9, 20);
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, {5, 5}, 1.5);
  cv::Mat noise(picture.size(), CV_8UC1);
  cv::theRNG().state = 7;
  cv::randn(noise, 20, 8);
  CHECK(distance(picture, scene({1280, 720}, 1.3)) <= 2);
  CHECK(distance(picture, brighter) <= 4);
  CHECK(distance(picture, blurred) <= 4);
  CHECK(distance(picture, picture + noise) <= 6);
}

TEST_CASE("pHash: other scenes, a mirrored and a turned picture are far") {
  const cv::Mat picture = scene({320, 180}, 1.3);
  cv::Mat mirrored;
  cv::flip(picture, mirrored, 1);
  cv::Mat upside_down;
  cv::flip(picture, upside_down, -1);
  CHECK(distance(picture, scene({320, 180}, 2.9)) >= 12);
  CHECK(distance(picture, scene({320, 180}, 5.1)) >= 12);
  CHECK(distance(picture, mirrored) >= 12);
  CHECK(distance(picture, upside_down) >= 12);
}

TEST_CASE("a black, a white and a grey picture: luma 0, 255, 77; no sharpness; hash 0") {
  for (const int level : {0, 255, 77}) {
    const PictureMeasures measures = measure(cv::Mat(180, 320, CV_8UC1, cv::Scalar(level)));
    CHECK(measures.luma == level);
    CHECK(measures.sharpness == 0);
    CHECK(measures.phash == 0);
  }
}

TEST_CASE("sharpness falls with blur and is capped") {
  const cv::Mat picture = scene({320, 180}, 1.3);
  cv::Mat stripes(180, 320, CV_8UC1);
  for (int x = 0; x < stripes.cols; ++x) stripes.col(x).setTo(x % 2 == 0 ? 0 : 255);
  cv::Mat blurred;
  cv::GaussianBlur(stripes, blurred, {9, 9}, 3);
  CHECK(measure(stripes).sharpness == 65'535);
  CHECK(measure(blurred).sharpness < 1'000);
  CHECK(measure(picture).sharpness > 0);
}

TEST_CASE("a picture is measured 320 wide, and never higher than 1280") {
  CHECK(measuring_size(1920, 1080) == cv::Size(320, 180));
  CHECK(measuring_size(16, 8192) == cv::Size(320, 1280));
  CHECK(measuring_size(8192, 16) == cv::Size(320, 1));
}
