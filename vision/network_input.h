#pragma once
/// From a frame to a network's input and back: scaled into the top left of a canvas whose sides are multiples of 32.

#include <vector>

#include <opencv2/core.hpp>

#include "base/result.h"
#include "vision/found.h"
#include "vision/frame.h"
#include "vision/picture.h"

namespace xueshi::vision {

/// Where a picture goes in the network's input: scaled to `picture` in the top left of `input`, whose sides are
/// multiples of 32; the longer side of `picture` is `width`.
struct Letterbox {
  cv::Size picture;
  cv::Size input;
};
Letterbox letterbox(int frame_width, int frame_height, int width);

/// No picture is enlarged more than so: beyond it there is nothing to be seen, and people close to the camera are found
/// in pieces.
inline constexpr double kMostEnlarged = 2;

/// At how many pixels a frame is looked at whose longer side is `longer`: `width`, or so much less that at `widest`,
/// the largest of the widths that are taken in turn, it would be enlarged kMostEnlarged times. So the turns of a small
/// picture differ as those of a large one do.
int width_for(int longer, int width, int widest);

/// A frame scaled for networks at one width.
struct ScaledFrame {
  Letterbox box;
  cv::Mat picture;  ///< of size box.picture
  cv::Size frame;   ///< as large as the frame was
};
/// For `width_for` of these.
Result<ScaledFrame> scale(const Frame& frame, int width, int widest);

/// Pictures as the numbers networks take: channels one after the other, blue first, 0..255. Keeps its memory from one
/// picture to the next, for page faults cost more than the conversion. One thread at a time.
class InputBlob {
 public:
  /// `picture` (8 bits, three channels) in the top left of `input`, the rest filled with `padding`. Valid until the
  /// next call.
  const cv::Mat& fill(const cv::Mat& picture, cv::Size input, float padding);

 private:
  cv::Mat blob_;
  std::vector<cv::Mat> planes_;
};

/// Candidates from pixels of the input to pixels of the frame, cut at its edges. Those in the padding are left out.
std::vector<Found> in_frame(std::vector<Found> found, const Letterbox& box, cv::Size frame);

/// The same as boxes of whole pixels.
std::vector<Box> boxes_of(const std::vector<Found>& found);

}  // namespace xueshi::vision
