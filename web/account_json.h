#pragma once

#include <boost/json/object.hpp>

#include "base/time.h"
#include "facts/account.h"

namespace xueshi::web {

/// An account for lists (docs/openapi.yaml, Account): never its hash. `locked`: so long no password is looked at.
boost::json::object account_json(const Account& account, Millis locked);

}  // namespace xueshi::web
