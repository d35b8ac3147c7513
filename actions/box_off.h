#pragma once

#include <optional>

#include "base/clock.h"
#include "facts/recorded.h"

namespace xueshi::actions {

/// The last sign of life of the run before.
struct LastAlive {
  BootId boot_id;
  ClockReading reading;
};

/// The time a camera was not recorded because the box was off or its daemon did not run (I8): from the end of its last
/// file, or the last sign of life where the file ended long before (another gap covers that), to `now`. Nothing at the
/// first start ever. Within the same boot the gap lies on box time; after a reboot its box time begins where power came
/// back (0), and its wall time tells the rest.
std::optional<Gap> box_off_gap(const CameraId& camera, const std::optional<LastAlive>& alive,
                               const std::optional<Segment>& last, const BootId& boot_id, const ClockReading& now);

}  // namespace xueshi::actions
