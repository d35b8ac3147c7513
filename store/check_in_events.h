#pragma once
/// Everything that was said at check-in, and when check-in was open, in the database: appended, never changed. Throw
/// SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "base/random.h"
#include "facts/said.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// kBadInput when the class is not known; one without a class stands by itself.
void put_event(Connection& connection, Chain& chain, Random& random, const CheckInEvent& event);
void put_opening(Connection& connection, Chain& chain, const CheckInOpening& opening);

/// In the order in which they were said.
std::vector<CheckInEvent> check_in_events(Connection& connection, const ClassId& id, LocalDay day);
bool knows_photo(Connection& connection, const Sha256Digest& photo);
std::vector<CheckInOpening> openings(Connection& connection, const ClassId& id, LocalDay day);

// What the chain holds, from the stored row; nothing when the row is gone.
std::optional<Bytes> encode_event_in_row(Connection& connection, std::int64_t row);
std::optional<Bytes> encode_opening_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
