#pragma once
/// Check-ins and leave in the database. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "base/random.h"
#include "facts/said.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// kBadInput when the class is not known.
void put_check_in(Connection& connection, Chain& chain, Random& random, const CheckIn& check_in);
void put_leave(Connection& connection, Chain& chain, const Leave& leave);

/// In order of session and number on the roster.
std::vector<CheckIn> check_ins(Connection& connection, const ClassId& id, LocalDay day);
/// Leave that reaches into the span, in order of its beginning.
std::vector<Leave> leaves(Connection& connection, const ClassId& id, UtcSpan span);

// What the chain holds, from the stored row; nothing when the row is gone.
std::optional<Bytes> encode_check_in_in_row(Connection& connection, std::int64_t row);
std::optional<Bytes> encode_leave_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
