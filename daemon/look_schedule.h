#pragma once
/// Whose picture is counted next, and not before when: counting takes no more of the box than it may, and every camera
/// has its turn. Pure but for what it remembers; one thread at a time.

#include <algorithm>
#include <deque>
#include <map>
#include <vector>

#include "base/time.h"
#include "facts/ids.h"

namespace xueshi::daemon {

/// After a look that took `c` of processor time, the next begins `c · 100 / percent` after that look began at the
/// earliest: over any stretch, counting takes its share and at most one look more. What was not used is not saved up.
class LookSchedule {
 public:
  /// Of one core: 60 are 0.6 s of processor time a second.
  explicit LookSchedule(int percent) : percent_(percent) {}

  /// Of those whose pictures wait, the camera whose last look is longest ago. Precondition: not empty.
  [[nodiscard]] CameraId next(const std::vector<CameraId>& waiting) const;
  /// The next look begins then or later.
  [[nodiscard]] BootMillis not_before() const { return not_before_; }
  /// How long from `now` until then, 0 when it may begin.
  [[nodiscard]] Millis wait(BootMillis now) const { return std::max(Millis{0}, Millis{not_before_ - now}); }

  /// What the process took besides looks: its start.
  void spent(BootMillis began, Micros processor);
  void looked(const CameraId& camera, BootMillis began, Micros processor);

  /// Of one core, over the last minute.
  [[nodiscard]] int percent_taken(BootMillis now) const;
  /// Between two looks at one camera, on the average of the last ones: of the camera that waits longest. A camera
  /// without a look for five minutes is not waited for. 0 before two looks at one.
  [[nodiscard]] Millis period(BootMillis now) const;

 private:
  struct Spent {
    BootMillis began;
    Micros processor;
  };

  const int percent_;
  BootMillis not_before_{};
  std::deque<Spent> spent_;  // of the last minute
  std::map<CameraId, std::deque<BootMillis>> looks_;
};

}  // namespace xueshi::daemon
