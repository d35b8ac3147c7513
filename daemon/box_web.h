#pragma once
/// The box's doors: HTTP for people and programs, the control socket for `xueshi`. What stands behind them (desks)
/// lives as long as they do.

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "config/box.h"
#include "config/rules.h"
#include "daemon/metrics.h"
#include "daemon/supervisor.h"
#include "daemon/tape_desk.h"
#include "store/store.h"
#include "store/writer.h"

namespace boost::asio {
class io_context;
}

namespace xueshi::daemon {

/// What the doors open on; outlives them.
struct WebParts {
  const config::Box& box;
  const config::RulePack& rules;
  std::string version;
  store::Store& store;
  store::DatabaseWriter& writer;
  const TapeDesk& tape;
  Supervisor& supervisor;
  Metrics& metrics;
  FileSystem& files;
  const Clock& clock;
  Random& random;
  std::function<bool()> index_is_whole;  ///< else no hour may be judged; any thread
};

class BoxWeb {
 public:
  /// Listens at once. Fails where an address is taken or the control socket cannot be made.
  static Result<std::unique_ptr<BoxWeb>> open(boost::asio::io_context& io, WebParts parts);
  /// Closes the doors, then waits for what is still being answered. With the io_context not running any more.
  ~BoxWeb();

  /// Reads the certificate of [https] again: connections from now on see it. One that cannot be read leaves the present
  /// one. On the io thread.
  void renew_certificate();

 private:
  struct State;
  explicit BoxWeb(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::daemon
