#pragma once
/// Lesson hours over HTTP: a day of them, and one with all that it came to.

#include "web/hours_source.h"
#include "web/router.h"

namespace xueshi::web {

/// Adds /api/v1/hours and what lies under it (docs/openapi.yaml). `source` must outlive the server.
void add_hours_routes(Router& router, HoursSource& source);

}  // namespace xueshi::web
