#pragma once
/// Leave, and that it was withdrawn, in the database. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "base/random.h"
#include "facts/said.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

struct LeaveLine;

/// kBadInput when the class is not known. One that stands already, of the same trainee and span, is no fact.
void put_leave(Connection& connection, Chain& chain, Random& random, const Leave& leave);
/// kBadInput: no such leave, or it was withdrawn before.
void put_withdrawal(Connection& connection, Chain& chain, Random& random, const LeaveWithdrawal& withdrawal);

/// Leave that stands and reaches into the span, in order of its beginning.
std::vector<Leave> leaves(Connection& connection, const ClassId& id, UtcSpan span);
std::vector<LeaveLine> leave_list(Connection& connection, const ClassId& id);

// What the chain holds, from the stored row; nothing when the row is gone.
std::optional<Bytes> encode_leave_in_row(Connection& connection, std::int64_t row);
std::optional<Bytes> encode_withdrawal_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
