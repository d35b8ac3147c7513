#pragma once

#include <mutex>

#include "base/clock.h"

namespace xueshi::test {

/// A clock that goes only when told. Starts at 2024-05-13T08:00:00+08:00, 100 s after boot, synced. Any thread.
class FakeClock final : public Clock {
 public:
  FakeClock() {
    boot_id_.bytes[0] = 0xb0;
    reading_ = {*parse_rfc3339("2024-05-13T08:00:00+08:00"), boot_ms(100'000), ClockState::kSynced, Millis{5}};
  }
  [[nodiscard]] ClockReading read() const override {
    const std::scoped_lock lock(mutex_);
    return reading_;
  }
  [[nodiscard]] BootId boot_id() const override {
    const std::scoped_lock lock(mutex_);
    return boot_id_;
  }
  /// Real time passes: both clocks go on.
  void advance(Millis by) {
    const std::scoped_lock lock(mutex_);
    reading_.boot += by;
    reading_.utc += by;
  }
  /// Somebody sets the wall clock.
  void step_wall(Millis by) {
    const std::scoped_lock lock(mutex_);
    reading_.utc += by;
  }
  void set_state(ClockState state) {
    const std::scoped_lock lock(mutex_);
    reading_.state = state;
  }
  /// Power off for `off`: a new boot id, box time from 0.
  void reboot(Millis off) {
    const std::scoped_lock lock(mutex_);
    ++boot_id_.bytes[1];
    reading_.boot = boot_ms(0);
    reading_.utc += off;
  }

 private:
  mutable std::mutex mutex_;  // guards both below
  ClockReading reading_;
  BootId boot_id_;
};

}  // namespace xueshi::test
