#include "daemon/video_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libswscale/swscale.h>
}

namespace xueshi::daemon {
namespace {

constexpr int kMostPixels = 64 << 20;
/// A picture file is a "video" of one frame to libav: such demuxers are not meant.
constexpr std::string_view kPictureDemuxers = "_pipe";
/// Lists of other files, which libav would open and show as one recording without a seam.
constexpr std::array<std::string_view, 4> kListDemuxers{"concat", "hls", "dash", "imf"};
/// Frames whose times go back by less are out of order in a file made badly; by more, the recording begins anew.
constexpr Millis kOutOfOrder{1'000};

struct Free {
  void operator()(AVFormatContext* input) const { avformat_close_input(&input); }
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

std::string libav_text(int error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(error, text, sizeof text);
  return text;
}

class VideoReader {
 public:
  VideoReader(std::string path, Millis every, const PictureTaken& taken, const VideoProgress& progress)
      : path_(std::move(path)), every_(every), taken_(taken), progress_(progress) {}

  Result<VideoFile> read() {
    if (auto opened = open(); !opened) return tl::make_unexpected(opened.error());
    if (auto decoded = decode_all(); !decoded) return tl::make_unexpected(decoded.error());
    if (video_.stretches.empty()) {
      return refused(
          timeless_
              ? "its frames have no timestamps, so nothing can be said about continuity: expected a container such "
                "as MP4, MKV, AVI or TS"
              : "not one picture of it can be decoded: expected a readable video");
    }
    return std::move(video_);
  }

 private:
  [[nodiscard]] tl::unexpected<Error> refused(const std::string& why) const {
    return fail(ErrorCode::kBadInput, path_ + ": " + why);
  }
  Result<void> open();
  Result<void> decode_all();
  Result<bool> drain();
  Result<bool> take_frame(const AVFrame& frame);
  Result<vision::Picture> picture_of(const AVFrame& frame);

  const std::string path_;
  const Millis every_;
  const PictureTaken& taken_;
  const VideoProgress& progress_;
  Owned<AVFormatContext> input_;
  Owned<AVCodecContext> codec_;
  Owned<AVFrame> frame_{av_frame_alloc()};
  Owned<SwsContext> scaler_;
  int stream_ = -1;
  VideoFile video_;
  std::optional<Millis> last_picture_;
  Millis said_{-10'000};
  bool timeless_ = false;
};

Result<void> VideoReader::open() {
  std::error_code error;
  const auto status = std::filesystem::status(path_, error);
  if (error || !std::filesystem::exists(status)) {
    return fail(ErrorCode::kNotFound, path_ + ": no such file: expected a video");
  }
  if (std::filesystem::is_directory(status)) return refused("a folder: expected a video file");
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(path_, error) == 0) {
    return refused("the file is empty: expected a video");
  }
  AVFormatContext* context = nullptr;
  // file: keeps libav from taking a name with a colon for a protocol; the list, what the file says from reaching out.
  AVDictionary* settings = nullptr;
  av_dict_set(&settings, "protocol_whitelist", "file", 0);
  const int opened = avformat_open_input(&context, ("file:" + path_).c_str(), nullptr, &settings);
  av_dict_free(&settings);
  if (opened < 0)
    return refused("cannot be read as a video (" + libav_text(opened) + "): expected MP4, MKV, AVI, TS or the like");
  input_.reset(context);
  const std::string_view demuxer = input_->iformat->name;
  if (demuxer.ends_with(kPictureDemuxers) || demuxer == "image2" || demuxer == "tty") {
    return refused(demuxer == "tty" ? "a text file: expected a video"
                                    : "a picture: expected a video; `xueshi count` counts in pictures");
  }
  if (std::any_of(kListDemuxers.begin(), kListDemuxers.end(),
                  [demuxer](std::string_view list) { return demuxer.find(list) != std::string_view::npos; })) {
    return refused("a list of other files: expected a video; name the parts themselves, in their order");
  }
  if (const int found = avformat_find_stream_info(context, nullptr); found < 0) {
    return refused("cannot be read as a video (" + libav_text(found) + ")");
  }
  const AVCodec* decoder = nullptr;
  stream_ = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0);
  // A sound file's cover is a "video" of one picture to libav.
  const bool cover = stream_ >= 0 && (context->streams[stream_]->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
  if (stream_ < 0 || decoder == nullptr || cover)
    return refused("there is no video in it that can be decoded: expected a video track");
  for (unsigned i = 0; i < context->nb_streams; ++i) {
    if (static_cast<int>(i) != stream_) context->streams[i]->discard = AVDISCARD_ALL;
  }
  codec_.reset(avcodec_alloc_context3(decoder));
  if (avcodec_parameters_to_context(codec_.get(), context->streams[stream_]->codecpar) < 0)
    return refused("out of memory");
  codec_->thread_count = 0;
  codec_->max_pixels = kMostPixels;
  codec_->pkt_timebase = context->streams[stream_]->time_base;
  if (const int begun = avcodec_open2(codec_.get(), decoder, nullptr); begun < 0) {
    return refused("its video cannot be decoded (" + libav_text(begun) + ")");
  }
  return {};
}

Result<vision::Picture> VideoReader::picture_of(const AVFrame& frame) {
  vision::Picture picture;
  picture.coding = vision::PictureCoding::kYuv420p;
  // Odd sizes have no whole chroma planes: the last row or column is left out.
  picture.width = static_cast<std::uint32_t>(frame.width & ~1);
  picture.height = static_cast<std::uint32_t>(frame.height & ~1);
  const int width = static_cast<int>(picture.width);
  const int height = static_cast<int>(picture.height);
  const int size = av_image_get_buffer_size(AV_PIX_FMT_YUV420P, width, height, 1);
  if (size <= 0) return refused("its pictures have no usable size");
  picture.data.resize(static_cast<std::size_t>(size));
  std::uint8_t* planes[4] = {};
  int strides[4] = {};
  av_image_fill_arrays(planes, strides, picture.data.data(), AV_PIX_FMT_YUV420P, width, height, 1);
  scaler_.reset(sws_getCachedContext(scaler_.release(), width, height, static_cast<AVPixelFormat>(frame.format), width,
                                     height, AV_PIX_FMT_YUV420P, SWS_POINT, nullptr, nullptr, nullptr));
  if (!scaler_) return refused("its pixel format cannot be converted");
  sws_scale(scaler_.get(), frame.data, frame.linesize, 0, height, planes, strides);
  return picture;
}

Result<bool> VideoReader::take_frame(const AVFrame& frame) {
  if (frame.best_effort_timestamp == AV_NOPTS_VALUE) {
    timeless_ = true;
    return true;
  }
  const AVRational base = input_->streams[stream_]->time_base;
  const Millis time{av_rescale_q(frame.best_effort_timestamp, base, {1, 1000})};
  const bool goes_back = !video_.stretches.empty() && time < video_.last();
  if (goes_back && video_.last() - time < kOutOfOrder) return true;  // it proves nothing, and ends nothing
  if (video_.stretches.empty() || goes_back) {
    video_.stretches.emplace_back();
    last_picture_.reset();
  }
  VideoStretch& stretch = video_.stretches.back();
  stretch.frames.push_back(time);
  if (frame.pkt_duration > 0) stretch.frame_length = Millis{av_rescale_q(frame.pkt_duration, base, {1, 1000})};
  if (last_picture_ && time - *last_picture_ < every_) return true;
  last_picture_ = time;
  auto picture = picture_of(frame);
  if (!picture) return tl::make_unexpected(picture.error());
  return taken_(video_.stretches.size() - 1, time, std::move(*picture));
}

Result<bool> VideoReader::drain() {
  while (true) {
    const int got = avcodec_receive_frame(codec_.get(), frame_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return true;
    if (got < 0) return true;  // a frame that cannot be decoded is not there; its time becomes a hole
    auto go_on = take_frame(*frame_);
    av_frame_unref(frame_.get());
    if (!go_on || !*go_on) return go_on;
    if (progress_ && !video_.stretches.empty() && video_.last() - said_ >= Millis{1000}) {
      said_ = video_.last();
      const double length = static_cast<double>(input_->duration) / 1000.0;
      progress_(length > 0 ? std::min(1.0, static_cast<double>((said_ - video_.first()).count()) / length) : 0);
    }
  }
}

Result<void> VideoReader::decode_all() {
  const Owned<AVPacket> packet(av_packet_alloc());
  int error = 0;
  while ((error = av_read_frame(input_.get(), packet.get())) >= 0) {
    if (packet->stream_index == stream_ && avcodec_send_packet(codec_.get(), packet.get()) < 0) {
      video_.warning = "some of its frames cannot be decoded";
    }
    av_packet_unref(packet.get());
    const auto go_on = drain();
    if (!go_on) return tl::make_unexpected(go_on.error());
    if (!*go_on) return fail(ErrorCode::kClosed, path_ + ": given up");
  }
  if (error != AVERROR_EOF) video_.warning = "it cannot be read to its end (" + libav_text(error) + ")";
  avcodec_send_packet(codec_.get(), nullptr);
  const auto go_on = drain();
  if (!go_on) return tl::make_unexpected(go_on.error());
  if (!video_.stretches.empty() && input_->duration > 0) {
    const Millis promised{input_->duration / 1000};
    const Millis there = video_.last() - video_.first();
    if (promised - there > Millis{3'000} && video_.warning.empty()) {
      video_.warning = "it says it is " + std::to_string(promised.count() / 1000) + " s long, but only " +
                       std::to_string(there.count() / 1000) + " s can be read: is it truncated?";
    }
  }
  return {};
}

}  // namespace

Result<VideoFile> read_video(const std::string& path, Millis every, const PictureTaken& taken,
                             const VideoProgress& progress) {
  return VideoReader(path, every, taken, progress).read();
}

}  // namespace xueshi::daemon
