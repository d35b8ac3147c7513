#include "capture/rtsp_input.h"

#include <mutex>
#include <new>

#include <fmt/format.h>

#include "capture/stream_parameters.h"

namespace xueshi::capture {
namespace {

/// libav writes addresses with their credentials to stderr; what people need to know, faults say.
void silence_libav() {
  static std::once_flag once;
  std::call_once(once, [] {
    av_log_set_level(AV_LOG_QUIET);
    avformat_network_init();
  });
}

class Options {
 public:
  ~Options() { av_dict_free(&dictionary_); }
  void set(const char* key, const char* value) { av_dict_set(&dictionary_, key, value, 0); }
  AVDictionary** get() { return &dictionary_; }

 private:
  AVDictionary* dictionary_ = nullptr;
};

}  // namespace

tl::expected<std::unique_ptr<RtspInput>, CameraFault> RtspInput::open(const config::Secret& url,
                                                                      const std::string& address,
                                                                      const InputLimits& limits, ReadGuard& guard,
                                                                      bool stream_info) {
  silence_libav();
  std::unique_ptr<RtspInput> input(new RtspInput(address, limits, guard));
  if (auto connected = input->connect(url, stream_info); !connected) return tl::make_unexpected(connected.error());
  return input;
}

CameraFault RtspInput::fault(InputStep step, int av_error) const {
  return classify(step, av_error, guard_.expired(), address_, limits_);
}

tl::expected<void, CameraFault> RtspInput::connect(const config::Secret& url, bool stream_info) {
  Options options;
  options.set("rtsp_transport", "tcp");
  // With sound set up as well, libav would take times from RTCP and let them jump at its first report.
  options.set("allowed_media_types", "video");
  // PLAY is ours to send, so that "no video" and "refused" can be told apart.
  options.set("initial_pause", "1");
  options.set("user_agent", "xueshi");

  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) throw std::bad_alloc();
  context->interrupt_callback = {&ReadGuard::ask, &guard_};
  context->max_analyze_duration = 1;
  context->fps_probe_size = 0;
  guard_.allow(limits_.opening);
  // Frees the context itself when it fails.
  const int opened = avformat_open_input(&context, url.reveal().c_str(), nullptr, options.get());
  if (guard_.interrupted() || opened < 0) {
    if (opened >= 0) avformat_close_input(&context);
    return tl::make_unexpected(fault(InputStep::kOpening, opened));
  }
  input_.reset(context);

  const int video = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (video < 0) {
    return tl::make_unexpected(CameraFault{CameraState::kNoVideo, address_ + " offers no video stream"});
  }
  video_ = static_cast<unsigned>(video);
  const AVCodecParameters& parameters = *context->streams[video_]->codecpar;
  if (!codec_of(parameters)) {
    return tl::make_unexpected(CameraFault{
        CameraState::kUnsupportedCodec,
        fmt::format("{} sends {}: expected H.264 or H.265", address_, avcodec_get_name(parameters.codec_id))});
  }
  guard_.allow(limits_.first_packet);
  const int playing = av_read_play(context);
  if (guard_.interrupted() || playing < 0) return tl::make_unexpected(fault(InputStep::kStarting, playing));
  if (stream_info) {
    const int found = avformat_find_stream_info(context, nullptr);
    if (guard_.interrupted() || found < 0) return tl::make_unexpected(fault(InputStep::kStarting, found));
  }
  return {};
}

tl::expected<void, CameraFault> RtspInput::next(AVPacket& packet) {
  guard_.allow(got_packet_ ? limits_.given_up_after : limits_.first_packet);
  while (true) {
    av_packet_unref(&packet);
    const int read = av_read_frame(input_.get(), &packet);
    // Before the return code: it was seen to be 0 after an interruption.
    if (guard_.interrupted() || (read < 0 && read != AVERROR(EAGAIN))) {
      return tl::make_unexpected(fault(got_packet_ ? InputStep::kReading : InputStep::kStarting, read));
    }
    if (read == 0 && packet.stream_index == static_cast<int>(video_)) break;
  }
  got_packet_ = true;
  return {};
}

}  // namespace xueshi::capture
