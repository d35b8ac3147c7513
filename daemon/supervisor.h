#pragma once
/// The thread that looks once a second at what must be done: clock marks, sign of life, alarms, lesson hours to be
/// concluded, and the overview for those who ask.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "actions/alarm_board.h"
#include "actions/clock_marker.h"
#include "actions/hour_inputs.h"
#include "capture/record_windows.h"
#include "config/rules.h"
#include "daemon/overview.h"
#include "daemon/tape_desk.h"
#include "store/alive.h"
#include "store/store.h"

namespace xueshi::daemon {

/// What the supervisor sees of the rest of the daemon. All may be called from its thread at any time until it is
/// destroyed.
struct SupervisedBox {
  store::Store& store;
  /// Writes now and waits for the disk.
  std::function<Result<void>(store::CommitRequest&&)> commit;
  TapeDesk& tape;
  std::function<void()> cut_all;  ///< request_cut on every camera
  /// Takes when the cameras are to be recorded; null: always. Empty where the box always records.
  std::function<void(capture::RecordWindowsPtr)> record_within;
  std::function<CountyOverview()> county;
  std::function<VisionOverview()> vision;
  std::function<std::vector<DiskOverview>()> disks;
  std::function<ReconcileOverview()> reconcile;
  /// False while the index may lack files that are on the disks: no hour may be judged without them.
  std::function<bool()> index_is_whole;
  std::function<void(const Overview&)> on_overview;  ///< for metrics and the county's retained state
};

class Supervisor {
 public:
  Supervisor(SupervisedBox box, std::string box_id, std::string version, std::vector<CameraId> cameras,
             config::RulePack rules, const Clock& clock, store::AliveFile& alive);
  ~Supervisor();

  /// Begins to look. Before it alarms and observations are only kept.
  void begin();
  /// Ends looking, after storing what waits. What comes later is not stored.
  void stop();

  /// A picture was counted. Stored with others, at the latest after `kObservationsEvery`. Any thread.
  void add_observation(const Observation& observation);
  /// Something went wrong, or is well again. Stored and told once per change. Any thread.
  void raise(AlarmCode code, const std::string& what, const std::string& detail);
  void clear(AlarmCode code, const std::string& what);
  /// For those who store an alarm in a transaction of their own.
  [[nodiscard]] actions::AlarmBoard& alarms() { return alarms_; }
  /// As of the last look. Any thread.
  [[nodiscard]] Overview overview() const;
  /// What is known and not stored yet: for whoever looks at a running hour. Any thread.
  [[nodiscard]] actions::LiveFacts live_facts() const;

  static constexpr Millis kTick{1'000};
  /// How long counted pictures wait to be stored together; a crash loses them, and a state holds for longer than that.
  static constexpr Millis kObservationsEvery{20'000};
  /// A camera that does not record for so long is an alarm: short drops are only gaps.
  static constexpr Millis kCameraDownAfter{30'000};
  /// A change of the timetable reaches the cameras so soon, where they are recorded around lessons only.
  static constexpr Millis kTimetableEvery{15'000};
  /// Acknowledged messages are kept so long, for a county that asks again.
  static constexpr std::chrono::hours kKeepAcknowledged{30 * 24};

 private:
  using LiveCameras = std::map<CameraId, LiveCamera>;
  void run();
  void tick();
  void mark_clock(const ClockReading& now);
  void watch_cameras(const LiveCameras& live, const ClockReading& now);
  void watch_timetable(const ClockReading& now);
  void watch_clock(const ClockReading& now);
  void conclude_hours(const ClockReading& now);
  void store_observations(const ClockReading& now, bool all);
  void look_over(const ClockReading& now);
  void prune_outbox(const ClockReading& now);
  void report(std::optional<Alarm> alarm);
  Result<void> look_at_hours(Overview& overview, const ClockReading& now);
  [[nodiscard]] Result<HourOverview> look_at_hour(store::Reader& reader, const LessonHour& hour,
                                                  const ClockReading& now);
  void database_answered(const Result<void>& answer);

  SupervisedBox box_;
  const std::string box_id_;
  const std::string version_;
  const std::vector<CameraId> cameras_;
  const config::RulePack rules_;
  const Clock& clock_;
  store::AliveFile& alive_;
  const ClockReading started_;
  actions::AlarmBoard alarms_;

  actions::ClockMarker marker_;                  // its thread only, as all below up to the mutex
  std::vector<store::CommitRequest> unwritten_;  // clock marks and alarms the database did not take; tried again
  BootMillis observations_stored_{};
  std::optional<BootMillis> pruned_;
  std::optional<BootMillis> timetable_seen_;
  std::set<LessonHourId> cut_;  // hours whose end was cut on the tape
  bool database_ok_ = true;
  std::string database_detail_;

  mutable std::mutex mutex_;  // guards the five below
  std::condition_variable wake_;
  std::vector<Observation> observations_;
  std::vector<Alarm> told_;  // alarms to be stored
  std::map<CameraId, Observation> latest_;
  Overview overview_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace xueshi::daemon
