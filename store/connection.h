#pragma once
/// One connection to the database, and statements on it. For the files of this room only.
///
/// Functions that use these throw SQLite::Exception; the room's edge (Store, Reader) turns it into an Error. One thread
/// at a time.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"

namespace xueshi::store {

/// What an exception of SQLite means to callers: kNoSpace, kIo, kReadOnly, kCorrupt, kBusy, kBadInput (a constraint),
/// else kInternal.
Error database_error(std::string what, const SQLite::Exception& exception);

/// Thrown within the room where a fact cannot be written, or a row cannot be read, for a reason of ours: costs the one
/// request, not the connection.
struct Failure {
  Error error;
};

class Connection {
 public:
  enum class Mode { kWrite, kRead };
  /// Opens and sets busy timeout, foreign keys and, for kWrite, WAL and synchronous=FULL. Throws SQLite::Exception.
  Connection(const Path& file, Mode mode, const std::string& vfs);

  SQLite::Database& database() { return database_; }
  /// The prepared statement for `sql`, kept for the next time. `sql` must be a literal.
  SQLite::Statement& prepared(const char* sql);
  [[nodiscard]] std::int64_t last_insert_id();
  /// Rows changed by the last statement.
  [[nodiscard]] int changes();

 private:
  SQLite::Database database_;
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
};

/// One use of a statement: binds all arguments in order, steps, and is reset at the end of its scope (a statement that
/// is not reset would keep its read transaction open).
class Query {
 public:
  template <typename... Args>
  Query(Connection& connection, const char* sql, const Args&... args) : statement_(connection.prepared(sql)) {
    int index = 0;
    (bind(++index, args), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() { statement_.tryReset(); }

  /// To the next row; false after the last.
  bool step() { return statement_.executeStep(); }
  /// Runs a statement that gives no rows.
  void run() { statement_.exec(); }

  // Columns of the current row, from 0.
  [[nodiscard]] bool null(int column) const { return statement_.isColumnNull(column); }
  [[nodiscard]] std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
  [[nodiscard]] std::string text(int column) const { return statement_.getColumn(column).getString(); }
  /// Borrowed until the next step.
  [[nodiscard]] ByteView blob(int column) const;
  [[nodiscard]] UtcMillis utc(int column) const { return utc_ms(integer(column)); }
  [[nodiscard]] BootMillis boot(int column) const { return boot_ms(integer(column)); }
  [[nodiscard]] Millis millis(int column) const { return Millis{integer(column)}; }
  /// Zero when the stored blob has another size.
  [[nodiscard]] Sha256Digest digest(int column) const;
  [[nodiscard]] BootId boot_id(int column) const;

 private:
  void bind(int index, std::string_view value);
  void bind(int index, const char* value) { bind(index, std::string_view(value)); }
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, ByteView value);
  void bind(int index, const Bytes& value) { bind(index, ByteView(value)); }
  void bind(int index, const Sha256Digest& value) { bind(index, ByteView(value.bytes)); }
  void bind(int index, const BootId& value) { bind(index, ByteView(value.bytes)); }
  void bind(int index, std::nullptr_t) { statement_.bind(index); }
  void bind(int index, Millis value) { bind(index, value.count()); }
  template <typename Line>
  void bind(int index, std::chrono::time_point<Line, Millis> value) {
    bind(index, count_ms(value));
  }
  template <typename Value>
  requires std::is_integral_v<Value> || std::is_enum_v<Value>
  void bind(int index, Value value) { statement_.bind(index, static_cast<std::int64_t>(value)); }
  template <typename Value>
  void bind(int index, const std::optional<Value>& value) {
    if (value) {
      bind(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  SQLite::Statement& statement_;
};

/// Days since 1970-01-01 of a local day: how days are stored.
constexpr std::int64_t day_number(LocalDay day) { return std::chrono::sys_days(day).time_since_epoch().count(); }
constexpr LocalDay day_from_number(std::int64_t number) {
  return LocalDay{std::chrono::sys_days(std::chrono::days(number))};
}

}  // namespace xueshi::store
