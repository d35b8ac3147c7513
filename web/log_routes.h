#pragma once
/// The audit log over HTTP.

#include "web/audit_sink.h"
#include "web/log_source.h"
#include "web/router.h"

namespace xueshi::web {

inline constexpr std::size_t kMostLogEntries = 100;  ///< a page

/// Adds /api/v1/log and /api/v1/log/actions (docs/openapi.yaml). That somebody read the log is in the log too, once for
/// every sitting.
void add_log_routes(Router& router, LogSource& log, AuditSink& audit, const Clock& clock);

}  // namespace xueshi::web
