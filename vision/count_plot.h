#pragma once
/// Counts against the truth, drawn: an SVG 1.1 file that needs nothing from elsewhere. Pure.

#include <span>
#include <string>
#include <vector>

#include "vision/evaluation.h"

namespace xueshi::vision {

struct PlotSeries {
  std::string name;
  std::vector<Estimate> estimates;
};

struct PlotWords {
  std::string title;
  std::string people;  ///< below the horizontal axis
  std::string count;   ///< beside the vertical axis
  std::string tenth;   ///< what the band is
};

/// People by eye to the right (a bar as long as the eye's own tolerance), counts upwards (a bar from lo to hi where
/// calibrated), the diagonal of right counts with the band of allowed_error about it. Series differ in colour and shape
/// and stand a little beside each other. Names are escaped.
std::string count_plot(std::span<const PlotSeries> series, const PlotWords& words);

}  // namespace xueshi::vision
