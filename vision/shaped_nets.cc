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
    if (kept_pixels > most_pixels_) {
      spare_ = std::move(net->net);
      net = nets_.erase(net);
    } else {
      net = std::next(net);
    }
  }
  nets_.push_front({shape, spare_ ? std::move(*spare_) : read()});
  spare_.reset();
  return nets_.front().net;
}

void ShapedNets::clear() {
  if (!nets_.empty()) spare_ = std::move(nets_.front().net);
  nets_.clear();
}

cv::dnn::Net ShapedNets::read() {
  auto net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(onnx_.data()), onnx_.size());
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  ++times_read_;
  return net;
}

}  // namespace xueshi::vision
