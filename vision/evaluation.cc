#include "vision/evaluation.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace xueshi::vision {

Share share_of(int hits, int of) {
  if (of <= 0) return {};
  constexpr double kZ = 1.959963984540054;  // of the normal distribution at 97.5 %
  const double n = of;
  const double p = hits / n;
  const double middle = p + kZ * kZ / (2 * n);
  const double reach = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  // At 0 and all of them rounding would leave a trace beyond the bound.
  const double lo = hits == 0 ? 0 : (middle - reach) / scale;
  const double hi = hits == of ? 1 : (middle + reach) / scale;
  return {hits, of, p, lo, hi};
}

double allowed_error(int people) { return std::max(1.0, people / 10.0); }

Score score(std::span<const Estimate> estimates) {
  Score result;
  result.pictures = static_cast<int>(estimates.size());
  if (estimates.empty()) return result;
  double absolute = 0;
  double beyond = 0;
  double bias = 0;
  int within = 0;
  int within_tolerance = 0;
  int covered = 0;
  bool calibrated = true;
  for (const Estimate& each : estimates) {
    const int error = std::abs(each.count - each.people);
    const int surely = std::max(0, error - each.tolerance);
    absolute += error;
    beyond += surely;
    bias += each.count - each.people;
    within += error <= allowed_error(each.people) ? 1 : 0;
    within_tolerance += surely <= allowed_error(each.people) ? 1 : 0;
    covered += each.lo <= each.people && each.people <= each.hi ? 1 : 0;
    calibrated = calibrated && each.calibrated;
  }
  const double n = result.pictures;
  result.mean_absolute_error = absolute / n;
  result.beyond_tolerance = beyond / n;
  result.bias = bias / n;
  result.within = share_of(within, result.pictures);
  result.within_tolerance = share_of(within_tolerance, result.pictures);
  if (calibrated) result.covered = share_of(covered, result.pictures);
  return result;
}

}  // namespace xueshi::vision
