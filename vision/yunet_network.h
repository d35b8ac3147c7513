#pragma once
/// YuNet-n as a network: a scaled picture in, faces out. One thread at a time.

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "vision/network_input.h"
#include "vision/shaped_nets.h"

namespace xueshi::vision {

class YunetNetwork {
 public:
  explicit YunetNetwork(Bytes onnx);

  /// The faces of at least `least_score`, in pixels of the frame that was scaled, each once, best first. The network's
  /// own time is added to `forward`. kCorrupt: its output is not YuNet's.
  Result<std::vector<Found>> faces(const ScaledFrame& frame, float least_score, Micros& forward);

  /// One pass over a small picture of nothing.
  Result<void> warm_up();

 private:
  Result<std::vector<Found>> pass(const cv::Mat& picture, cv::Size input, float least_score, Micros& forward);

  ShapedNets nets_;
  InputBlob blob_;
};

}  // namespace xueshi::vision
