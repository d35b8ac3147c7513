#pragma once

#include <memory>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "config/box.h"
#include "daemon/process_lock.h"
#include "store/store.h"

namespace xueshi::daemon {

/// A box's database while its daemon is stopped, for commands that then work on it themselves; the daemon's lock is
/// held for as long as this lives.
struct StoppedBox {
  std::unique_ptr<FileSystem> files;
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Random> random;
  std::unique_ptr<ProcessLock> lock;
  std::unique_ptr<store::Store> store;

  /// kBusy: the daemon runs. kNotFound: there is no state folder yet. kDenied: it is another user's, whose daemon could
  /// not open what this one would write; the message names him.
  static Result<StoppedBox> open(const config::Box& box);
};

}  // namespace xueshi::daemon
