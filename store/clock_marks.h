#pragma once
/// The clock map in the database (I7). Throw SQLite::Exception.

#include <optional>
#include <vector>

#include "facts/recorded.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

void put_clock_mark(Connection& connection, Chain& chain, const ClockMark& mark);

/// All of one boot, in order of boot time.
std::vector<ClockMark> clock_marks(Connection& connection, const BootId& boot);
/// By the wall clock then, of all boots; each boot's last mark before the span and first one after it included, so that
/// the span can be mapped.
std::vector<ClockMark> clock_marks(Connection& connection, UtcSpan span);
std::optional<ClockMark> clock_mark_in_row(Connection& connection, std::int64_t row);

Bytes encode(const ClockMark& mark);

}  // namespace xueshi::store
