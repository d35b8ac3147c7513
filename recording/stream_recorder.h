#pragma once
/// Takes the packets of one camera stream, makes fragments and files of them (DESIGN §5) and hands those to the disk's
/// thread.

#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/hash.h"
#include "base/result.h"
#include "facts/ids.h"
#include "facts/recorded.h"

extern "C" {
struct AVCodecParameters;
struct AVPacket;
}

namespace xueshi::recording {

class DiskSet;
class RecordingSink;

struct StreamSettings {
  BoxId box;
  CameraId camera;
  Millis segment{300'000};          ///< a file is cut at the first IDR after this much media time
  Millis fragment{700};             ///< longest fragment: what kill -9 may cost, less a little
  std::uint64_t next_sequence = 1;  ///< of the first file
  Sha256Digest previous_sha256;     ///< of the file before it; zero when there is none
  /// Up to here the camera's time is accounted for by others; without it up to the recorder's making.
  std::optional<ClockReading> accounted;
};

/// One camera stream's recorder. Every member is called on the camera's thread; none waits for the disk.
///
/// Order of use: `start` once per connection (and again when the stream's parameters change), then `packet` for each
/// packet in arrival order, then `stop`. Between `stop` and the next `start` nothing is recorded; the gap is the
/// recorder's to tell: it runs from the last recorded frame to the first one recorded after it, with the cause last
/// given to `not_recording`.
class StreamRecorder {
 public:
  StreamRecorder(StreamSettings settings, DiskSet& disks, RecordingSink& sink, const Clock& clock);
  ~StreamRecorder();

  /// The stream's parameters, with extradata; `time_base_den` ticks a second. The next key frame begins a new file.
  Result<void> start(const AVCodecParameters& parameters, int time_base_den);

  /// One packet with pts and dts in ticks. Nothing is recorded before the first key frame. A packet that the full queue
  /// has no room for costs its whole GOP and the rest up to the next key frame, and gives a gap (`disk_slow`, or what
  /// ails the disk).
  void packet(const AVPacket& packet, const ClockReading& arrival);

  /// Ends the open file after what was given so far.
  void stop();

  /// From now on (or since the last recorded frame) nothing comes, for this cause; repeated calls refine the cause of
  /// the same gap.
  void not_recording(GapCause cause, const ClockReading& now);

  /// Ends the open file at the next key frame, and tells a running gap up to now: what is known reaches the index soon.
  /// Called at the end of a lesson hour. Safe from any thread.
  void request_cut();

  /// Call at least once a second, also while no packet comes: does what request_cut asked for when there is no open
  /// file.
  void tick(const ClockReading& now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::recording
