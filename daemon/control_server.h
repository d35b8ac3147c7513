#pragma once
/// The daemon's Unix socket: how `xueshi` on the same machine asks for the state and, later, for changes.
///
/// One request a connection: a line of JSON {"command": "...", ...} of at most 6 MiB (a spreadsheet travels in it);
/// answered by one line, {"ok": true, "result": ...} or {"ok": false, "error": {"code", "message"}}. The peer's uid
/// (SO_PEERCRED) becomes the actor.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include "base/file_system.h"
#include "base/result.h"
#include "base/time.h"
#include "facts/actor.h"

namespace xueshi::daemon {

class ControlServer {
 public:
  /// Runs on the server's own thread, one at a time; may take a few seconds.
  using Handler = std::function<Result<boost::json::value>(const Actor& actor, const boost::json::object& request)>;

  /// Binds `path` (mode 0660; a socket left by a crash is replaced) on `io`.
  static Result<std::unique_ptr<ControlServer>> listen(boost::asio::io_context& io, const Path& path,
                                                       std::map<std::string, Handler> handlers);
  ~ControlServer();  ///< closes and removes the socket; waits for what is being answered

 private:
  struct State;
  explicit ControlServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// The client's side, for `xueshi`: sends one request and waits for at most `deadline`. kUnreachable when no daemon
/// listens there.
Result<boost::json::value> control_request(const Path& path, const boost::json::object& request, Millis deadline);

}  // namespace xueshi::daemon
