#pragma once

#include <vector>

#include "daemon/overview.h"
#include "web/status_routes.h"

namespace xueshi::daemon {

/// What /healthz says of an overview: every camera recording, every disk writable, the database, the counting process
/// and the clock's proof. The county's line is not among them: the box works for 30 days without it (I18). `age` is how
/// old the overview is; one older than ten seconds is a failure of its own.
std::vector<web::HealthCheck> health(const Overview& overview, Millis age);

}  // namespace xueshi::daemon
