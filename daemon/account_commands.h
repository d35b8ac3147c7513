#pragma once
/// Accounts for whoever is at the box's shell: the requests of `xueshi user`, answered by the running daemon's control
/// socket or, while it is stopped, by the command itself.

#include <functional>
#include <map>
#include <string>

#include <boost/json.hpp>

#include "daemon/account_desk.h"
#include "daemon/control_server.h"

namespace xueshi::daemon {

/// {"command": "user_list" | "user_add" | "user_set" | "user_reset" | "user_unlock", "name", "role", "display",
/// "closed"}. `end_sessions` is called with the account whose sessions must end. What is given must outlive the table.
std::map<std::string, ControlServer::Handler> account_commands(AccountDesk& desk,
                                                               std::function<void(const std::string&)> end_sessions);

}  // namespace xueshi::daemon
