#include "vision/decode.h"

#include <cstdarg>
#include <cstring>

#include "vision/picture_format.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
}

namespace xueshi::vision {
namespace {

/// The last complaint of libav in this thread: its error codes alone say next to nothing.
thread_local std::string complaint;

void keep_complaint(void* source, int level, const char* format, std::va_list arguments) {
  if (level > AV_LOG_ERROR) return;
  char line[200];
  int print_prefix = 0;
  av_log_format_line2(source, level, format, arguments, line, sizeof line, &print_prefix);
  complaint = line;
  while (!complaint.empty() && complaint.back() == '\n') complaint.pop_back();
}

struct ContextDeleter {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct PacketDeleter {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};

tl::unexpected<Error> bad_size(std::int64_t width, std::int64_t height) {
  return fail(ErrorCode::kBadInput, "a picture of " + std::to_string(width) + " × " + std::to_string(height) +
                                        " pixels: expected at least " + std::to_string(kLeastSide) + " and at most " +
                                        std::to_string(kMostSide) + " a side and " +
                                        std::to_string(kMostPixels / 1'000'000) + " million in all");
}

tl::unexpected<Error> unreadable(std::string_view what) {
  std::string message = "a " + std::string(what) + " picture that is damaged, cut off or too large";
  if (!complaint.empty()) message += " (" + complaint + ")";
  return fail(ErrorCode::kBadInput, std::move(message));
}

/// Asked before memory for the pixels is taken.
int refuse_bad_size(AVCodecContext* context, AVFrame* frame, int flags) {
  if (!acceptable_size(frame->width, frame->height)) {
    *static_cast<cv::Size*>(context->opaque) = {frame->width, frame->height};
    return AVERROR(EINVAL);
  }
  return avcodec_default_get_buffer2(context, frame, flags);
}

struct Coding {
  AVCodecID codec;
  const char* name;
};

Result<Frame> decode_by(const Coding& coding, ByteView parameters, ByteView data) {
  av_log_set_callback(keep_complaint);
  complaint.clear();
  const AVCodec* codec = avcodec_find_decoder(coding.codec);
  if (codec == nullptr) {
    return fail(ErrorCode::kUnsupported, std::string("a ") + coding.name + " picture: this libavcodec has no decoder");
  }
  cv::Size refused;
  const std::unique_ptr<AVCodecContext, ContextDeleter> context(avcodec_alloc_context3(codec));
  const std::unique_ptr<AVPacket, PacketDeleter> packet(av_packet_alloc());
  FramePtr frame(av_frame_alloc());
  if (!context || !packet || !frame) return fail(ErrorCode::kBusy, "no memory for a picture");
  context->thread_count = 1;
  context->max_pixels = std::int64_t{kMostSide} * kMostSide;
  context->opaque = &refused;
  context->get_buffer2 = refuse_bad_size;
  // Half a picture would be counted as if it were whole.
  context->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
  if (!parameters.empty()) {
    context->extradata = static_cast<std::uint8_t*>(av_mallocz(parameters.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    if (context->extradata == nullptr) return fail(ErrorCode::kBusy, "no memory for a picture");
    std::memcpy(context->extradata, parameters.data(), parameters.size());
    context->extradata_size = static_cast<int>(parameters.size());
  }
  if (avcodec_open2(context.get(), codec, nullptr) < 0) return unreadable(coding.name);
  if (av_new_packet(packet.get(), static_cast<int>(data.size())) < 0) {
    return fail(ErrorCode::kBusy, "no memory for a picture");
  }
  std::memcpy(packet->data, data.data(), data.size());
  packet->flags |= AV_PKT_FLAG_KEY;

  const bool decoded = avcodec_send_packet(context.get(), packet.get()) >= 0 &&
                       avcodec_send_packet(context.get(), nullptr) >= 0 &&
                       avcodec_receive_frame(context.get(), frame.get()) >= 0;
  if (refused.width > 0) return bad_size(refused.width, refused.height);
  if (!decoded || frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0) {
    return unreadable(coding.name);
  }
  if (!acceptable_size(frame->width, frame->height)) return bad_size(frame->width, frame->height);
  return Frame(std::move(frame));
}

/// The GIF decoder fills up what is missing; only the trailer (GIF89a §27) says that the file is whole.
bool gif_is_whole(ByteView data) {
  constexpr std::uint8_t kTrailer = 0x3b;
  while (!data.empty() && data.back() == 0) data = data.first(data.size() - 1);
  return !data.empty() && data.back() == kTrailer;
}

Result<Frame> decode_file(ByteView data) {
  switch (file_kind(data)) {
    case FileKind::kJpeg: return decode_by({AV_CODEC_ID_MJPEG, "JPEG"}, {}, data);
    case FileKind::kPng: return decode_by({AV_CODEC_ID_PNG, "PNG"}, {}, data);
    case FileKind::kBmp: return decode_by({AV_CODEC_ID_BMP, "BMP"}, {}, data);
    case FileKind::kWebp: return decode_by({AV_CODEC_ID_WEBP, "WebP"}, {}, data);
    case FileKind::kGif:
      if (!gif_is_whole(data)) return fail(ErrorCode::kBadInput, "a GIF picture that is cut off");
      return decode_by({AV_CODEC_ID_GIF, "GIF"}, {}, data);
    default: break;
  }
  return fail(ErrorCode::kBadInput, std::string(why_not_a_picture(data)) + ": expected " + std::string(kPictureFiles));
}

Result<Frame> wrap_yuv420p(const Picture& picture) {
  if (!acceptable_size(picture.width, picture.height)) return bad_size(picture.width, picture.height);
  const auto width = static_cast<int>(picture.width);
  const auto height = static_cast<int>(picture.height);
  const int size = av_image_get_buffer_size(AV_PIX_FMT_YUV420P, width, height, 1);
  if (size < 0 || picture.data.size() != static_cast<std::size_t>(size)) {
    return fail(ErrorCode::kBadInput, "a raw picture of " + std::to_string(picture.data.size()) + " bytes: expected " +
                                          std::to_string(size) + " for its size");
  }
  FramePtr frame(av_frame_alloc());
  if (!frame) return fail(ErrorCode::kBusy, "no memory for a picture");
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = width;
  frame->height = height;
  // Copied, for libswscale reads whole vectors past the end of a row.
  std::uint8_t* planes[4];
  int strides[4];
  if (av_frame_get_buffer(frame.get(), 0) < 0 ||
      av_image_fill_arrays(planes, strides, picture.data.data(), AV_PIX_FMT_YUV420P, width, height, 1) < 0) {
    return fail(ErrorCode::kBusy, "no memory for a picture");
  }
  av_image_copy(frame->data, frame->linesize, const_cast<const std::uint8_t**>(planes), strides, AV_PIX_FMT_YUV420P,
                width, height);
  return Frame(std::move(frame));
}

}  // namespace

Result<Frame> decode(const Picture& picture) {
  if (picture.data.empty()) return fail(ErrorCode::kBadInput, "an empty file: expected a picture");
  switch (picture.coding) {
    case PictureCoding::kH264: return decode_by({AV_CODEC_ID_H264, "H.264"}, picture.parameters, picture.data);
    case PictureCoding::kH265: return decode_by({AV_CODEC_ID_HEVC, "H.265"}, picture.parameters, picture.data);
    case PictureCoding::kYuv420p: return wrap_yuv420p(picture);
    case PictureCoding::kFile: break;
  }
  return decode_file(picture.data);
}

}  // namespace xueshi::vision
