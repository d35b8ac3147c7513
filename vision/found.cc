#include "vision/found.h"

#include <algorithm>
#include <cmath>

namespace xueshi::vision {
namespace {

float overlap(const Found& a, const Found& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const float common = width * height;
  return common / (a.width * a.height + b.width * b.height - common);
}

float distance(const Found& a, const Found& b) {
  return std::hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}

void best_first(std::vector<Found>& found) {
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
}

/// Each in turn, unless `doubles` says that one kept before it is the same.
template <typename Doubles>
std::vector<Found> without_doubles(const std::vector<Found>& sorted, Doubles doubles) {
  std::vector<Found> kept;
  for (const Found& candidate : sorted) {
    const auto same = [&](const Found& better) { return doubles(better, candidate); };
    if (std::none_of(kept.begin(), kept.end(), same)) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace

bool finite(const Found& found) {
  return std::isfinite(found.x) && std::isfinite(found.y) && std::isfinite(found.width) &&
         std::isfinite(found.height) && std::isfinite(found.score);
}

std::vector<Found> suppress(std::vector<Found> found, float most_overlap, std::size_t most) {
  best_first(found);
  if (found.size() > most) found.resize(most);
  return without_doubles(
      found, [&](const Found& better, const Found& candidate) { return overlap(better, candidate) > most_overlap; });
}

std::vector<Found> drop_near(std::vector<Found> found, float nearest) {
  best_first(found);
  return without_doubles(found, [&](const Found& better, const Found& candidate) {
    return distance(better, candidate) < nearest * better.width;
  });
}

}  // namespace xueshi::vision
