#pragma once
/// How far a count can be from the truth: what the rules need to say "surely all there" or "surely too few".
///
/// Measured on pictures of classrooms, not per camera: docs/counting.md has the figures and what they allow.

namespace xueshi::vision {

struct CountInterval {
  int lo = 0;
  int hi = 0;
};

/// For a count of the calibrated detector (YOLOX-nano), of one picture or of the median over its widths:
/// lo = count − max(1, ⌊count / 4⌋), hi = count + 1 + ⌊count / 5⌋; 0 heads mean 0 to 0. Both ends never fall when the
/// count grows, so the median of counts has the median of their ends.
constexpr CountInterval count_interval(int count) {
  if (count <= 0) return {0, 0};
  const int quarter = count / 4;
  return {count - (quarter > 1 ? quarter : 1), count + 1 + count / 5};
}

}  // namespace xueshi::vision
