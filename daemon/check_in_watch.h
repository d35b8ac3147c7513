#pragma once
/// The thread that looks once a second at which sessions take check-ins by phone: it writes down that they do, and has
/// hours judged again that were concluded before everybody had checked out.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "checkin/code.h"
#include "config/rules.h"
#include "daemon/check_in_openings.h"
#include "store/store.h"

namespace xueshi::daemon {

/// What a look of the watch finds and does. One thread.
class CheckInRounds {
 public:
  using Commit = std::function<Result<void>(store::CommitRequest&&)>;
  CheckInRounds(store::Store& store, CheckInOpenings& openings, Commit commit, config::RulePack rules,
                const Clock& clock);

  /// * A session that is open now: its opening, where that is not written yet.
  /// * A session that has closed within the last four days: where something was said about it after an hour of it was
  ///   concluded, its hours are judged again (actions/judge_again), once for each run, and without effect where that
  ///   changes nothing.
  ///
  /// What fails is tried again at the next look. `index_is_whole`: else no hour may be judged.
  void look(bool index_is_whole);

 private:
  Result<void> open_and_judge(bool index_is_whole);
  Result<void> judge(store::Reader& reader, const checkin::SessionKey& key, const UtcSpan& span);

  store::Store& store_;
  CheckInOpenings& openings_;
  const Commit commit_;
  const config::RulePack rules_;
  const Clock& clock_;
  std::set<checkin::SessionKey> judged_;
  RateLimit said_;
};

/// Runs them until it is destroyed.
class CheckInWatch {
 public:
  CheckInWatch(store::Store& store, CheckInOpenings& openings, CheckInRounds::Commit commit, config::RulePack rules,
               const Clock& clock, std::function<bool()> index_is_whole);
  ~CheckInWatch();

 private:
  void run();
  CheckInRounds rounds_;
  const std::function<bool()> index_is_whole_;
  std::mutex mutex_;  // guards ending_
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace xueshi::daemon
