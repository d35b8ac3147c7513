#pragma once
/// The figures of /metrics, for Prometheus. No personal data (I15): labels are cameras, disks and causes.

#include <map>
#include <memory>
#include <string>

#include "capture/camera_thread.h"
#include "daemon/overview.h"
#include "facts/recorded.h"
#include "recording/storage_thread.h"

namespace prometheus {
class Registry;
}

namespace xueshi::daemon {

/// What the daemon counts, read at one moment.
struct Figures {
  Overview overview;
  std::map<CameraId, capture::CameraFigures> cameras;
  std::map<std::string, recording::StorageFigures> disks;  ///< by name
  std::map<GapCause, std::uint64_t> gaps;
};

/// Keeps a registry up to date. `update` on one thread; the registry may be read from any.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  void update(const Figures& figures);
  [[nodiscard]] std::shared_ptr<const prometheus::Registry> registry() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::daemon
