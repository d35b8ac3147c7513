#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xueshi::training {

/// The teachers that a timetable's cell names, "甲、乙" or "甲/乙": spaces around each left aside, empty ones left out.
std::vector<std::string> teacher_names(std::string_view cell);

}  // namespace xueshi::training
