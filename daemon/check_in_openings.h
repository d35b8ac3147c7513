#pragma once

#include <functional>
#include <mutex>
#include <set>

#include "base/clock.h"
#include "base/result.h"
#include "checkin/code.h"
#include "store/store.h"

namespace xueshi::daemon {

/// Writes down that a session can be checked in to by phone, once for each run of the program: an hour that began
/// before the first such row was one in which nobody could. Any thread; may wait for the disk.
class CheckInOpenings {
 public:
  using Commit = std::function<Result<void>(store::CommitRequest&&)>;
  CheckInOpenings(Commit commit, const Clock& clock) : commit_(std::move(commit)), clock_(clock) {}

  /// When this returns without an error it is on stable storage, by this call or an earlier one.
  Result<void> open(const checkin::SessionKey& session);

 private:
  const Commit commit_;
  const Clock& clock_;
  std::mutex mutex_;  // guards opened_, and is held until the row is written
  std::set<checkin::SessionKey> opened_;
};

}  // namespace xueshi::daemon
