#pragma once
/// Who was there, by check-in (DESIGN §6.1). Pure.

#include <vector>

#include "base/time.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "facts/said.h"

namespace xueshi::supervision {

/// From this moment on so many are present.
struct PresentFrom {
  UtcMillis at{};
  int present = 0;
  friend bool operator==(const PresentFrom&, const PresentFrom&) = default;
};

struct Attendance {
  int enrolled = 0;
  int on_leave = 0;  ///< on the roster, with leave for some moment of the hour, and present at none
  /// Of `on_leave`: those whose leave was entered only after the hour had begun. They do not count as excused where the
  /// attendance is held against a bound: who was absent is not to be excused afterwards by those who are paid for him.
  int late_leave = 0;
  /// N: the most trainees present at one moment of the hour: checked in, not checked out, no leave for that moment.
  int present = 0;
  UtcMillis most_at{};           ///< the first moment with N present; the hour's beginning when nobody came
  bool staff_entered = false;    ///< some who were present were entered by staff (代录)
  bool not_checked_out = false;  ///< some who were present have no check-out
  std::vector<UtcMillis> left;   ///< check-outs within the hour, by time
  /// How many are present over the hour: the first from its beginning, then one for each change.
  std::vector<PresentFrom> steps;
  /// present ÷ (enrolled − on leave in time) ≥ percent ÷ 100, exactly; also when nobody was expected.
  [[nodiscard]] bool at_least(int percent) const;
  friend bool operator==(const Attendance&, const Attendance&) = default;
};

/// `check_ins` and `leave` of other classes, days or sessions are left out of account. Several check-ins of one trainee
/// are one presence at each moment. A trainee who is not on the roster but was accepted at check-in takes part.
Attendance attendance(const LessonHour& hour, const std::vector<TraineeNo>& roster,
                      const std::vector<CheckIn>& check_ins, const std::vector<Leave>& leave);

/// Checked in later than `late_after` into the session.
bool is_late(const CheckIn& check_in, const UtcSpan& session, const config::RulePack& rules);

}  // namespace xueshi::supervision
