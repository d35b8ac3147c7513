#pragma once
/// One network for each shape of its input. OpenCV sets a network up for one shape, and a change of shape costs an
/// allocation of everything: so those used last are kept, within a bound of memory. One thread at a time.

#include <list>
#include <optional>

#include <opencv2/dnn.hpp>

#include "base/bytes.h"

namespace xueshi::vision {

class ShapedNets {
 public:
  /// Networks kept hold together no more pixels of input than `most_pixels` (one alone may).
  ShapedNets(Bytes onnx, int most_pixels) : onnx_(std::move(onnx)), most_pixels_(most_pixels) {}

  /// The network for inputs of `shape`; those used longest ago make room, and one of them is set up anew rather than
  /// the model read once more (which takes as long as twenty pictures' scaling). Throws what OpenCV throws where the
  /// bytes are no model.
  cv::dnn::Net& of(cv::Size shape);
  /// Nothing stays set up for a shape.
  void clear();

  [[nodiscard]] std::size_t kept() const { return nets_.size(); }
  [[nodiscard]] int times_read() const { return times_read_; }

 private:
  struct ShapedNet {
    cv::Size shape;
    cv::dnn::Net net;
  };

  [[nodiscard]] cv::dnn::Net read();

  Bytes onnx_;
  int most_pixels_;
  int times_read_ = 0;
  std::list<ShapedNet> nets_;  ///< last used first
  std::optional<cv::dnn::Net> spare_;
};

}  // namespace xueshi::vision
