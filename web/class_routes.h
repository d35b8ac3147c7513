#pragma once

#include "web/audit_sink.h"
#include "web/class_source.h"
#include "web/router.h"

namespace xueshi::web {

/// GET, POST /api/v1/classes; GET, PATCH /api/v1/classes/{class}; GET /api/v1/occupations; GET /api/v1/trainees, a
/// search that is written down before it is answered (I16). What is given must outlive the router.
void add_class_routes(Router& router, ClassSource& classes, AuditSink& audit);

}  // namespace xueshi::web
