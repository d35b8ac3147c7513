#include "vision/frame.h"

#include <utility>

#include <opencv2/imgproc.hpp>

extern "C" {
#include <libavutil/display.h>
#include <libavutil/frame.h>
#include <libavutil/opt.h>
#include <libavutil/pixfmt.h>
#include <libswscale/swscale.h>
}

namespace xueshi::vision {
namespace {

struct ScalerDeleter {
  void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};

}  // namespace

void FrameDeleter::operator()(AVFrame* frame) const { av_frame_free(&frame); }

Frame::Frame(FramePtr decoded) : frame_(std::move(decoded)) {
  const AVFrameSideData* data = av_frame_get_side_data(frame_.get(), AV_FRAME_DATA_DISPLAYMATRIX);
  if (data == nullptr || data->size < 9 * sizeof(std::int32_t)) return;
  // (x, y) is shown at (a·x + c·y, b·x + d·y). Of the angles only quarter turns are made: others come from no camera.
  const auto* matrix = reinterpret_cast<const std::int32_t*>(data->data);
  const std::int32_t a = matrix[0];
  const std::int32_t b = matrix[1];
  const std::int32_t c = matrix[3];
  const std::int32_t d = matrix[4];
  if (a == 0 && d == 0 && b != 0 && c != 0) {
    transposed_ = true;
    flip_x_ = c < 0;
    flip_y_ = b < 0;
  } else if (b == 0 && c == 0) {
    flip_x_ = a < 0;
    flip_y_ = d < 0;
  }
}

int Frame::width() const { return transposed_ ? frame_->height : frame_->width; }
int Frame::height() const { return transposed_ ? frame_->width : frame_->height; }

Result<cv::Mat> Frame::bgr(cv::Size size) const {
  auto whole = scaled({width(), height()}, AV_PIX_FMT_BGR24, CV_8UC3);
  if (!whole) return whole;
  cv::Mat picture;
  cv::resize(*whole, picture, size, 0, 0, cv::INTER_LINEAR);
  return picture;
}
Result<cv::Mat> Frame::grey(cv::Size size) const { return scaled(size, AV_PIX_FMT_GRAY8, CV_8UC1); }

Result<cv::Mat> Frame::scaled(cv::Size upright, int pixel_format, int type) const {
  const cv::Size size = transposed_ ? cv::Size(upright.height, upright.width) : upright;
  const std::unique_ptr<SwsContext, ScalerDeleter> scaler(sws_alloc_context());
  const std::pair<const char*, int> settings[] = {
      {"srcw", frame_->width}, {"srch", frame_->height},     {"src_format", frame_->format}, {"dstw", size.width},
      {"dsth", size.height},   {"dst_format", pixel_format}, {"sws_flags", SWS_BILINEAR}};
  for (const auto& [name, value] : settings) av_opt_set_int(scaler.get(), name, value, 0);
  // Ordered dither would put a pattern of its own over an even picture, and `sharpness` would see it.
  av_opt_set(scaler.get(), "sws_dither", "none", 0);
  if (sws_init_context(scaler.get(), nullptr, nullptr) < 0) {
    return fail(ErrorCode::kUnsupported,
                "a picture whose pixels (format " + std::to_string(frame_->format) + ") cannot be converted");
  }
  // libswscale writes whole vectors past the end of a row: the rows get room for that.
  cv::Mat roomy(size.height, (size.width + 63) / 32 * 32, type);
  cv::Mat picture = roomy(cv::Rect(cv::Point(), size));
  std::uint8_t* planes[4] = {picture.data, nullptr, nullptr, nullptr};
  const int strides[4] = {static_cast<int>(picture.step), 0, 0, 0};
  const int rows = sws_scale(scaler.get(), frame_->data, frame_->linesize, 0, frame_->height, planes, strides);
  if (rows != size.height) return fail(ErrorCode::kInternal, "scaling a picture failed");
  // A filter reads past the border of a part into the matrix around it: nobody's bytes. So no part is handed out.
  picture = transposed_ ? cv::Mat(picture.t()) : picture.clone();
  if (flip_x_ || flip_y_) {
    cv::Mat flipped;
    cv::flip(picture, flipped, flip_x_ && flip_y_ ? -1 : (flip_x_ ? 1 : 0));
    picture = flipped;
  }
  return picture;
}

}  // namespace xueshi::vision
