#pragma once
/// Check-ins over HTTP: who was there, session by session, to look at and to take away; photos, leave, objections.

#include "base/clock.h"
#include "web/audit_sink.h"
#include "web/check_ins_source.h"
#include "web/router.h"

namespace xueshi::web {

/// Adds what is read under /api/v1/classes/{class}, /api/v1/photos and /api/v1/objections (docs/openapi.yaml). All of
/// it holds names: that it was looked at is in the audit log before it is shown. What is given must outlive the server.
void add_check_in_routes(Router& router, CheckInsSource& source, AuditSink& audit, const Clock& clock);

}  // namespace xueshi::web
