#pragma once
/// The detectors there are, by the names that settings and command lines use.

#include <array>
#include <string_view>

namespace xueshi::vision {

inline constexpr std::array<std::string_view, 5> kDetectorKinds{"auto", "yolox", "yunet", "fusion", "hog"};

}  // namespace xueshi::vision
