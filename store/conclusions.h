#pragma once
/// What was concluded, in the database: every revision, none ever changed. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "facts/concluded.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// kBadInput: the hour is not known, or this revision of it is stored with other content.
void put_conclusion(Connection& connection, Chain& chain, const HourConclusion& conclusion);

/// The highest revision.
std::optional<HourConclusion> conclusion(Connection& connection, const LessonHourId& id);
/// The highest revision of each of the class's hours, in order of day and number.
std::vector<HourConclusion> conclusions(Connection& connection, const ClassId& id);
std::optional<HourConclusion> conclusion_in_row(Connection& connection, std::int64_t row);

Bytes encode(const HourConclusion& conclusion);

}  // namespace xueshi::store
