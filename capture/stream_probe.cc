#include "capture/stream_probe.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "capture/camera_url.h"
#include "capture/media_timeline.h"
#include "capture/packet_dater.h"
#include "capture/read_guard.h"
#include "capture/rtsp_input.h"
#include "capture/stream_parameters.h"

namespace xueshi::capture {
namespace {

std::optional<std::int64_t> optional_time(std::int64_t time) {
  if (time == AV_NOPTS_VALUE) return std::nullopt;
  return time;
}

/// What the packets that came add up to.
class Look {
 public:
  explicit Look(const AVStream& video)
      : ticks_(video.time_base.num == 1 ? video.time_base.den : 90'000),
        parameters_(*video.codecpar),
        timeline_(ticks_) {}

  /// Fails where nothing can be recorded of it.
  Result<void> take(const AVPacket& packet, BootMillis arrival) {
    const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
    if (key) {
      ++keys_;
      const auto known = parameters_.look_at({packet.data, static_cast<std::size_t>(packet.size)});
      if (!known) return tl::make_unexpected(known.error());
    }
    const Stamp stamp{optional_time(packet.pts), optional_time(packet.dts)};
    frames_.push_back({stamp.pts, static_cast<std::size_t>(packet.size), key, arrival});
    if (reordered_) return {};
    switch (dater_.add(stamp)) {
      case PacketDater::Answer::kHold: break;
      case PacketDater::Answer::kReordered: reordered_ = true; break;
      case PacketDater::Answer::kRelease: {
        const auto dated = dater_.dated();
        const std::size_t first = frames_.size() - dated.size();
        for (std::size_t i = 0; i < dated.size(); ++i) {
          Stamp unwrapped = dated[i];
          if (timeline_.add(unwrapped, frames_[first + i].arrival) == MediaTimeline::Verdict::kBroken) jumped_ = true;
          frames_[first + i].time = unwrapped.pts;
        }
      }
    }
    return {};
  }

  [[nodiscard]] int keys() const { return keys_; }

  void report(StreamReport& report) const {
    const AVCodecParameters& parameters = parameters_.get();
    report.codec = codec_of(parameters);
    report.width = parameters.width;
    report.height = parameters.height;
    report.b_pictures = reordered_;
    report.times_jump = jumped_;
    if (jumped_) return;  // then the figures below mean nothing
    std::vector<const Frame*> dated;
    for (const Frame& frame : frames_) {
      if (frame.time) dated.push_back(&frame);
    }
    if (dated.size() < 2) return;
    const auto earlier = [](const Frame* a, const Frame* b) { return *a->time < *b->time; };
    const auto [first, last] = std::minmax_element(dated.begin(), dated.end(), earlier);
    const double whole = seconds(**first, **last);
    if (whole <= 0) return;
    const double step = whole / static_cast<double>(dated.size() - 1);
    report.fps = std::round(100 / step) / 100;

    std::vector<const Frame*> keys;
    for (const Frame* frame : dated) {
      if (frame->key) keys.push_back(frame);
    }
    for (std::size_t i = 1; i < keys.size(); ++i) {
      const Millis gop{std::llround(seconds(*keys[i - 1], *keys[i]) * 1000)};
      report.gop = std::max(report.gop.value_or(gop), gop);
    }
    // Key frames are large: over whole groups of pictures where there is one, else over all with the last one's length.
    const Frame* const from = keys.size() > 1 ? keys.front() : dated.front();
    const Frame* const to = keys.size() > 1 ? keys.back() : nullptr;
    std::size_t bytes = 0;
    for (const Frame* frame = from; frame != to && frame != frames_.data() + frames_.size(); ++frame) {
      bytes += frame->bytes;
    }
    const double time = to != nullptr ? seconds(*from, *to) : whole + step;
    if (time > 0) report.kbit_per_s = static_cast<int>(std::lround(static_cast<double>(bytes) * 8 / 1000 / time));
  }

 private:
  struct Frame {
    std::optional<std::int64_t> time;  ///< ticks; shown at
    std::size_t bytes = 0;
    bool key = false;
    BootMillis arrival{};
  };
  [[nodiscard]] double seconds(const Frame& from, const Frame& to) const {
    return static_cast<double>(*to.time - *from.time) / static_cast<double>(ticks_);
  }

  const std::int64_t ticks_;
  StreamParameters parameters_;
  PacketDater dater_{false};
  MediaTimeline timeline_;
  std::vector<Frame> frames_;  // in order of arrival
  int keys_ = 0;
  bool reordered_ = false;
  bool jumped_ = false;
};

}  // namespace

StreamReport probe_stream(const config::Camera& camera, const ProbeLimits& limits, const Clock& clock,
                          const std::atomic<bool>& stop) {
  StreamReport report;
  const auto url = with_credentials(camera.main_url, camera.user, camera.password);
  if (!url) {
    report.fault = CameraFault{CameraState::kAuthFailed, url.error().message};
    return report;
  }
  ReadGuard guard(stop, [] {});
  const BootMillis asked = clock.boot();
  const auto input = RtspInput::open(*url, camera.main_url, limits.input, guard, false);
  const BootMillis open = clock.boot();
  report.connect = open - asked;
  if (!input) {
    report.fault = input.error();
    return report;
  }
  Look look((*input)->video());
  const PacketPtr packet(av_packet_alloc());
  while (true) {
    if (auto got = (*input)->next(*packet); !got) {
      report.fault = got.error();
      break;
    }
    const BootMillis now = clock.boot();
    if (auto taken = look.take(*packet, now); !taken) {
      report.fault = CameraFault{CameraState::kUnsupportedCodec, camera.main_url + ": " + taken.error().chain()};
      break;
    }
    const Millis looked = now - open;
    if (look.keys() == 0 && looked >= limits.input.first_key_frame) {
      report.fault =
          CameraFault{CameraState::kNoKeyframe, fmt::format("{} has sent no key frame for {} s", camera.main_url,
                                                            limits.input.first_key_frame.count() / 1000)};
      break;
    }
    if (look.keys() >= limits.key_frames || looked >= limits.look_longer) break;
    if (look.keys() >= 2 && looked >= limits.look) break;
  }
  look.report(report);
  return report;
}

}  // namespace xueshi::capture
