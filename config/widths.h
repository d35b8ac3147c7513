#pragma once
/// At how many pixels of width the counting networks look at a picture. Narrower is faster and misses more of the last
/// rows.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace xueshi::config {

inline constexpr int kLeastWidth = 320;
inline constexpr int kMostWidth = 1'920;
inline constexpr int kWidthStep = 32;           ///< of the networks' coarsest stride
inline constexpr std::size_t kMostWidths = 16;  ///< taken in turn

/// kBadInput, saying which and what was expected: none or more than kMostWidths, out of bounds, no multiple of 32, the
/// same twice.
Result<void> check_widths(std::span<const int> widths);

/// "1280,1440": checked.
Result<std::vector<int>> parse_widths(std::string_view text);
/// "multiples of 32 from 320 to 1920, …": what a message says was expected.
std::string widths_expected();
/// The way back.
std::string widths_text(std::span<const int> widths);

}  // namespace xueshi::config
