#pragma once
/// Which audit entries may lie in a span of time. Entries are numbered in the order in which they were written, and the
/// wall clock mostly agrees with that; a `run` is a row of entries of which none is more than a minute older than one
/// before it. So a span is a few ranges of numbers, found by halving, without an index over all times. Throws
/// SQLite::Exception.

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "store/connection.h"

namespace xueshi::store {

/// Within a run an entry may be this much older than one before it: entries are written by several threads, and small
/// corrections of the clock are no steps.
inline constexpr Millis kRunSlack{60'000};

/// For each entry, before it is written: `entry` is its number, `at` its time.
void put_in_run(Connection& connection, std::int64_t entry, UtcMillis at);
/// Entries up to `last` are gone.
void prune_runs(Connection& connection, std::int64_t last);

/// Numbers [from, to).
struct EntryRange {
  std::int64_t from = 0;
  std::int64_t to = 0;
};
/// Every entry in the span is in one of these, and few others are. The newest first, none twice.
std::vector<EntryRange> entry_ranges(Connection& connection, UtcSpan span);

/// Entries that are in a run where they cannot be: a search by time would not find them.
std::vector<std::int64_t> entries_out_of_run(Connection& connection);

}  // namespace xueshi::store
