#pragma once
/// The thread behind recording that holds the index against the media folders (actions/reconcile.h): after the start,
/// every night, and when a disk is there again. It has the lowest priority for processor and disk there is short of
/// starving while it holds a lock.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "actions/reconcile.h"
#include "daemon/overview.h"

namespace xueshi::daemon {

class Reconciler {
 public:
  /// Begins at once with the first run. `box.stop` and `box.progress` are set here.
  explicit Reconciler(actions::ReconcileBox box, const Clock& clock);
  ~Reconciler() { stop(); }

  /// Ends a run at the next file, and joins.
  void stop();

  /// A run as soon as the present one is over: a disk is there again. Any thread.
  void soon();
  /// Any thread.
  [[nodiscard]] ReconcileOverview overview() const;
  /// A run went through since the start: what the folders had is in the index. Any thread.
  [[nodiscard]] bool ran() const;

  static constexpr int kNightlyHour = 3;        ///< local time
  static constexpr Millis kAgainAfter{60'000};  ///< a run that failed

 private:
  void work();
  void run_once();

  actions::ReconcileBox box_;
  const Clock& clock_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable wake_;
  ReconcileOverview overview_;
  bool wanted_ = true;
  bool failed_ = false;
  bool ran_ = false;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

/// How long from `now` to the next hour `hour` of the local day.
Millis until_local_hour(UtcMillis now, int hour);

}  // namespace xueshi::daemon
