#pragma once
/// The counting process after it has started: answers pictures until its parent is gone.

#include "vision/detector.h"

namespace xueshi::vision {

/// Greets, then answers each picture on `socket` in turn. Returns when the other side closes (the parent ended: so does
/// the child; PR_SET_PDEATHSIG is not used, for it follows the parent's *thread*) or breaks the protocol. The alarm
/// clock ends the process when one picture takes longer than `kLongestLook`, parent or not.
Result<void> serve(int socket, Detector& detector, const std::string& sandbox);

inline constexpr unsigned kLongestLookSeconds = 120;

}  // namespace xueshi::vision
