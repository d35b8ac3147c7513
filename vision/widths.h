#pragma once
/// The widths at which the networks were measured (config/widths.h says which are possible).

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace xueshi::vision {

/// Measured best together (docs/counting.md).
inline constexpr std::array kUsualWidths{1280, 1440, 1600};

inline std::vector<int> usual_widths() { return {kUsualWidths.begin(), kUsualWidths.end()}; }

/// Longer side of the smallest pictures that count_interval() was measured on: smaller ones are looked at narrower
/// (`width_for`), and there it says nothing.
inline constexpr int kLeastMeasuredSide = 640;

/// Whether count_interval() was measured at all of these.
inline bool all_measured(std::span<const int> widths) {
  return std::all_of(widths.begin(), widths.end(), [](int width) {
    return std::find(kUsualWidths.begin(), kUsualWidths.end(), width) != kUsualWidths.end();
  });
}

}  // namespace xueshi::vision
