#pragma once

#include "web/http.h"

namespace xueshi::web {

/// Recordings show people. As long as the box knows neither people nor their rights, they are shown to programs on this
/// machine only: whoever can log in there. Anybody else gets 403. The one place that says so: every route that shows
/// recordings or says when they were made is wrapped by it. A proxy on this machine is a program on this machine: what
/// it passes on is let in.
Handler for_this_machine(Handler handler);

}  // namespace xueshi::web
