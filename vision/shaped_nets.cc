#include "vision/shaped_nets.h"

#include <algorithm>
#include <iterator>

namespace xueshi::vision {

cv::dnn::Net& ShapedNets::of(cv::Size shape) {
  const auto known =
      std::find_if(nets_.begin(), nets_.end(), [&](const ShapedNet& entry) { return entry.shape == shape; });
  if (known != nets_.end()) {
    nets_.splice(nets_.begin(), nets_, known);
    return nets_.front().net;
  }
  int kept_pixels = shape.area();
  for (auto net = nets_.begin(); net != nets_.end();) {
    kept_pixels += net->shape.area();
    net = kept_pixels > most_pixels_ ? nets_.erase(net) : std::next(net);
  }
  auto net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(onnx_.data()), onnx_.size());
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  nets_.push_front({shape, std::move(net)});
  return nets_.front().net;
}

}  // namespace xueshi::vision
