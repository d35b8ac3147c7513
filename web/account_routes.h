#pragma once
/// Other people's accounts, for who manages them; roles and their rights.

#include "web/account_source.h"
#include "web/router.h"
#include "web/sessions.h"

namespace xueshi::web {

/// Adds /api/v1/accounts, what lies under it, and /api/v1/roles (docs/openapi.yaml). Who is closed, given another role
/// or another password is signed out.
void add_account_routes(Router& router, Sessions& sessions, AccountSource& accounts);

}  // namespace xueshi::web
