#pragma once
/// Videos made elsewhere laid on one time line, as the facts that `supervision` judges. Pure.

#include <string>
#include <vector>

#include "config/rules.h"
#include "daemon/video_file.h"
#include "facts/recorded.h"
#include "supervision/conclude.h"
#include "vision/picture.h"

namespace xueshi::daemon {

/// A picture counted at a moment of a file.
struct CountedPicture {
  std::size_t file = 0;
  std::size_t stretch = 0;
  Millis time{0};  ///< as the file has it
  vision::Sighting seen;
};

/// A file with what our own boxes in it say, where it is one of ours.
struct JudgedFile {
  VideoFile video;
  std::optional<Segment> ours;
};

/// The whole as one lesson hour from 0 on. A file's own timestamps stand for both clocks. The next file goes on where
/// the one before ends when its timestamps follow on within `max_packet_gap`, or our boxes say that it does; else, and
/// where timestamps go back, a part of its own begins: nothing is stitched,
/// nor does what was seen in one part say anything about the next.
supervision::HourInputs lay_out(const std::vector<JudgedFile>& files, const std::vector<CountedPicture>& counted,
                                int expected, int staff_in_view, const config::RulePack& rules);

/// Seconds on that time line.
double line_seconds(UtcMillis at);
double line_seconds(BootMillis at);

}  // namespace xueshi::daemon
