#pragma once
/// What version 3 added to the tables of version 2, word for word: never to be changed, for there are databases that
/// were made so.

namespace xueshi::test {

inline constexpr const char* kSchemaVersion3 = R"sql(
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display BLOB NOT NULL,               -- digest, see personal; empty: no value
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  created INTEGER NOT NULL,
  password_set INTEGER NOT NULL,
  last_sign_in INTEGER
) STRICT;
CREATE TABLE audit (                   -- appended to at the end, removed from the beginning
  id INTEGER PRIMARY KEY,
  at_utc INTEGER NOT NULL,
  boot INTEGER NOT NULL REFERENCES boot (id),
  at_boot INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  error INTEGER NOT NULL,
  actor INTEGER NOT NULL,              -- 0 the box, 1 somebody by the pages, 2 somebody at the shell
  account INTEGER REFERENCES account (id),
  name TEXT,                           -- where it is not an account's
  role INTEGER,                        -- the account's, then
  address INTEGER,                     -- audit_address; no foreign key: it would need an index to be dropped by
  action INTEGER NOT NULL,
  object TEXT NOT NULL,
  detail TEXT NOT NULL,
  result INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_account ON audit (account) WHERE account IS NOT NULL;
CREATE INDEX audit_by_name ON audit (name) WHERE name IS NOT NULL;
CREATE INDEX audit_by_action ON audit (action);
CREATE INDEX audit_by_object ON audit (object);
CREATE INDEX audit_by_result ON audit (result) WHERE result <> 0;
CREATE TABLE audit_run (               -- store/audit_runs.h
  first INTEGER PRIMARY KEY,           -- entry
  latest_utc INTEGER NOT NULL
) STRICT;
CREATE TABLE audit_address (           -- where an account's entries came from; one row for many entries
  id INTEGER PRIMARY KEY,
  account INTEGER,                     -- NULL: of those without one
  digest BLOB NOT NULL,                -- see personal
  last_entry INTEGER NOT NULL          -- the newest one that has it: goes with that one
) STRICT;
CREATE INDEX audit_address_by_account ON audit_address (account, last_entry);
)sql";

}  // namespace xueshi::test
