#pragma once

#include "web/import_source.h"
#include "web/router.h"

namespace xueshi::web {

/// POST /api/v1/classes/{class}/roster and …/timetable (a spreadsheet as the body: an upload, see Router), GET
/// /api/v1/templates/…: empty ones to fill in. `sheets` must outlive the router.
void add_import_routes(Router& router, ImportSource& sheets);

}  // namespace xueshi::web
