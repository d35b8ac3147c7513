#pragma once
/// The only door to the time of day, the time since boot and what is known about their truth.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace xueshi {

/// Which boot of the machine: 16 random bytes the kernel makes anew at each start.
struct BootId {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const BootId&, const BootId&) = default;
  /// 32 lower-case hex digits, without dashes.
  [[nodiscard]] std::string hex() const;
  static std::optional<BootId> from_hex(std::string_view hex);
};

/// How far the wall clock can be believed.
enum class ClockState : std::uint8_t {
  kSynced = 0,    ///< disciplined by a time server now
  kHoldover = 1,  ///< was synced in this boot; drift since then bounded by 60 s
  kUnproven = 2,  ///< never synced in this boot, or drift could exceed 60 s
};
std::string_view name(ClockState state);  ///< "synced", "holdover", "unproven"
std::optional<ClockState> clock_state_from(std::string_view name);

/// Both clocks read at one moment, and what the wall clock was worth then.
struct ClockReading {
  UtcMillis utc{};
  BootMillis boot{};
  ClockState state = ClockState::kUnproven;
  Millis error{0};  ///< bound of the wall clock's error; meaningless when unproven
  friend bool operator==(const ClockReading&, const ClockReading&) = default;
};

/// A source of time. All members may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual ClockReading read() const = 0;
  [[nodiscard]] virtual BootId boot_id() const = 0;
  [[nodiscard]] UtcMillis utc() const { return read().utc; }
  [[nodiscard]] BootMillis boot() const { return read().boot; }
};

/// The machine's clocks. The state comes from the kernel's clock discipline (adjtimex(2)): synced while STA_UNSYNC is
/// clear; after that holdover until 500 ppm of drift since the last sync could exceed 60 s (about 33 hours).
/// The discipline is asked at most once a second.
std::unique_ptr<Clock> system_clock();

}  // namespace xueshi
