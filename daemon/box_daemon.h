#pragma once
/// The box at work: ties the rooms together and holds no rules.
///
/// Order of start: lock, database, what a crash left on the tape, the plan; then everything that runs. Order of stop:
/// the supervisor, the cameras, the disk (which writes what is queued), counting, the county's line, and last the
/// database with what waits for it. README.md in this folder lists the threads.

#include <memory>
#include <string>

#include "base/result.h"
#include "config/box.h"
#include "config/rules.h"

namespace boost::asio {
class io_context;
}

namespace xueshi::daemon {

class BoxDaemon {
 public:
  /// Starts everything but the io thread. Fails where the box could not do its work at all: another daemon has the
  /// folder, the database cannot be opened, an address is taken. A camera, a media disk, a model or a county that is
  /// not there is an alarm.
  static Result<std::unique_ptr<BoxDaemon>> start(config::Box box, config::RulePack rules, boost::asio::io_context& io,
                                                  std::string version);
  ~BoxDaemon();  ///< stops in order; ends within a few seconds

  /// Reads the plan file again. A plan with errors is refused as a whole and said in the log; the stored one stays.
  void reload_plan();
  /// Reads the certificate of [https] again. On the io thread.
  void renew_certificate();
  /// The supervisor looked within the last half minute: what the watchdog asks.
  [[nodiscard]] bool lively() const;

 private:
  struct State;
  explicit BoxDaemon(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::daemon
