#pragma once
/// One list of people out of persons and faces: who was found as both is surer than either, who was found as one alone
/// must be surer by himself. Pure.

#include <vector>

#include "vision/found.h"

namespace xueshi::vision {

/// Candidates below these are not even looked at.
inline constexpr float kLeastPersonCandidate = 0.08F;
inline constexpr float kLeastFaceCandidate = 0.20F;
/// What is kept.
inline constexpr float kLeastPair = 0.50F;  ///< of 1 − (1 − person) × (1 − face)
inline constexpr float kLeastLonePerson = 0.45F;
inline constexpr float kLeastLoneFace = 0.50F;

/// Each face belongs to at most one person and the other way round: of all pairs in which the face lies where that
/// person's head would be, the best fitting first. A pair has the person's box. Best first.
std::vector<Found> fuse(const std::vector<Found>& persons, const std::vector<Found>& faces);

}  // namespace xueshi::vision
