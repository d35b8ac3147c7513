#include "store/schema.h"

#include <array>
#include <string>

#include <SQLiteCpp/Transaction.h>

namespace xueshi::store {
namespace {

// Names that come again in many rows are kept once, in tables of their own. `longest_*` bound how far before a span a
// row that reaches into it may begin. Times are milliseconds, days are counted from 1970-01-01.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE camera (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  longest_segment INTEGER NOT NULL DEFAULT 0,
  longest_gap INTEGER NOT NULL DEFAULT 0,
  longest_batch INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE boot (
  id INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL UNIQUE
) STRICT;
CREATE TABLE detector (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE segment (
  id INTEGER PRIMARY KEY,              -- camera << 40 | sequence
  camera INTEGER NOT NULL REFERENCES camera (id),
  boot INTEGER NOT NULL REFERENCES boot (id),
  start_boot INTEGER NOT NULL,
  start_utc INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  continues_previous INTEGER NOT NULL,
  hole_before INTEGER NOT NULL,
  codec INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  previous_sha256 BLOB NOT NULL,
  suspect INTEGER NOT NULL,
  pictures BLOB NOT NULL               -- GOPs and holes, store/segment_blob.h
) STRICT;
CREATE INDEX segment_by_boot ON segment (camera, boot, start_boot);
CREATE INDEX segment_by_utc ON segment (camera, start_utc);

CREATE TABLE gap (
  id INTEGER PRIMARY KEY,
  camera INTEGER NOT NULL REFERENCES camera (id),
  boot INTEGER NOT NULL REFERENCES boot (id),
  from_boot INTEGER NOT NULL,
  to_boot INTEGER NOT NULL,
  from_utc INTEGER NOT NULL,
  to_utc INTEGER NOT NULL,
  cause TEXT NOT NULL,
  UNIQUE (camera, boot, from_boot)
) STRICT;
CREATE INDEX gap_by_utc ON gap (camera, from_utc);

CREATE TABLE observation_batch (
  id INTEGER PRIMARY KEY,
  camera INTEGER NOT NULL REFERENCES camera (id),
  boot INTEGER NOT NULL REFERENCES boot (id),
  from_boot INTEGER NOT NULL,
  from_utc INTEGER NOT NULL,
  last_boot INTEGER NOT NULL,          -- of the last observation: where the next one's differences start
  last_utc INTEGER NOT NULL,
  count INTEGER NOT NULL,
  data BLOB NOT NULL                   -- store/observation_blob.h
) STRICT;
CREATE INDEX observation_by_boot ON observation_batch (camera, boot, from_boot);
CREATE INDEX observation_by_utc ON observation_batch (camera, from_utc);

CREATE TABLE clock_mark (
  id INTEGER PRIMARY KEY,
  boot INTEGER NOT NULL REFERENCES boot (id),
  at_boot INTEGER NOT NULL,
  at_utc INTEGER NOT NULL,
  state INTEGER NOT NULL,
  error INTEGER NOT NULL,
  cause TEXT NOT NULL,
  UNIQUE (boot, at_boot, at_utc, cause)
) STRICT;
CREATE INDEX clock_mark_by_utc ON clock_mark (at_utc);

-- A personal value and its salt; the facts hold only SHA-256(salt || value). Destroyed by deleting the row.
CREATE TABLE personal (
  digest BLOB PRIMARY KEY,
  salt BLOB NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE training_class (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;
CREATE TABLE class_camera (
  class INTEGER NOT NULL REFERENCES training_class (id),
  position INTEGER NOT NULL,
  camera TEXT NOT NULL,
  PRIMARY KEY (class, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE trainee (
  class INTEGER NOT NULL REFERENCES training_class (id),
  position INTEGER NOT NULL,
  number TEXT NOT NULL,
  name BLOB NOT NULL,                  -- digest, see personal
  PRIMARY KEY (class, position),
  UNIQUE (class, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE lesson_hour (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES training_class (id),
  day INTEGER NOT NULL,
  number INTEGER NOT NULL,
  from_utc INTEGER NOT NULL,
  to_utc INTEGER NOT NULL,
  session INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  planned_at INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  concluded INTEGER NOT NULL DEFAULT 0, -- highest revision of its conclusion; 0: none
  UNIQUE (class, day, number)
) STRICT;
CREATE INDEX lesson_hour_due ON lesson_hour (to_utc) WHERE concluded = 0;
CREATE INDEX lesson_hour_by_day ON lesson_hour (day);

CREATE TABLE check_in (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES training_class (id),
  day INTEGER NOT NULL,
  session INTEGER NOT NULL,
  trainee TEXT NOT NULL,
  in_utc INTEGER NOT NULL,
  out_utc INTEGER,
  method TEXT NOT NULL,
  entered_by BLOB NOT NULL,            -- digest, see personal; empty: no value
  reason BLOB NOT NULL,
  UNIQUE (class, day, session, trainee)
) STRICT;
CREATE TABLE leave (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES training_class (id),
  trainee TEXT NOT NULL,
  from_utc INTEGER NOT NULL,
  to_utc INTEGER NOT NULL,
  UNIQUE (class, trainee, from_utc, to_utc)
) STRICT;

CREATE TABLE conclusion (
  id INTEGER PRIMARY KEY,
  hour INTEGER NOT NULL REFERENCES lesson_hour (id),
  rev INTEGER NOT NULL,
  status TEXT NOT NULL,
  from_utc INTEGER NOT NULL,
  to_utc INTEGER NOT NULL,
  kind TEXT NOT NULL,
  verdict TEXT NOT NULL,
  reasons TEXT NOT NULL,               -- codes, separated by spaces
  certain INTEGER NOT NULL,
  possible INTEGER NOT NULL,
  window_from INTEGER,
  window_to INTEGER,
  camera TEXT,
  enrolled INTEGER NOT NULL,
  on_leave INTEGER NOT NULL,
  present INTEGER NOT NULL,
  median INTEGER,
  gaps INTEGER NOT NULL,
  flags TEXT NOT NULL,                 -- "code from to", separated by spaces
  clock INTEGER NOT NULL,
  rules TEXT NOT NULL,
  facts BLOB NOT NULL,
  concluded_at INTEGER NOT NULL,
  UNIQUE (hour, rev)
) STRICT;

CREATE TABLE alarm (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  what TEXT NOT NULL,
  raised INTEGER NOT NULL,
  at INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE TABLE alarm_standing (
  code TEXT NOT NULL,
  what TEXT NOT NULL,
  alarm INTEGER NOT NULL REFERENCES alarm (id),
  PRIMARY KEY (code, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  last_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  day_head BLOB NOT NULL,
  acknowledged_at INTEGER,
  UNIQUE (stream, seq)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (at, id) WHERE acknowledged_at IS NULL;
CREATE TABLE outbox_skipped (
  message INTEGER PRIMARY KEY REFERENCES outbox (id),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE chain (
  n INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  fact INTEGER NOT NULL,               -- id of its row
  digest BLOB NOT NULL
) STRICT;
CREATE TABLE chain_head (
  day INTEGER PRIMARY KEY,
  last_n INTEGER NOT NULL,
  head BLOB NOT NULL
) STRICT;
CREATE INDEX chain_head_by_n ON chain_head (last_n);
)sql";

// Files that were lost, and such as came back; which are lost now; the disks that are known by their marks. Nothing
// here goes over the rows of version 1: a large database is brought up to date at once.
constexpr const char* kVersion2 = R"sql(
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

// People with an account, and who did what. All begin empty: nothing goes over the rows of version 2.
constexpr const char* kVersion3 = R"sql(
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

// What classes, rosters, lesson hours and leave say more than before, everything that is said at check-in, and
// objections. New columns have defaults: a large database is brought up to date at once. Leave may be entered again
// after it was withdrawn, so its table is made anew; a class has a handful of rows there.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE training_class ADD COLUMN occupation TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN school TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN credit_code TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN room TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN first_day INTEGER;
ALTER TABLE training_class ADD COLUMN last_day INTEGER;
ALTER TABLE training_class ADD COLUMN application TEXT NOT NULL DEFAULT ''; -- codes, separated by spaces
ALTER TABLE trainee ADD COLUMN id_sealed BLOB NOT NULL DEFAULT x'';         -- digests, see personal
ALTER TABLE trainee ADD COLUMN id_last_four BLOB NOT NULL DEFAULT x'';
ALTER TABLE trainee ADD COLUMN phone BLOB NOT NULL DEFAULT x'';
CREATE TABLE class_teacher (
  class INTEGER NOT NULL REFERENCES training_class (id),
  position INTEGER NOT NULL,
  name BLOB NOT NULL,                  -- digests, see personal
  id_sealed BLOB NOT NULL,
  id_last_four BLOB NOT NULL,
  PRIMARY KEY (class, position)
) STRICT, WITHOUT ROWID;
ALTER TABLE lesson_hour ADD COLUMN cancelled_at INTEGER;
ALTER TABLE lesson_hour ADD COLUMN room TEXT NOT NULL DEFAULT '';
ALTER TABLE lesson_hour ADD COLUMN teacher BLOB NOT NULL DEFAULT x'';       -- digest, see personal
ALTER TABLE lesson_hour ADD COLUMN material TEXT NOT NULL DEFAULT '';
ALTER TABLE check_in ADD COLUMN voided INTEGER NOT NULL DEFAULT 0;
CREATE INDEX check_in_by_trainee ON check_in (class, trainee);

CREATE TABLE check_in_event (          -- appended, never changed
  id INTEGER PRIMARY KEY,
  class INTEGER REFERENCES training_class (id), -- NULL: the code could not be read
  day INTEGER NOT NULL,
  session INTEGER NOT NULL,
  trainee TEXT NOT NULL,
  direction TEXT NOT NULL,
  method TEXT NOT NULL,
  result TEXT NOT NULL,
  at_utc INTEGER NOT NULL,
  boot INTEGER NOT NULL REFERENCES boot (id),
  at_boot INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  error INTEGER NOT NULL,
  in_utc INTEGER,
  out_utc INTEGER,
  device BLOB NOT NULL,                -- digests, see personal
  address BLOB NOT NULL,
  distance_m INTEGER,
  photo BLOB,                          -- SHA-256 of the file
  entered_by BLOB NOT NULL,            -- digests, see personal
  reason BLOB NOT NULL
) STRICT;
CREATE INDEX check_in_event_by_day ON check_in_event (class, day, id);
CREATE INDEX check_in_event_by_photo ON check_in_event (photo) WHERE photo IS NOT NULL;
CREATE TABLE check_in_opening (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES training_class (id),
  day INTEGER NOT NULL,
  session INTEGER NOT NULL,
  at_utc INTEGER NOT NULL,
  boot INTEGER NOT NULL REFERENCES boot (id),
  at_boot INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  error INTEGER NOT NULL
) STRICT;
CREATE INDEX check_in_opening_by_day ON check_in_opening (class, day, id);

CREATE TABLE leave_anew (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES training_class (id),
  trainee TEXT NOT NULL,
  from_utc INTEGER NOT NULL,
  to_utc INTEGER NOT NULL,
  entered_by BLOB NOT NULL DEFAULT x'', -- digests, see personal
  reason BLOB NOT NULL DEFAULT x'',
  entered_at INTEGER
) STRICT;
INSERT INTO leave_anew (id, class, trainee, from_utc, to_utc) SELECT id, class, trainee, from_utc, to_utc FROM leave;
DROP TABLE leave;
ALTER TABLE leave_anew RENAME TO leave;
CREATE INDEX leave_by_class ON leave (class, from_utc);
CREATE TABLE leave_withdrawal (
  id INTEGER PRIMARY KEY,
  leave INTEGER NOT NULL UNIQUE REFERENCES leave (id),
  at INTEGER NOT NULL,
  entered_by BLOB NOT NULL,            -- digests, see personal
  reason BLOB NOT NULL
) STRICT;

CREATE TABLE objection (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES training_class (id),
  day INTEGER NOT NULL,
  session INTEGER NOT NULL,
  trainee TEXT NOT NULL,
  at_utc INTEGER NOT NULL,
  boot INTEGER NOT NULL REFERENCES boot (id),
  at_boot INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  error INTEGER NOT NULL,
  text BLOB NOT NULL                   -- digest, see personal
) STRICT;
CREATE INDEX objection_by_day ON objection (class, day);
CREATE TABLE objection_answer (
  id INTEGER PRIMARY KEY,
  objection INTEGER NOT NULL UNIQUE REFERENCES objection (id),
  at INTEGER NOT NULL,
  answered_by BLOB NOT NULL,           -- digests, see personal
  text BLOB NOT NULL
) STRICT;
)sql";

constexpr std::array kMigrations{kVersion1, kVersion2, kVersion3, kVersion4};

int version_of(Connection& connection) { return connection.database().execAndGet("PRAGMA user_version").getInt(); }

tl::unexpected<Error> from_the_future(int version) {
  return fail(ErrorCode::kUnsupported, "the database is of version " + std::to_string(version) +
                                           ", this program knows up to " + std::to_string(schema_version()) +
                                           ": install the newer xueshi again, or restore a backup made by this one");
}

}  // namespace

int schema_version() { return static_cast<int>(kMigrations.size()); }

Result<void> migrate(Connection& connection) {
  const int version = version_of(connection);
  if (version > schema_version()) return from_the_future(version);
  for (int next = version; next < schema_version(); ++next) {
    SQLite::Transaction transaction(connection.database(), SQLite::TransactionBehavior::IMMEDIATE);
    connection.database().exec(kMigrations[static_cast<std::size_t>(next)]);
    connection.database().exec("PRAGMA user_version=" + std::to_string(next + 1));
    transaction.commit();
  }
  return {};
}

Result<void> check_schema(Connection& connection) {
  const int version = version_of(connection);
  if (version > schema_version()) return from_the_future(version);
  if (version < schema_version()) {
    return fail(ErrorCode::kUnsupported, "the database is of version " + std::to_string(version) + ", version " +
                                             std::to_string(schema_version()) +
                                             " is needed: start xueshid once, it brings the database up to date");
  }
  return {};
}

}  // namespace xueshi::store
