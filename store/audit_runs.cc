#include "store/audit_runs.h"

#include <algorithm>

namespace xueshi::store {
namespace {

UtcMillis time_of(Connection& connection, std::int64_t entry) {
  Query row(connection, "SELECT at_utc FROM audit WHERE id >= ? ORDER BY id LIMIT 1", entry);
  return row.step() ? row.utc(0) : UtcMillis::max();
}

/// The number in [from, to] that halving comes to: of the one before it `is_behind` was false, of itself true.
template <typename IsBehind>
std::int64_t halve(std::int64_t from, std::int64_t to, const IsBehind& is_behind) {
  while (from < to) {
    const std::int64_t middle = from + (to - from) / 2;
    if (is_behind(middle)) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

}  // namespace

void put_in_run(Connection& connection, std::int64_t entry, UtcMillis at) {
  std::int64_t first = 0;
  {
    Query run(connection, "SELECT first, latest_utc FROM audit_run ORDER BY first DESC LIMIT 1");
    if (run.step() && at >= run.utc(1) - kRunSlack) {
      if (at <= run.utc(1)) return;
      first = run.integer(0);
    }
  }
  if (first != 0) {
    Query(connection, "UPDATE audit_run SET latest_utc = ? WHERE first = ?", at, first).run();
  } else {
    Query(connection, "INSERT INTO audit_run (first, latest_utc) VALUES (?, ?)", entry, at).run();
  }
}

void prune_runs(Connection& connection, std::int64_t last) {
  // The run that goes on behind `last` stays, although its first entries are gone.
  Query(connection, "DELETE FROM audit_run WHERE first < (SELECT max(first) FROM audit_run WHERE first <= ? + 1)", last)
      .run();
}

std::vector<EntryRange> entry_ranges(Connection& connection, UtcSpan span) {
  std::vector<EntryRange> runs;
  {
    Query all(connection,
              "SELECT coalesce((SELECT min(id) FROM audit), 0), coalesce((SELECT max(id) FROM audit), 0) + 1");
    all.step();
    const std::int64_t oldest = all.integer(0);
    std::int64_t end = all.integer(1);
    Query firsts(connection, "SELECT first FROM audit_run ORDER BY first DESC");
    while (firsts.step()) {
      runs.push_back({std::max(firsts.integer(0), oldest), end});
      end = firsts.integer(0);
    }
  }
  std::vector<EntryRange> ranges;
  for (const EntryRange& run : runs) {
    EntryRange range;
    // What is before an entry is at most the slack newer, what is behind it at most that much older.
    range.from =
        halve(run.from, run.to, [&](std::int64_t n) { return time_of(connection, n) >= span.from - kRunSlack; });
    range.to = halve(range.from, run.to, [&](std::int64_t n) { return time_of(connection, n) >= span.to + kRunSlack; });
    if (range.from < range.to) ranges.push_back(range);
  }
  return ranges;
}

std::vector<std::int64_t> entries_out_of_run(Connection& connection) {
  std::vector<std::int64_t> runs;
  {
    Query firsts(connection, "SELECT first FROM audit_run ORDER BY first");
    while (firsts.step()) runs.push_back(firsts.integer(0));
  }
  std::vector<std::int64_t> found;
  std::size_t next = 0;
  UtcMillis latest = UtcMillis::max();
  Query rows(connection, "SELECT id, at_utc FROM audit ORDER BY id");
  while (rows.step()) {
    const UtcMillis at = rows.utc(1);
    for (; next < runs.size() && runs[next] <= rows.integer(0); ++next) latest = at;
    if (next == 0 || at < latest - kRunSlack) {
      found.push_back(rows.integer(0));
    } else {
      latest = std::max(latest, at);
    }
  }
  return found;
}

}  // namespace xueshi::store
