#pragma once

#include <string>

#include "base/time.h"

namespace xueshi::daemon {

/// For JSON: seconds with their fraction.
double seconds(Millis time);

/// For people: "7:32", minutes and whole seconds.
std::string minutes_text(Millis time);

}  // namespace xueshi::daemon
