#pragma once
/// Signing in and out, and one's own password.

#include <string>

#include "base/clock.h"
#include "web/account_source.h"
#include "web/audit_sink.h"
#include "web/router.h"
#include "web/sessions.h"

namespace xueshi::web {

struct SessionRoutes {
  Sessions& sessions;
  AccountSource& accounts;
  AuditSink& audit;
  const Clock& clock;
  std::string box;
  std::string version;
};

/// Adds /api/v1/session and what lies under it (docs/openapi.yaml). What is given must outlive the server.
void add_session_routes(Router& router, const SessionRoutes& parts);

}  // namespace xueshi::web
