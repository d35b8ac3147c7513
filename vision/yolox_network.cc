#include "vision/yolox_network.h"

#include <chrono>
#include <string>

#include "vision/message.h"
#include "vision/yolox_decode.h"

namespace xueshi::vision {
namespace {

constexpr float kMostOverlap = 0.5F;
constexpr float kPadding = 114;  ///< the grey the network was trained with
/// The three usual widths of 16:9 and of 4:3 pictures together. A network takes about 150 MB a million pixels.
constexpr int kMostInputPixels = 8'500'000;

}  // namespace

YoloxNetwork::YoloxNetwork(Bytes onnx) : nets_(std::move(onnx), kMostInputPixels) {}

Result<std::vector<Found>> YoloxNetwork::persons(const ScaledFrame& frame, float least_score, Micros& forward) {
  auto found = pass(frame.picture, frame.box.input, least_score, forward);
  if (!found) return found;
  return in_frame(suppress(std::move(*found), kMostOverlap, kMostBoxes), frame.box, frame.frame);
}

Result<std::vector<Found>> YoloxNetwork::pass(const cv::Mat& picture, cv::Size input, float least_score,
                                              Micros& forward) {
  const cv::Mat& blob = blob_.fill(picture, input, kPadding);
  cv::dnn::Net& net = nets_.of(input);
  const auto before = std::chrono::steady_clock::now();
  net.setInput(blob);
  const cv::Mat output = net.forward();
  forward += std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - before);
  const int rows = yolox_rows(input.width, input.height);
  if (output.type() != CV_32F || !output.isContinuous() ||
      output.total() != static_cast<std::size_t>(rows) * kYoloxColumns) {
    return fail(ErrorCode::kCorrupt, "the model's output is not YOLOX's: expected " + std::to_string(rows) + " × 85");
  }
  return decode_yolox(output.ptr<float>(), input.width, input.height, least_score);
}

Result<void> YoloxNetwork::warm_up() {
  const cv::Size small(320, 192);
  Micros ignored{0};
  const auto found = pass(cv::Mat(small, CV_8UC3, cv::Scalar::all(kPadding)), small, 1, ignored);
  nets_.clear();
  if (!found) return tl::make_unexpected(found.error());
  return {};
}

}  // namespace xueshi::vision
