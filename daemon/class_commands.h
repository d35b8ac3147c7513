#pragma once
/// Classes for whoever is at the box's shell: the requests of `xueshi class` and `xueshi import`, answered by the
/// running daemon's control socket or, while it is stopped, by the command itself.

#include <map>
#include <string>

#include <boost/json.hpp>

#include "config/box.h"
#include "daemon/class_desk.h"
#include "daemon/control_server.h"

namespace xueshi::daemon {

/// {"command": "class_add" | "class_set", "id", and the members of a class as POST /api/v1/classes takes them}: the
/// class. {"command": "import_roster" | "import_timetable", "class", "file_base64", "dry_run"}: docs/openapi.yaml,
/// Import. `desk` must outlive the table.
std::map<std::string, ControlServer::Handler> class_commands(ClassDesk& desk);

/// Asks the daemon; with it stopped does the same on the database itself, with the daemon's lock held.
Result<boost::json::value> ask_for_classes(const config::Box& box, const boost::json::object& request, Millis deadline);

}  // namespace xueshi::daemon
