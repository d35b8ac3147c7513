#pragma once
/// The classroom's board over HTTP.

#include "base/clock.h"
#include "web/audit_sink.h"
#include "web/board_source.h"
#include "web/router.h"

namespace xueshi::web {

/// Adds /api/v1/board/{class} and /api/v1/classes/{class}/board-link (docs/openapi.yaml). The board is for programs on
/// this machine and whoever shows the key of the class and of today (Access::link()): a screen in a classroom has no
/// account. That a link was made is in the audit log before it is told. What is given must outlive the server.
void add_board_routes(Router& router, BoardSource& source, AuditSink& audit);

}  // namespace xueshi::web
