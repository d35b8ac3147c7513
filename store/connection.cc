#include "store/connection.h"

#include <algorithm>

#include <sqlite3.h>

namespace xueshi::store {
namespace {

ErrorCode code_of(int extended) {
  switch (extended & 0xff) {
    case SQLITE_FULL: return ErrorCode::kNoSpace;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL: return ErrorCode::kIo;
    case SQLITE_READONLY: return ErrorCode::kReadOnly;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::kCorrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::kBusy;
    case SQLITE_PERM:
    case SQLITE_AUTH: return ErrorCode::kDenied;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG: return ErrorCode::kBadInput;
    default: return ErrorCode::kInternal;
  }
}

constexpr int kBusyTimeoutMs = 5'000;

SQLite::Database open_database(const Path& file, Connection::Mode mode, const std::string& vfs) {
  const int flags =
      mode == Connection::Mode::kWrite ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY;
  return SQLite::Database(file.string(), flags, kBusyTimeoutMs, vfs);
}

}  // namespace

Error database_error(std::string what, const SQLite::Exception& exception) {
  return Error{code_of(exception.getExtendedErrorCode()), std::move(what),
               std::make_shared<const Error>(Error{code_of(exception.getExtendedErrorCode()),
                                                   std::string("SQLite: ") + exception.what(), nullptr})};
}

Connection::Connection(const Path& file, Mode mode, const std::string& vfs)
    : database_(open_database(file, mode, vfs)) {
  sqlite3_extended_result_codes(database_.getHandle(), 1);
  database_.exec("PRAGMA foreign_keys=ON");
  if (mode == Mode::kWrite) {
    (void)database_.execAndGet("PRAGMA journal_mode=WAL");
    database_.exec("PRAGMA synchronous=FULL");
    // The log is folded into the file at 1 000 pages; after a burst it does not stay large.
    database_.exec("PRAGMA journal_size_limit=16777216");
  }
}

SQLite::Statement& Connection::prepared(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    statement = std::make_unique<SQLite::Statement>(database_, sql);
  } else {
    statement->tryReset();
    statement->clearBindings();
  }
  return *statement;
}

std::int64_t Connection::last_insert_id() { return database_.getLastInsertRowid(); }
int Connection::changes() { return sqlite3_changes(database_.getHandle()); }

ByteView Query::blob(int column) const {
  const SQLite::Column value = statement_.getColumn(column);
  const auto* data = static_cast<const std::uint8_t*>(value.getBlob());
  return {data, data ? static_cast<std::size_t>(value.getBytes()) : 0};
}

Sha256Digest Query::digest(int column) const {
  Sha256Digest digest;
  const ByteView raw = blob(column);
  if (raw.size() == digest.bytes.size()) std::copy(raw.begin(), raw.end(), digest.bytes.begin());
  return digest;
}

BootId Query::boot_id(int column) const {
  BootId id;
  const ByteView raw = blob(column);
  if (raw.size() == id.bytes.size()) std::copy(raw.begin(), raw.end(), id.bytes.begin());
  return id;
}

void Query::bind(int index, std::string_view value) { statement_.bind(index, std::string(value)); }

void Query::bind(int index, ByteView value) {
  // A null pointer would bind NULL; an empty blob is not that.
  statement_.bind(index, value.empty() ? static_cast<const void*>("") : value.data(), static_cast<int>(value.size()));
}

}  // namespace xueshi::store
