#pragma once
/// How long calls to a disk took.

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace xueshi::recording {

/// Counts by bound, as Prometheus' histograms have them. A plain value.
struct Latency {
  /// Upper bounds, inclusive, in microseconds; the last class has none.
  static constexpr std::array<std::int64_t, 14> kBounds{500,       1'000,     2'000,     5'000,     10'000,
                                                        20'000,    50'000,    100'000,   200'000,   500'000,
                                                        1'000'000, 2'000'000, 5'000'000, 10'000'000};

  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  std::uint64_t count = 0;
  Micros sum{0};
  Micros greatest{0};

  void add(Micros took);
  /// The bound below which at least the part `q` (0..1) of all calls was; for the slowest class the greatest. Zero
  /// where nothing was counted.
  [[nodiscard]] Micros quantile(double q) const;
};

}  // namespace xueshi::recording
