#pragma once
/// Lesson hours in the database. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "base/random.h"
#include "facts/planned.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// kBadInput when the class is not known.
void put_hour(Connection& connection, Chain& chain, Random& random, const LessonHour& hour);

std::optional<LessonHour> lesson_hour(Connection& connection, const LessonHourId& id);
std::vector<LessonHour> hours_of_day(Connection& connection, LocalDay day);
std::vector<LessonHour> hours_of_class(Connection& connection, const ClassId& id);
std::vector<LessonHour> hours_due(Connection& connection, UtcMillis now, std::size_t limit);

/// The number of an hour's row; Failure kBadInput when there is none.
std::int64_t row_of_hour(Connection& connection, const LessonHourId& id);

/// What the chain holds, from the stored row; nothing when the row is gone.
std::optional<Bytes> encode_hour_in_row(Connection& connection, std::int64_t row);

}  // namespace xueshi::store
