#pragma once
/// What stands for trainees and sessions, in the database. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "base/random.h"
#include "facts/said.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// kBadInput when the class is not known.
void put_check_in(Connection& connection, Chain& chain, Random& random, const CheckIn& check_in);

/// Of the days from `first` to `last`, in order of day, session and number on the roster.
std::vector<CheckIn> check_ins(Connection& connection, const ClassId& id, LocalDay first, LocalDay last);
/// Of one trainee, in order of day and session.
std::vector<CheckIn> check_ins_of(Connection& connection, const ClassId& id, const TraineeNo& trainee);

/// What the chain holds, from the stored row; nothing when the row is gone.
std::optional<Bytes> encode_check_in_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
