#pragma once
/// What the routes of lesson hours ask of the rest of the box.

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/concluded.h"
#include "facts/names.h"
#include "facts/planned.h"
#include "facts/recorded.h"
#include "facts/said.h"

namespace xueshi::web {

enum class HourState : std::uint8_t {
  kPlanned,    ///< begins later
  kRunning,    ///< now
  kWaiting,    ///< over, its verdict is still to come: the last files or the index are on their way
  kConcluded,  ///< also one that was cancelled and concluded as such
};
inline constexpr NameTable<HourState, 4> kHourStates{{{
    {HourState::kPlanned, "planned"},
    {HourState::kRunning, "running"},
    {HourState::kWaiting, "waiting"},
    {HourState::kConcluded, "concluded"},
}}};

struct HourRow {
  LessonHour plan;
  std::string title;               ///< of the class
  std::optional<CameraId> camera;  ///< the first that shows its room: what to play before there is a verdict
  int enrolled = 0;                ///< on the roster; `conclusion` says how many there were then
  HourState state = HourState::kPlanned;
  /// kConcluded: as stored, the highest revision. kRunning: as it would be if the hour ended now. Else nothing.
  std::optional<HourConclusion> conclusion;
  Millis needed{0};                         ///< an unbroken recording so long is asked for
  std::optional<boost::json::object> live;  ///< kRunning: the hour as the overview has it
};

/// A stretch that was recorded. All times here are wall time by the box's clock map (I7).
struct HourRecorded {
  UtcSpan utc;
  bool suspect = false;
};

struct HourGap {
  UtcSpan utc;
  Millis length{0};  ///< real time
  GapCause cause = GapCause::kUnexplained;
  bool open = false;  ///< it is going on, or went on when the hour ended
};

struct HeadCount {
  UtcMillis at{};
  int count = 0;          ///< staff included
  std::optional<int> lo;  ///< nothing: the detector states no interval
  std::optional<int> hi;
};

/// What one camera has of an hour, each in order of time and within the hour.
struct HourCamera {
  CameraId id;
  std::vector<HourRecorded> recorded;
  std::vector<HourGap> gaps;
  std::vector<UtcSpan> coverage;  ///< unbroken by the rule (I6)
  std::vector<HeadCount> counts;
};

/// From this moment on.
struct ExpectedFrom {
  UtcMillis at{};
  int present = 0;  ///< trainees
  int needed = 0;   ///< heads that have to be seen for all to be; the same all hour, as the rule has it
};

/// A check-in for the hour's session. Without names (I15).
struct HourCheckIn {
  TraineeNo trainee;
  UtcMillis in{};
  std::optional<UtcMillis> out;
  CheckInMethod method = CheckInMethod::kPhone;
  bool late = false;
};

struct HourDetail {
  HourRow hour;
  std::vector<HourCamera> cameras;
  std::vector<ExpectedFrom> attendance;  ///< empty for an hour that is only planned
  std::vector<HourCheckIn> check_ins;    ///< by time
};

struct DayOfHours {
  LocalDay day{};
  std::vector<HourRow> hours;  ///< of all classes, by their beginning
};

/// Called on several threads at once, the server's pool. kNotFound: no such hour; kBusy: come again.
class HoursSource {
 public:
  virtual ~HoursSource() = default;
  /// Without a day: today.
  virtual Result<DayOfHours> day(std::optional<LocalDay> day) = 0;
  virtual Result<HourDetail> hour(const LessonHourId& id) = 0;
};

}  // namespace xueshi::web
