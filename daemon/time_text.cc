#include "daemon/time_text.h"

#include <fmt/format.h>

namespace xueshi::daemon {

double seconds(Millis time) { return static_cast<double>(time.count()) / 1000.0; }

std::string minutes_text(Millis time) {
  return fmt::format("{}:{:02}", time.count() / 60'000, time.count() / 1000 % 60);
}

}  // namespace xueshi::daemon
