#pragma once
/// A camera's own clock, held against ours. Pure.

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "capture/packet_dater.h"

namespace xueshi::capture {

/// Takes the times of one connection's packets in order of arrival, undoes the wrap of the 32-bit RTP clock (RFC 3550
/// §5.1) and of 33-bit ones, and says when the camera's clock broke. Whether it keeps step over minutes (I6) is judged
/// later from what was stored; here only what no file could hold is caught.
class MediaTimeline {
 public:
  /// `ticks` a second.
  explicit MediaTimeline(std::int64_t ticks) : ticks_(ticks) {}

  enum class Verdict {
    kSteady,
    kBroken  ///< went back, or ahead of real time by more than the jitter allowance: a new recording run must begin
  };
  /// `stamp`, both times set, is moved to the unwrapped time line. After kBroken the line begins anew with it.
  Verdict add(Stamp& stamp, BootMillis arrival);

  /// Media time may run ahead of arrival by this much: a burst of what was held up (I6).
  static constexpr Millis kJitter{10'000};

 private:
  const std::int64_t ticks_;
  std::int64_t offset_ = 0;
  std::optional<std::int64_t> last_dts_;
  // The packet that was furthest ahead of real time: later ones may fall behind it and catch up again, but not overtake
  // it by more than the allowance.
  std::int64_t base_dts_ = 0;
  BootMillis base_arrival_{};
};

}  // namespace xueshi::capture
