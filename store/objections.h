#pragma once
/// Objections of trainees and what was answered, in the database: appended, never changed. Throw SQLite::Exception and
/// Failure.

#include <optional>
#include <vector>

#include "base/random.h"
#include "facts/said.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

struct ObjectionLine;

/// kBadInput when the class is not known.
void put_objection(Connection& connection, Chain& chain, Random& random, const Objection& objection);
/// kBadInput: no such objection, or it was answered before.
void put_answer(Connection& connection, Chain& chain, Random& random, const ObjectionAnswer& answer);

/// The newest 1 000, in order of time.
std::vector<ObjectionLine> objections(Connection& connection, bool open_only);
std::optional<ObjectionLine> objection(Connection& connection, std::uint64_t id);
std::vector<ObjectionLine> objections_of(Connection& connection, const ClassId& id, LocalDay day);

// What the chain holds, from the stored row; nothing when the row is gone.
std::optional<Bytes> encode_objection_in_row(Connection& connection, std::int64_t row);
std::optional<Bytes> encode_answer_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
