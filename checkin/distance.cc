#include "checkin/distance.h"

#include <charconv>
#include <cmath>
#include <numbers>

namespace xueshi::checkin {
namespace {

constexpr double kEarthRadiusM = 6'371'008.8;

std::optional<double> degrees(std::string_view text, double most) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size() || !(std::abs(value) <= most)) return std::nullopt;
  return value;
}

}  // namespace

int distance_m(const config::Place& a, const config::Place& b) {
  const auto radians = [](double value) { return value * std::numbers::pi / 180; };
  const double north = std::sin(radians(b.latitude - a.latitude) / 2);
  const double east = std::sin(radians(b.longitude - a.longitude) / 2);
  const double h = north * north + std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * east * east;
  return static_cast<int>(std::lround(2 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(h)))));
}

std::optional<config::Place> parse_place(std::string_view text) {
  const auto comma = text.find(',');
  if (text.size() > 64 || comma == std::string_view::npos) return std::nullopt;
  const auto latitude = degrees(text.substr(0, comma), 90);
  const auto longitude = degrees(text.substr(comma + 1), 180);
  if (!latitude || !longitude) return std::nullopt;
  return config::Place{*latitude, *longitude};
}

}  // namespace xueshi::checkin
