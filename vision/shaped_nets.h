#pragma once
/// One network for each shape of its input. OpenCV sets a network up for one shape, and a change of shape costs an
/// allocation of everything: so those used last are kept, within a bound of memory. One thread at a time.

#include <list>

#include <opencv2/dnn.hpp>

#include "base/bytes.h"

namespace xueshi::vision {

class ShapedNets {
 public:
  /// Networks kept hold together no more pixels of input than `most_pixels` (one alone may).
  ShapedNets(Bytes onnx, int most_pixels) : onnx_(std::move(onnx)), most_pixels_(most_pixels) {}

  /// The network for inputs of `shape`; those used longest ago make room. Throws what OpenCV throws where the bytes are
  /// no model.
  cv::dnn::Net& of(cv::Size shape);
  void clear() { nets_.clear(); }
  [[nodiscard]] std::size_t kept() const { return nets_.size(); }

 private:
  struct ShapedNet {
    cv::Size shape;
    cv::dnn::Net net;
  };

  Bytes onnx_;
  int most_pixels_;
  std::list<ShapedNet> nets_;  ///< last used first
};

}  // namespace xueshi::vision
