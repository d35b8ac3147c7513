#pragma once

#include <algorithm>
#include <optional>

#include "base/time.h"

namespace xueshi::recording {

/// Where media time lies on the box's clock: the lower envelope of (arrival − media time) over the last 10 to 20 s. The
/// frames that travelled fastest tell the truth; those held up on their way say too much. It forgets, so that a camera
/// whose clock runs fast or slow is followed file by file, and does not drift away over a day. Pure; one thread.
class ArrivalEnvelope {
 public:
  static constexpr Millis kWindow{10'000};

  void add(Millis media, BootMillis arrival) {
    const Millis offset = arrival.time_since_epoch() - media;
    if (!current_ || arrival - begun_ >= kWindow) {
      previous_ = arrival - begun_ < 2 * kWindow ? current_ : std::nullopt;
      current_ = offset;
      begun_ = arrival;
    }
    current_ = std::min(*current_, offset);
  }

  /// The box's time at `media`; at least one frame was added.
  [[nodiscard]] BootMillis at(Millis media) const {
    const Millis least = previous_ ? std::min(*previous_, *current_) : current_.value_or(Millis{0});
    return BootMillis{least + media};
  }

 private:
  std::optional<Millis> current_;
  std::optional<Millis> previous_;
  BootMillis begun_{};
};

}  // namespace xueshi::recording
