#pragma once
/// What went wrong with a camera, decided from what libav said: pure functions.

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "capture/capture_sink.h"
#include "facts/recorded.h"
#include "facts/wording.h"

namespace xueshi::capture {

/// Why a connection ended or never came to be. `detail` is a sentence for people, without credentials.
struct CameraFault {
  CameraState state = CameraState::kUnreachable;
  std::string detail;
};

/// What we were waiting for when it happened.
enum class InputStep {
  kOpening,   ///< TCP, DESCRIBE, SETUP
  kStarting,  ///< PLAY, up to the first packet
  kReading,   ///< packets had come
};

/// How long each step may take.
struct InputLimits {
  Millis opening{10'000};
  Millis first_packet{10'000};
  Millis stalled_after{4'000};    ///< without a packet: the state says so
  Millis given_up_after{10'000};  ///< without a packet: the connection is closed (I6: a burst within 10 s lost nothing)
  Millis first_key_frame{30'000};  ///< packets without a key frame
};

/// `av_error` is libav's (negative); `timed_out` when our own deadline had passed, which goes before the error.
CameraFault classify(InputStep step, int av_error, bool timed_out, const std::string& address,
                     const InputLimits& limits);

/// Recorded, or not recorded because nobody wants it to be.
constexpr bool is_well(CameraState state) {
  return state == CameraState::kRecording || state == CameraState::kOffHours;
}

/// The cause of a gap that this state makes.
GapCause gap_cause(CameraState state);

/// How long to wait before the next attempt. Wrong credentials wait at least a minute: cameras lock an account after a
/// few wrong ones.
Millis wait_after(CameraState state, Backoff& backoff);

/// The state in words: a few of them, for lists.
std::string_view wording(CameraState state, Language language);

/// The state in a sentence, with what a person can do about it.
std::string_view explanation(CameraState state, Language language);

}  // namespace xueshi::capture
