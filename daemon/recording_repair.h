#pragma once

#include "daemon/command.h"

namespace xueshi::daemon {

/// `xueshi recording rebuild` and `xueshi recording adopt`.
void add_repair_commands(CLI::App& recording, Run& chosen);

}  // namespace xueshi::daemon
