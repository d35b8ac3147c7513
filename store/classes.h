#pragma once
/// Classes with their rosters and teachers, in the database. Throw SQLite::Exception and Failure.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "facts/planned.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

struct ClassLine;
struct FoundTrainee;

/// Writes the class, or replaces all of it.
void put_class(Connection& connection, Chain& chain, Random& random, const TrainingClass& training_class);

std::optional<TrainingClass> training_class(Connection& connection, const ClassId& id);
std::vector<ClassLine> classes(Connection& connection);
std::vector<FoundTrainee> trainees_by_last_four(Connection& connection, const std::string& last_four);

/// The number of a class's row; Failure kBadInput when there is none.
std::int64_t row_of_class(Connection& connection, const ClassId& id);

/// What the chain holds, from the stored rows; nothing when the class is gone.
std::optional<Bytes> encode_class_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
