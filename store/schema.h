#pragma once
/// The database's tables and how they came to be: numbered migrations, never changed once released.

#include "base/result.h"
#include "store/connection.h"

namespace xueshi::store {

/// The version this program writes (`PRAGMA user_version`).
int schema_version();

/// Brings the database up to schema_version(), each step a transaction of its own: a crash leaves a whole version.
/// kUnsupported when the database comes from a newer program. Throws SQLite::Exception.
Result<void> migrate(Connection& connection);

/// For readers: kUnsupported unless the database is of exactly this version.
Result<void> check_schema(Connection& connection);

}  // namespace xueshi::store
