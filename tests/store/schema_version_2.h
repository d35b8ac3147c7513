#pragma once
/// What version 2 added to the tables of version 1, word for word: never to be changed, for there are databases that
/// were made so.

namespace xueshi::test {

inline constexpr const char* kSchemaVersion2 = R"sql(
CREATE TABLE segment_loss (
  id INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL REFERENCES segment (id),
  lost INTEGER NOT NULL,               -- 0: there again
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX segment_loss_by_segment ON segment_loss (segment, id);
CREATE TABLE segment_lost (            -- whose last row in segment_loss says so
  segment INTEGER PRIMARY KEY REFERENCES segment (id)
) STRICT;
CREATE TABLE media_disk (
  name TEXT PRIMARY KEY,
  box TEXT NOT NULL,
  mark TEXT NOT NULL                   -- 32 hex digits
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace xueshi::test
