#pragma once
/// Alarms in the database: every raising and clearing, and which stand. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "facts/alarm.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

void put_alarm(Connection& connection, Chain& chain, const Alarm& alarm);

/// Each as it was last raised, in order of code and part.
std::vector<Alarm> standing_alarms(Connection& connection);
std::optional<Alarm> alarm_in_row(Connection& connection, std::int64_t row);

Bytes encode(const Alarm& alarm);

}  // namespace xueshi::store
