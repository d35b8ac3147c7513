#pragma once
/// What is done at the box's shell, for the audit log (I16).

#include <string>

#include "base/result.h"
#include "config/box.h"
#include "facts/actor.h"

namespace xueshi::daemon {

/// Whoever runs this program, by uid.
Actor shell_actor();

/// Writes down that a stretch of a camera is about to be exported: by the daemon where it runs, else into the database
/// itself, with the daemon's lock held.
Result<void> write_down_export(const config::Box& box, const std::string& camera, const std::string& stretch);

}  // namespace xueshi::daemon
