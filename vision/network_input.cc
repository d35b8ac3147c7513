#include "vision/network_input.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace xueshi::vision {

Letterbox letterbox(int frame_width, int frame_height, int width) {
  const auto up_to_32 = [](int side) { return (side + 31) / 32 * 32; };
  const double scale = static_cast<double>(width) / std::max(frame_width, frame_height);
  const auto scaled = [&](int side) { return std::clamp(static_cast<int>(std::lround(side * scale)), 1, width); };
  const cv::Size picture(scaled(frame_width), scaled(frame_height));
  return {picture, {up_to_32(picture.width), up_to_32(picture.height)}};
}

int width_for(int longer, int width, int widest) {
  const double shrunk = kMostEnlarged * longer / widest;
  return shrunk >= 1 ? width : std::max(1, static_cast<int>(std::lround(width * shrunk)));
}

Result<ScaledFrame> scale(const Frame& frame, int width, int widest) {
  const int wanted = width_for(std::max(frame.width(), frame.height()), width, widest);
  ScaledFrame scaled{letterbox(frame.width(), frame.height(), wanted), {}, {frame.width(), frame.height()}};
  auto picture = frame.bgr(scaled.box.picture);
  if (!picture) return tl::make_unexpected(std::move(picture.error()));
  scaled.picture = std::move(*picture);
  return scaled;
}

const cv::Mat& InputBlob::fill(const cv::Mat& picture, cv::Size input, float padding) {
  constexpr int kChannels = 3;
  const std::array shape{1, kChannels, input.height, input.width};
  blob_.create(static_cast<int>(shape.size()), shape.data(), CV_32F);
  cv::split(picture, planes_);
  for (int channel = 0; channel < kChannels; ++channel) {
    cv::Mat plane(input, CV_32F, blob_.ptr<float>(0, channel));
    planes_.at(static_cast<std::size_t>(channel)).convertTo(plane(cv::Rect({}, picture.size())), CV_32F);
    plane.colRange(picture.cols, input.width).setTo(padding);
    plane.rowRange(picture.rows, input.height).setTo(padding);
  }
  return blob_;
}

std::vector<Found> in_frame(std::vector<Found> found, const Letterbox& box, cv::Size frame) {
  const double back_x = static_cast<double>(frame.width) / box.picture.width;
  const double back_y = static_cast<double>(frame.height) / box.picture.height;
  std::vector<Found> kept;
  for (const Found& at : found) {
    const cv::Rect2d whole(at.x * back_x, at.y * back_y, at.width * back_x, at.height * back_y);
    const cv::Rect2d seen = whole & cv::Rect2d({}, cv::Size2d(frame));
    if (seen.empty()) continue;  // somebody in the padding is nobody
    kept.push_back({static_cast<float>(seen.x), static_cast<float>(seen.y), static_cast<float>(seen.width),
                    static_cast<float>(seen.height), at.score});
  }
  return kept;
}

std::vector<Box> boxes_of(const std::vector<Found>& found) {
  const auto whole = [](float pixels) { return static_cast<int>(std::lround(pixels)); };
  std::vector<Box> boxes;
  boxes.reserve(found.size());
  for (const Found& at : found) {
    boxes.push_back({whole(at.x), whole(at.y), whole(at.width), whole(at.height), at.score});
  }
  return boxes;
}

}  // namespace xueshi::vision
