#pragma once
/// What the cameras have of one lesson hour, on wall time, for people to look at. Pure.

#include <map>
#include <vector>

#include "actions/hour_inputs.h"
#include "supervision/conclude.h"
#include "web/hours_source.h"

namespace xueshi::daemon {

/// Which gaps are going on.
struct RightNow {
  BootId boot_id;
  ClockReading at;
  std::map<CameraId, GapCause> not_recorded;  ///< cameras that nothing is recorded of, and why
  bool concluded = false;                     ///< all that was not recorded is a gap in `loaded` already
};

/// One for each camera of `analysis`. `loaded` is what the analysis was made of, and may have files besides that are
/// not on stable storage yet.
std::vector<web::HourCamera> hour_cameras(const actions::LoadedHour& loaded, const supervision::HourAnalysis& analysis,
                                          const RightNow& now);

}  // namespace xueshi::daemon
