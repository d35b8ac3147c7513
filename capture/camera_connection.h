#pragma once
/// One connection of a camera, from DESCRIBE to its end, as CameraThread runs it.

#include <functional>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "capture/av_handles.h"
#include "capture/camera_fault.h"
#include "capture/camera_thread.h"
#include "capture/media_timeline.h"
#include "capture/packet_dater.h"
#include "capture/read_guard.h"
#include "capture/rtsp_input.h"
#include "capture/stream_parameters.h"

namespace xueshi::capture {

/// What a connection tells the thread that runs it. All calls come on the camera's thread.
struct ConnectionEvents {
  std::function<void(CameraState, const std::string& detail)> state;
  std::function<void(std::size_t bytes)> received;
  std::function<void(Micros media)> recorded;           ///< so much more media time went to the recorder
  std::function<bool(const ClockReading& now)> wanted;  ///< asked about once a second: is this camera to be recorded?
};

/// Reads, dates and records packets until something ends it. The recorder is stopped when it is left.
class CameraConnection {
 public:
  CameraConnection(const CameraSettings& settings, recording::StreamRecorder& recorder, CaptureSink& sink,
                   const Clock& clock, const std::atomic<bool>& stop, ConnectionEvents events);
  ~CameraConnection();

  struct End {
    CameraFault fault;
    bool unwanted = false;        ///< not a fault: the time in which it is to be recorded is over
    bool has_b_pictures = false;  ///< not a fault: connect again at once, with stream info
    Millis lasted{0};             ///< time for which it recorded
  };
  End run(bool stream_info);

 private:
  struct Held {
    PacketPtr packet;
    ClockReading arrival;
  };
  void idle();
  std::optional<End> take(const ClockReading& arrival);
  std::optional<CameraFault> give(AVPacket& packet, Stamp stamp, const ClockReading& arrival);
  Result<void> begin_if_new(const AVPacket& key_packet);
  void hand_on_key_frame(const AVPacket& packet, const ClockReading& arrival);

  const CameraSettings& settings_;
  recording::StreamRecorder& recorder_;
  CaptureSink& sink_;
  const Clock& clock_;
  ConnectionEvents events_;
  ReadGuard guard_;

  PacketPtr packet_;
  std::optional<PacketDater> dater_;
  std::vector<Held> held_;
  std::optional<StreamParameters> parameters_;
  std::optional<MediaTimeline> timeline_;
  int ticks_ = 90'000;

  bool recording_ = false;  // a key frame of this run was given to the recorder
  bool stalled_ = false;
  std::int64_t last_dts_ = 0;
  std::optional<BootMillis> first_packet_;
  std::optional<BootMillis> last_packet_;
  std::optional<BootMillis> recording_since_;
  std::optional<BootMillis> last_key_frame_;
  std::optional<BootMillis> asked_wanted_;
  [[nodiscard]] bool still_wanted(const ClockReading& now);
};

}  // namespace xueshi::capture
