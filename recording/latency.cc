#include "recording/latency.h"

#include <algorithm>
#include <cmath>

namespace xueshi::recording {

void Latency::add(Micros took) {
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), took.count());
  ++counts[static_cast<std::size_t>(bound - kBounds.begin())];
  ++count;
  sum += took;
  greatest = std::max(greatest, took);
}

Micros Latency::quantile(double q) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count)));
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    below += counts[i];
    if (below >= wanted) return std::min(Micros{kBounds[i]}, greatest);
  }
  return greatest;
}

}  // namespace xueshi::recording
