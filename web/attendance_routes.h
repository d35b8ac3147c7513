#pragma once
/// What staff enters and the inspector corrects, over HTTP.

#include "web/check_ins_source.h"
#include "web/router.h"

namespace xueshi::web {

/// Adds what is changed under /api/v1/classes/{class} and /api/v1/objections (docs/openapi.yaml). A refusal is a
/// problem document whose code is the fault's. Answers hold no names. `source` must outlive the server.
void add_attendance_routes(Router& router, AttendanceSource& source);

}  // namespace xueshi::web
