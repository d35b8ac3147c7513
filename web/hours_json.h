#pragma once
/// Lesson hours as JSON. Every answer has a bound, whatever the hour was like: what is beyond it is thinned, and said.

#include <boost/json/object.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "web/hours_source.h"

namespace xueshi::web {

inline constexpr std::size_t kMostPoints = 1'000;       ///< of counts, of one camera; of more than two less
inline constexpr std::size_t kMostStretches = 100;      ///< of each kind, of one camera; of more than two less
inline constexpr std::size_t kMostFlagsOfOneCode = 10;  ///< `gaps` has the whole number

boost::json::object hour_json(const HourRow& row);
std::string day_json(const DayOfHours& day);
std::string detail_json(const HourDetail& detail);

/// At most `most` of the points (2 or more), in their order: of each of `most` / 2 stretches of equally many points the
/// lowest and the highest count. All of them where there are no more.
std::vector<HeadCount> thinned(const std::vector<HeadCount>& points, std::size_t most);

}  // namespace xueshi::web
