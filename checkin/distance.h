#pragma once

#include <optional>
#include <string_view>

#include "config/box.h"

namespace xueshi::checkin {

/// On the ground, in metres, within half a percent: the sphere of the earth's mean radius.
int distance_m(const config::Place& a, const config::Place& b);

/// "39.90734,116.39089" as the phone's page sends it: degrees north, degrees east. Nothing for anything else.
std::optional<config::Place> parse_place(std::string_view text);

}  // namespace xueshi::checkin
