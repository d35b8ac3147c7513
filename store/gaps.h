#pragma once
/// Gaps in the database. Throw SQLite::Exception.

#include <optional>
#include <vector>

#include "facts/recorded.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

void put_gap(Connection& connection, Chain& chain, const Gap& gap);

/// Those that reach into the span, in order of their beginning.
std::vector<Gap> gaps(Connection& connection, const CameraId& camera, const BootId& boot, BootSpan span);
/// The same by the wall clock as it was then.
std::vector<Gap> gaps(Connection& connection, const CameraId& camera, UtcSpan span);
/// The one that began last on the wall clock.
std::optional<Gap> last_gap(Connection& connection, const CameraId& camera);
std::optional<Gap> gap_in_row(Connection& connection, std::int64_t row);

Bytes encode(const Gap& gap);

}  // namespace xueshi::store
