#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "facts/recorded.h"

namespace xueshi::actions {

/// The last sign of life of the run before.
struct LastAlive {
  BootId boot_id;
  ClockReading reading;
  std::map<CameraId, GapCause> not_recorded;  ///< cameras that were not recorded then, and why
};

/// What the index knew last of a camera.
struct LastKnown {
  std::optional<Segment> segment;
  std::optional<Gap> gap;
};

/// The time a camera was not recorded up to `now`, the start of this run (I8); nothing at the first start ever.
///
///  * Where the camera was not recorded when the last sign of life was given, its running gap was lost with the run:
///  from
///    the end of what is known of it to that sign, with the cause that it had then.
///  * From that sign on, or from the end of its last file where that was being written then, to `now`: `box_off`.
///  Within
///    the same boot the gap lies on box time; after a reboot its box time begins where power came back (0), and its
///    wall time tells the rest.
std::vector<Gap> gaps_before_start(const CameraId& camera, const std::optional<LastAlive>& alive,
                                   const LastKnown& known, const BootId& boot_id, const ClockReading& now);

}  // namespace xueshi::actions
