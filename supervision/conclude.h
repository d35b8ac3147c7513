#pragma once
/// The verdict on one lesson hour (DESIGN §6.5; docs/verdict.md). Pure: the same inputs and rules give the same
/// conclusion, byte for byte, on any machine (I13).

#include <optional>
#include <vector>

#include "base/time.h"
#include "config/rules.h"
#include "facts/concluded.h"
#include "facts/planned.h"
#include "facts/recorded.h"
#include "facts/said.h"
#include "facts/seen.h"
#include "supervision/attendance.h"
#include "supervision/camera_view.h"
#include "supervision/clock_map.h"

namespace xueshi::supervision {

/// Files reach the index with each sync; in a running hour a recording that ends this close to now is still going on.
inline constexpr Millis kIndexLag{15'000};

/// All facts on one hour. The order within the vectors does not matter, nor does a file, picture or clock mark that is
/// in them twice.
struct HourInputs {
  LessonHour hour;
  UtcSpan session;  ///< of the hour's session (training::sessions)
  std::vector<TraineeNo> roster;
  std::vector<CheckIn> check_ins;
  std::vector<Leave> leave;
  /// When trainees could not check in; the whole hour where there was neither phone check-in nor attendance entered by
  /// staff.
  std::vector<UtcSpan> check_in_down;
  std::vector<CheckInOddity> oddities;  ///< of the session's check-ins (checkin/oddities.h)
  bool timetable = true;                ///< false: the hour comes from no timetable
  std::vector<CameraInputs> cameras;    ///< those that show the class's room
  std::vector<ClockMark> clock;         ///< of the boots concerned; more does no harm
  UtcMillis now{};                      ///< before the hour's end the conclusion is provisional
  int rev = 1;
};

/// Everything that leads to the verdict: for displays and `xueshi judge`.
struct HourAnalysis {
  MappedHour mapped;
  Attendance attendance;
  std::vector<CameraView> cameras;  ///< in the order of their ids
  std::optional<std::size_t> best;  ///< the one that counts, index into cameras
  HourConclusion conclusion;
};
HourAnalysis analyse(const HourInputs& inputs, const config::RulePack& rules);

/// The conclusion alone. `concluded_at` is `now`; `rev` is the inputs'.
HourConclusion conclude(const HourInputs& inputs, const config::RulePack& rules);

/// The running hour, for "本学时 7:32 / 10:00".
struct LiveHour {
  Millis certain{0};  ///< the longest run so far that surely shows all
  Millis current{0};  ///< the run that is going on now, 0 when none is
  Millis needed{0};   ///< min_continuous
  Millis left{0};     ///< of the hour
  /// It is met, or a run going on, or one that begins now, can still become long enough.
  bool can_still_be_met = true;
  Presence state = Presence::kUncertain;  ///< now, by the camera that counts
  std::optional<int> heads;               ///< the latest median count, staff included
  std::optional<int> heads_lo;            ///< so many at least; nothing where the detector states no interval
  int heads_needed = 0;                   ///< so many, surely seen, are all of them, staff included
  friend bool operator==(const LiveHour&, const LiveHour&) = default;
};
LiveHour live(const HourInputs& inputs, const config::RulePack& rules);

}  // namespace xueshi::supervision
