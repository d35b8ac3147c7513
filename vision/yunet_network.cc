#include "vision/yunet_network.h"

#include <chrono>
#include <string>

#include "vision/message.h"
#include "vision/yunet_decode.h"

namespace xueshi::vision {
namespace {

constexpr float kMostOverlap = 0.3F;
/// Of a face's width: a second one whose centre is nearer is the same face found twice.
constexpr float kNearest = 0.8F;
constexpr float kPadding = 0;
constexpr int kMostInputPixels = 8'500'000;

constexpr std::size_t kOutputs = 3;
/// By name: the default order is alphabetical, and OpenCV's own FaceDetectorYN fails with this export.
std::vector<std::string> output_names() {
  std::vector<std::string> names;
  for (const int stride : kYunetStrides) {
    for (const char* output : {"cls_", "obj_", "bbox_"}) names.push_back(output + std::to_string(stride));
  }
  return names;
}

}  // namespace

YunetNetwork::YunetNetwork(Bytes onnx) : nets_(std::move(onnx), kMostInputPixels) {}

Result<std::vector<Found>> YunetNetwork::faces(const ScaledFrame& frame, float least_score, Micros& forward) {
  auto found = pass(frame.picture, frame.box.input, least_score, forward);
  if (!found) return found;
  return in_frame(drop_near(suppress(std::move(*found), kMostOverlap, kMostBoxes), kNearest), frame.box, frame.frame);
}

Result<std::vector<Found>> YunetNetwork::pass(const cv::Mat& picture, cv::Size input, float least_score,
                                              Micros& forward) {
  static const std::vector<std::string> kNames = output_names();
  const cv::Mat& blob = blob_.fill(picture, input, kPadding);
  cv::dnn::Net& net = nets_.of(input);
  std::vector<cv::Mat> outputs;
  const auto before = std::chrono::steady_clock::now();
  net.setInput(blob);
  net.forward(outputs, kNames);
  forward += std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - before);

  std::array<YunetLevel, kYunetStrides.size()> levels;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::size_t cells = static_cast<std::size_t>(input.width / kYunetStrides.at(i)) *
                              static_cast<std::size_t>(input.height / kYunetStrides.at(i));
    const cv::Mat* level = &outputs.at(i * kOutputs);
    const std::array columns{1, 1, 4};
    for (std::size_t output = 0; output < kOutputs; ++output) {
      if (level[output].type() != CV_32F || !level[output].isContinuous() ||
          level[output].total() != cells * static_cast<std::size_t>(columns.at(output))) {
        return fail(ErrorCode::kCorrupt, "the model's output " + kNames.at(i * kOutputs + output) +
                                             " is not YuNet's: expected " + std::to_string(cells) + " × " +
                                             std::to_string(columns.at(output)));
      }
    }
    levels.at(i) = {level[0].ptr<float>(), level[1].ptr<float>(), level[2].ptr<float>()};
  }
  return decode_yunet(levels, input.width, input.height, least_score);
}

Result<void> YunetNetwork::warm_up() {
  const cv::Size small(320, 192);
  Micros ignored{0};
  const auto found = pass(cv::Mat(small, CV_8UC3, cv::Scalar::all(kPadding)), small, 1, ignored);
  nets_.clear();
  if (!found) return tl::make_unexpected(found.error());
  return {};
}

}  // namespace xueshi::vision
