#pragma once

#include <vector>

#include "facts/alarm.h"
#include "facts/concluded.h"
#include "facts/planned.h"
#include "facts/recorded.h"
#include "facts/said.h"
#include "facts/seen.h"
#include "store/message.h"

namespace xueshi::store {

/// What one commit writes, all of it or nothing (I9). Told twice:
///
/// * `segments`: the same camera and sequence again replaces the row (recovery does that); unchanged is no fact.
/// * `losses`: appended; a file that is lost already (or there already) is no fact. They need the segment's row, which
///   stays as it was: segments, losses and gaps go in, in this order.
/// * `gaps`: the same camera, boot and beginning again replaces end and cause; unchanged is no fact.
/// * `classes`, `hours`, `check_ins`: replaced by their id (a check-out is the check-in once more, with `out`). A class
///   brings its whole roster. An hour needs its class, in the same commit or before.
/// * `conclusions`: never changed; the same revision with other content fails the commit (kBadInput).
/// * `disk_marks`: replaced by the disk's name; not chained, as they are how the box is set up. `forgotten_disks`
/// drops.
/// * `observations`, `clock_marks`, `leaves`, `alarms`: appended; an identical clock mark or leave is no fact.
struct Facts {
  std::vector<Segment> segments;
  std::vector<SegmentLoss> losses;
  std::vector<Gap> gaps;
  std::vector<Observation> observations;
  std::vector<ClockMark> clock_marks;
  std::vector<TrainingClass> classes;
  std::vector<LessonHour> hours;
  std::vector<CheckIn> check_ins;
  std::vector<Leave> leaves;
  std::vector<HourConclusion> conclusions;
  std::vector<Alarm> alarms;
  std::vector<Acknowledgement> acknowledgements;
  std::vector<Skip> skips;
  std::vector<DiskMark> disk_marks;
  std::vector<std::string> forgotten_disks;
};

}  // namespace xueshi::store
