#pragma once
/// At how many pixels of width a network looks at a picture. Narrower is faster and misses more of the last rows.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace xueshi::vision {

inline constexpr int kLeastWidth = 320;
inline constexpr int kMostWidth = 1'920;
inline constexpr int kWidthStep = 32;  ///< of the networks' coarsest stride

/// 1280, 1440 and 1600: measured best together.
std::vector<int> usual_widths();

/// Whether count_interval() was measured at all of these.
bool all_measured(std::span<const int> widths);

/// kBadInput, saying which and what was expected: none or more than kMostWidths, out of bounds, no multiple of 32, the
/// same twice.
Result<void> check_widths(std::span<const int> widths);

/// "1280,1440": checked.
Result<std::vector<int>> parse_widths(std::string_view text);
/// The way back.
std::string widths_text(std::span<const int> widths);

}  // namespace xueshi::vision
