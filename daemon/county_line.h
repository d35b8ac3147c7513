#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "config/box.h"
#include "daemon/overview.h"
#include "store/store.h"
#include "store/writer.h"
#include "uploader/uploader.h"

namespace xueshi::daemon {

/// The line to the county, or its absence where box.toml names no broker: then messages wait in the outbox. Any thread.
class CountyLine {
 public:
  CountyLine(const config::Box& box, store::Store& store, store::DatabaseWriter& writer, const Clock& clock,
             Random& random, std::string version);

  [[nodiscard]] CountyOverview overview() const;
  /// Keeps the retained state up to date: told when something in it changed, and at least every five minutes.
  void tell_state(const Overview& overview);

 private:
  const config::County county_;
  store::Store& store_;
  std::unique_ptr<uploader::Uploader> uploader_;
  std::string detail_;  ///< why there is no uploader

  std::mutex mutex_;  // guards both below
  std::string told_;
  BootMillis told_at_{};
};

}  // namespace xueshi::daemon
