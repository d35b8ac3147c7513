#include "base/clock.h"

#include <sys/timex.h>
#include <time.h>

#include <atomic>
#include <cstdio>
#include <mutex>

#include "base/bytes.h"

namespace xueshi {
namespace {

std::int64_t clock_ms(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

BootId read_boot_id() {
  char text[64] = {};
  if (std::FILE* file = std::fopen("/proc/sys/kernel/random/boot_id", "re")) {
    const std::size_t read = std::fread(text, 1, sizeof text - 1, file);
    std::fclose(file);
    std::string hex;
    for (std::size_t i = 0; i < read; ++i) {
      if (text[i] != '-' && text[i] != '\n') hex += text[i];
    }
    if (const auto id = BootId::from_hex(hex)) return *id;
  }
  return {};
}

class SystemClock final : public Clock {
 public:
  SystemClock() : boot_id_(read_boot_id()) {}

  [[nodiscard]] ClockReading read() const override {
    ClockReading reading;
    reading.utc = utc_ms(clock_ms(CLOCK_REALTIME));
    reading.boot = boot_ms(clock_ms(CLOCK_BOOTTIME));
    const std::scoped_lock lock(mutex_);
    discipline(reading.boot);
    reading.state = state_;
    reading.error = error_ + drift(reading.boot);
    return reading;
  }

  [[nodiscard]] BootId boot_id() const override { return boot_id_; }

 private:
  static constexpr Millis kDriftBound{60'000};

  /// 500 ppm is the largest frequency error the kernel's own discipline allows for.
  [[nodiscard]] Millis drift(BootMillis now) const {
    return last_sync_ ? Millis{(now - *last_sync_).count() / 2000} : Millis{0};
  }

  void discipline(BootMillis now) const {
    if (asked_ && now - *asked_ < std::chrono::seconds{1}) return;
    asked_ = now;
    timex state{};
    const int answer = adjtimex(&state);
    if (answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0) {
      last_sync_ = now;
      error_ = Millis{state.maxerror / 1000};
      state_ = ClockState::kSynced;
    } else {
      state_ = last_sync_ && drift(now) <= kDriftBound ? ClockState::kHoldover : ClockState::kUnproven;
    }
  }

  const BootId boot_id_;
  mutable std::mutex mutex_;  // guards all below
  mutable std::optional<BootMillis> asked_;
  mutable std::optional<BootMillis> last_sync_;
  mutable ClockState state_ = ClockState::kUnproven;
  mutable Millis error_{0};
};

}  // namespace

std::string BootId::hex() const { return to_hex(bytes); }

std::optional<BootId> BootId::from_hex(std::string_view hex) {
  BootId id;
  if (!xueshi::from_hex(hex, id.bytes)) return std::nullopt;
  return id;
}

std::string_view name(ClockState state) {
  switch (state) {
    case ClockState::kSynced: return "synced";
    case ClockState::kHoldover: return "holdover";
    case ClockState::kUnproven: return "unproven";
  }
  return "unproven";
}

std::optional<ClockState> clock_state_from(std::string_view text) {
  for (const ClockState state : {ClockState::kSynced, ClockState::kHoldover, ClockState::kUnproven}) {
    if (name(state) == text) return state;
  }
  return std::nullopt;
}

std::unique_ptr<Clock> system_clock() { return std::make_unique<SystemClock>(); }

}  // namespace xueshi
