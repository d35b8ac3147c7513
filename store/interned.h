#pragma once
/// Names that stand in many rows, as small numbers. Throw SQLite::Exception.

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "facts/ids.h"
#include "store/connection.h"

namespace xueshi::store {

// The number of a name, given to it now when it has none.
std::int64_t intern(Connection& connection, const CameraId& camera);
std::int64_t intern(Connection& connection, const BootId& boot);
std::int64_t intern_detector(Connection& connection, const std::string& detector);

// The number of a name that is known, for readers.
std::optional<std::int64_t> known(Connection& connection, const CameraId& camera);
std::optional<std::int64_t> known(Connection& connection, const BootId& boot);

}  // namespace xueshi::store
