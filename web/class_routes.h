#pragma once

#include "base/clock.h"
#include "web/audit_sink.h"
#include "web/class_source.h"
#include "web/router.h"

namespace xueshi::web {

/// GET, POST /api/v1/classes; GET, PATCH /api/v1/classes/{class}; GET /api/v1/occupations; GET /api/v1/trainees. Who
/// looks at a class, and so at its trainees, is written down once a sitting before it is shown, who searches for one
/// each time (I16). What is given must outlive the router.
void add_class_routes(Router& router, ClassSource& classes, AuditSink& audit, const Clock& clock);

}  // namespace xueshi::web
