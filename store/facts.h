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
/// * `gaps`: the same camera, boot and beginning again replaces end and cause; unchanged is no fact.
/// * `classes`, `hours`, `check_ins`: replaced by their id (a check-out is the check-in once more, with `out`). A class
///   brings its whole roster. An hour needs its class, in the same commit or before.
/// * `conclusions`: never changed; the same revision with other content fails the commit (kBadInput).
/// * `observations`, `clock_marks`, `leaves`, `alarms`: appended; an identical clock mark or leave is no fact.
struct Facts {
  std::vector<Segment> segments;
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
};

}  // namespace xueshi::store
