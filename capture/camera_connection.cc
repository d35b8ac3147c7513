#include "capture/camera_connection.h"

#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "capture/camera_url.h"

namespace xueshi::capture {
namespace {

std::optional<std::int64_t> optional_time(std::int64_t time) {
  if (time == AV_NOPTS_VALUE) return std::nullopt;
  return time;
}

using SteadyClock = std::chrono::steady_clock;

/// libav takes three small reads and a poll for each RTP packet, and a thread that is woken for each spends more on
/// waking than on video. So once a read had to wait, what had come before it is all read, and the thread lets the
/// socket gather for a moment. Adds to what a kill costs (I4), and to the jitter of arrival (I6), by so much.
constexpr Millis kGather{100};
constexpr Millis kHadToWait{2};

ByteView bytes_of(const AVPacket& packet) { return {packet.data, static_cast<std::size_t>(packet.size)}; }

}  // namespace

CameraConnection::CameraConnection(const CameraSettings& settings, recording::StreamRecorder& recorder,
                                   CaptureSink& sink, const Clock& clock, const std::atomic<bool>& stop,
                                   ConnectionEvents events)
    : settings_(settings),
      recorder_(recorder),
      sink_(sink),
      clock_(clock),
      events_(std::move(events)),
      guard_(stop, [this] { idle(); }),
      packet_(av_packet_alloc()) {}

CameraConnection::~CameraConnection() { recorder_.stop(); }

CameraConnection::End CameraConnection::run(bool stream_info) {
  End end;
  const config::Camera& camera = settings_.camera;
  auto url = with_credentials(camera.main_url, camera.user, camera.password);
  if (!url) {
    end.fault = {CameraState::kAuthFailed, url.error().message};
    return end;
  }
  auto input = RtspInput::open(*url, camera.main_url, settings_.limits, guard_, stream_info);
  if (!input) {
    end.fault = input.error();
    return end;
  }
  const AVStream& video = (*input)->video();
  ticks_ = video.time_base.num == 1 ? video.time_base.den : 90'000;
  parameters_.emplace(*video.codecpar);
  timeline_.emplace(ticks_);
  dater_.emplace(stream_info);

  while (true) {
    const auto asked = SteadyClock::now();
    if (auto got = (*input)->next(*packet_); !got) {
      end.fault = got.error();
      break;
    }
    const auto waited = SteadyClock::now() - asked;
    const ClockReading arrival = clock_.read();
    events_.received(static_cast<std::size_t>(packet_->size));
    last_packet_ = arrival.boot;
    if (!first_packet_) first_packet_ = arrival.boot;
    if (stalled_) {
      stalled_ = false;
      events_.state(CameraState::kRecording, camera.main_url + " sends again");
    }
    if (auto ended = take(arrival)) {
      end = *ended;
      break;
    }
    recorder_.tick(arrival);
    if (!still_wanted(arrival)) {
      recorder_.not_recording(GapCause::kNotScheduled, arrival);
      end.unwanted = true;
      break;
    }
    // Not before it records: the first frames date the recording.
    if (recording_ && waited >= kHadToWait) std::this_thread::sleep_for(kGather);
  }
  if (recording_since_) end.lasted = clock_.boot() - *recording_since_;
  return end;
}

bool CameraConnection::still_wanted(const ClockReading& now) {
  constexpr Millis kEvery{1'000};
  if (asked_wanted_ && now.boot - *asked_wanted_ < kEvery) return true;
  asked_wanted_ = now.boot;
  return events_.wanted(now);
}

void CameraConnection::idle() {
  const ClockReading now = clock_.read();
  recorder_.tick(now);
  if (!recording_ || stalled_ || !last_packet_) return;
  const Millis silent = now.boot - *last_packet_;
  if (silent < settings_.limits.stalled_after) return;
  stalled_ = true;
  events_.state(CameraState::kStalled,
                fmt::format("{} has sent nothing for {} s", settings_.camera.main_url, silent.count() / 1000));
}

std::optional<CameraConnection::End> CameraConnection::take(const ClockReading& arrival) {
  const auto ended = [](std::optional<CameraFault> fault) -> std::optional<End> {
    if (!fault) return std::nullopt;
    return End{std::move(*fault), false, false, Millis{0}};
  };
  switch (dater_->add({optional_time(packet_->pts), optional_time(packet_->dts)})) {
    case PacketDater::Answer::kReordered: return End{{}, false, true, Millis{0}};
    case PacketDater::Answer::kHold: {
      Held held{PacketPtr(av_packet_alloc()), arrival};
      av_packet_move_ref(held.packet.get(), packet_.get());
      held_.push_back(std::move(held));
      return std::nullopt;
    }
    case PacketDater::Answer::kRelease: break;
  }
  std::size_t next = 0;
  for (Held& held : held_) {
    if (auto end = ended(give(*held.packet, dater_->dated()[next++], held.arrival))) return end;
  }
  held_.clear();
  return ended(give(*packet_, dater_->dated()[next], arrival));
}

std::optional<CameraFault> CameraConnection::give(AVPacket& packet, Stamp stamp, const ClockReading& arrival) {
  const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  if (timeline_->add(stamp, arrival.boot) == MediaTimeline::Verdict::kBroken) {
    log_warn("capture", "camera {}: its time line jumped; a new recording begins at the next key frame",
             settings_.camera.id.text);
    if (recording_) {
      recorder_.stop();
      recorder_.not_recording(GapCause::kTimeUnproven, arrival);
      recording_ = false;
      first_packet_ = arrival.boot;
      if (auto started = recorder_.start(parameters_->get(), ticks_); !started) {
        return CameraFault{CameraState::kUnsupportedCodec, started.error().chain()};
      }
    }
  }
  packet.pts = *stamp.pts;
  packet.dts = *stamp.dts;
  if (key) {
    if (auto begun = begin_if_new(packet); !begun) {
      return CameraFault{CameraState::kUnsupportedCodec, settings_.camera.main_url + ": " + begun.error().chain()};
    }
    hand_on_key_frame(packet, arrival);
  }
  if (!recording_ && !key) {
    if (arrival.boot - *first_packet_ < settings_.limits.first_key_frame) return std::nullopt;
    return CameraFault{CameraState::kNoKeyframe,
                       fmt::format("{} has sent no key frame for {} s", settings_.camera.main_url,
                                   settings_.limits.first_key_frame.count() / 1000)};
  }
  recorder_.packet(packet, arrival);
  if (recording_) {
    events_.recorded(Micros{(packet.dts - last_dts_) * 1'000'000 / ticks_});
  } else {
    recording_ = true;
    if (!recording_since_) recording_since_ = arrival.boot;
    const AVCodecParameters& parameters = parameters_->get();
    events_.state(CameraState::kRecording,
                  fmt::format("{} sends {} {}x{}", settings_.camera.main_url, avcodec_get_name(parameters.codec_id),
                              parameters.width, parameters.height));
  }
  last_dts_ = packet.dts;
  return std::nullopt;
}

Result<void> CameraConnection::begin_if_new(const AVPacket& key_packet) {
  const auto change = parameters_->look_at(bytes_of(key_packet));
  if (!change) return tl::make_unexpected(change.error());
  if (*change == StreamParameters::Change::kNone) return {};
  return recorder_.start(parameters_->get(), ticks_);
}

void CameraConnection::hand_on_key_frame(const AVPacket& packet, const ClockReading& arrival) {
  if (!settings_.key_frame_every) return;
  if (last_key_frame_ && arrival.boot - *last_key_frame_ < *settings_.key_frame_every) return;
  last_key_frame_ = arrival.boot;
  KeyFrame frame;
  frame.camera = settings_.camera.id;
  frame.codec = codec_of(parameters_->get()).value_or(VideoCodec::kH264);
  frame.parameters.assign(parameters_->extradata().begin(), parameters_->extradata().end());
  const ByteView data = bytes_of(packet);
  frame.data.assign(data.begin(), data.end());
  frame.arrival = arrival;
  sink_.on_key_frame(std::move(frame));
}

}  // namespace xueshi::capture
