#pragma once
/// How good counts are, held against numbers that a person counted. Pure.

#include <optional>
#include <span>

namespace xueshi::vision {

/// One picture's count beside the truth.
struct Estimate {
  int people = 0;     ///< by eye
  int tolerance = 0;  ///< how far the eye itself may be off
  int count = 0;
  int lo = 0;
  int hi = 0;
  bool calibrated = false;  ///< whether lo and hi say anything
};

/// So many of so many, and where the share of a long run lies with 95 % confidence (Wilson's score interval).
struct Share {
  int hits = 0;
  int of = 0;
  double share = 0;
  double lo = 0;
  double hi = 1;
};
/// `of` 0: a share of 0 that says nothing, 0 to 1.
Share share_of(int hits, int of);

/// What a count may be off and still be called right: one head, or a tenth of the people.
double allowed_error(int people);

struct Score {
  int pictures = 0;
  double mean_absolute_error = 0;
  double beyond_tolerance = 0;   ///< mean of what goes beyond the eye's own tolerance
  double bias = 0;               ///< mean of count − people: below 0 people are missed
  Share within;                  ///< |count − people| ≤ allowed_error
  Share within_tolerance;        ///< the same, of what goes beyond the eye's own tolerance
  std::optional<Share> covered;  ///< lo ≤ people ≤ hi; nothing where not all are calibrated
};

Score score(std::span<const Estimate> estimates);

}  // namespace xueshi::vision
