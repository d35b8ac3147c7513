#pragma once
/// A decoded picture, kept as the decoder gave it; what a detector looks at is scaled out of it in one pass.
///
/// One thread at a time.

#include <memory>

#include <opencv2/core.hpp>

#include "base/result.h"

struct AVFrame;

namespace xueshi::vision {

/// Bounds of a picture. What is larger is refused before memory is taken for it.
inline constexpr int kLeastSide = 16;
inline constexpr int kMostSide = 8'192;
inline constexpr std::int64_t kMostPixels = 64'000'000;

/// Whether a picture of this size is looked at.
constexpr bool acceptable_size(std::int64_t width, std::int64_t height) {
  return width >= kLeastSide && height >= kLeastSide && width <= kMostSide && height <= kMostSide &&
         width * height <= kMostPixels;
}

struct FrameDeleter {
  void operator()(AVFrame* frame) const;
};
using FramePtr = std::unique_ptr<AVFrame, FrameDeleter>;

class Frame {
 public:
  /// `decoded` has an acceptable size; its orientation (EXIF or SEI) is honoured.
  explicit Frame(FramePtr decoded);

  /// Size as a person sees it: after turning upright.
  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;

  /// The upright picture scaled to exactly `size`, 8 bits a channel, blue first. Bilinear without smoothing: the
  /// detector's threshold was measured on such pictures, and smoothed ones count a little worse.
  [[nodiscard]] Result<cv::Mat> bgr(cv::Size size) const;
  /// The same in grey, full range (black is 0, white 255).
  [[nodiscard]] Result<cv::Mat> grey(cv::Size size) const;

 private:
  [[nodiscard]] Result<cv::Mat> scaled(cv::Size upright, int pixel_format, int type) const;

  FramePtr frame_;
  bool transposed_ = false;  ///< rows become columns; applied before the flips
  bool flip_x_ = false;
  bool flip_y_ = false;
};

}  // namespace xueshi::vision
