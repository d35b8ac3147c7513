#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xueshi::training {

/// The teachers that a timetable's cell names, "甲、乙" or "甲/乙", on lines of their own, or with 和 or 及 between two
/// names of at least two characters each (not within 张和平): spaces around each left aside, empty ones left out.
std::vector<std::string> teacher_names(std::string_view cell);

/// A cell's lines as one, with 、 between them; unless one of them is no name: a single character (of a name written
/// downwards), a phone number, something in brackets.
std::string teacher_lines(std::string_view cell);

/// Is there a space where 、 may have been meant: between two parts of at least two characters each, no Latin ones?
bool may_be_two_teachers(std::string_view cell);

}  // namespace xueshi::training
