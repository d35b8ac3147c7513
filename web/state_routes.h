#pragma once
/// How the box is, for the pages: once, and as it changes.

#include "web/overview_events.h"
#include "web/router.h"

namespace xueshi::web {

/// Adds /api/v1/overview and /api/v1/events (docs/openapi.yaml). Both must outlive the server.
void add_state_routes(Router& router, StateSource& source, OverviewEvents& events);

}  // namespace xueshi::web
