#pragma once
/// What the box does at this moment, for `xueshi status`, /healthz and the demo's progress line.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "actions/reconcile.h"
#include "base/clock.h"
#include "capture/capture_sink.h"
#include "facts/alarm.h"
#include "facts/concluded.h"
#include "facts/seen.h"
#include "supervision/presence.h"

namespace xueshi::daemon {

struct CameraOverview {
  CameraId id;
  capture::CameraState state = capture::CameraState::kConnecting;
  std::string detail;
  Millis recorded{0};
  std::uint64_t bytes = 0;
  std::optional<Observation> seen;  ///< the latest
};

/// The lesson hour that runs now.
struct HourOverview {
  LessonHourId id;
  UtcSpan span;
  int present = 0;
  int enrolled = 0;
  Verdict verdict = Verdict::kReview;  ///< if it ended now
  std::vector<Reason> reasons;
  Millis certain{0};     ///< longest run so far that surely shows all
  Millis continuous{0};  ///< longest unbroken recording so far
  Millis needed{0};
  Millis left{0};
  Millis current{0};  ///< the certain run that is going on now
  bool can_still_be_met = true;
  supervision::Presence seen = supervision::Presence::kUncertain;  ///< now
  std::optional<int> heads;
  std::optional<int> heads_lo;  ///< so many at least
  int heads_needed = 0;         ///< to be seen, staff included
  std::string title;            ///< of the class
  HourConclusion so_far;        ///< all of it, if the hour ended now
};

struct DiskOverview {
  std::string name;
  bool ok = true;
  std::string detail;
  std::uint64_t free_bytes = 0;
  std::uint64_t total_bytes = 0;
};

struct CountyOverview {
  bool configured = false;
  bool connected = false;
  std::string detail;
  std::uint64_t waiting = 0;  ///< messages not acknowledged
};

struct VisionOverview {
  bool running = false;
  std::string detector;
  std::string detail;
  std::uint64_t counted = 0;
  std::uint64_t restarts = 0;
  std::string sandbox;    ///< what confines the process: "landlock seccomp", "none"
  int percent = 0;        ///< of one core, over the last minute
  Millis period{0};       ///< between two counts of one camera, of the one that waits longest; 0: not known
  bool too_slow = false;  ///< so long that no median can be had of it
};

/// How the index was held against the media folders.
struct ReconcileOverview {
  bool running = false;
  std::string camera;                 ///< that is looked at
  std::string detail;                 ///< why the last run failed
  actions::ReconcileFigures figures;  ///< of the present or the last run
  std::uint64_t runs = 0;             ///< that went through
  std::optional<UtcMillis> last;      ///< the end of the last one of them
  Millis took{0};
};

struct Overview {
  std::string box;
  std::string version;
  std::string rules;
  bool demo = false;
  ClockReading clock;
  std::vector<CameraOverview> cameras;
  std::vector<HourOverview> hours;  ///< running now, one a class
  std::optional<UtcMillis> next_hour;
  std::vector<DiskOverview> disks;
  CountyOverview county;
  VisionOverview vision;
  ReconcileOverview reconcile;
  bool database_ok = true;
  std::string database_detail;
  std::vector<Alarm> alarms;
};

boost::json::value to_json(const Overview& overview);
/// An entry of its `hours`.
boost::json::object to_json(const HourOverview& hour);

/// One line: "08:12:05 front recording 1:32 · heads 5 · hour 2 1:32 / 10:00 · county 0 waiting", with "DEMO" where the
/// rule pack says so.
std::string progress_line(const boost::json::object& overview);

}  // namespace xueshi::daemon
