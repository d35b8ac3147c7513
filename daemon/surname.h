#pragma once

#include <string>
#include <string_view>

namespace xueshi::daemon {

/// What a screen that everybody in the room sees shows of a name: its first character, or both of a compound surname
/// (欧阳, 上官, …) that a given name follows. Empty for an empty name, or one that is no UTF-8.
std::string surname_of(std::string_view name);

}  // namespace xueshi::daemon
