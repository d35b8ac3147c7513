#pragma once
/// The end of every wait inside libav.

#include <time.h>

#include <atomic>
#include <functional>

#include "base/time.h"

namespace xueshi::capture {

/// libav asks this at least ten times a second while it waits (AVIOInterruptCB); yes ends the call. libav's own
/// timeouts are not to be trusted: they were seen to come late, or never, and `av_read_frame` to return 0 after an
/// interruption. So `expired` stays set and is looked at before any return code.
///
/// Belongs to the camera's thread; only `*stop` is set by others.
class ReadGuard {
 public:
  /// `idle` is called on the camera's thread, about twice a second while a call of libav waits.
  ReadGuard(const std::atomic<bool>& stop, std::function<void()> idle) : stop_(&stop), idle_(std::move(idle)) {}

  /// From now on a call may take this long. Not after it has expired: a new connection needs a new guard.
  void allow(Millis within) { deadline_ms_ = now_ms() + within.count(); }
  [[nodiscard]] bool expired() const { return expired_; }
  [[nodiscard]] bool stopped() const { return stop_->load(std::memory_order_relaxed); }
  [[nodiscard]] bool interrupted() const { return expired_ || stopped(); }

  /// The callback for AVFormatContext::interrupt_callback, with the guard as `opaque`.
  static int ask(void* guard) { return static_cast<ReadGuard*>(guard)->ask() ? 1 : 0; }

 private:
  /// Thousands of calls a second and camera: the coarse clock costs a few nanoseconds and is good to 4 ms.
  static std::int64_t now_ms() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
  }

  bool ask() {
    if (interrupted()) return true;
    const std::int64_t now = now_ms();
    if (now >= deadline_ms_) {
      expired_ = true;
      return true;
    }
    if (now >= next_idle_ms_) {
      next_idle_ms_ = now + 500;
      idle_();
    }
    return false;
  }

  const std::atomic<bool>* stop_;
  std::function<void()> idle_;
  std::int64_t deadline_ms_ = 0;
  std::int64_t next_idle_ms_ = 0;
  bool expired_ = false;
};

}  // namespace xueshi::capture
