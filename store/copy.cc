#include "store/copy.h"

#include <filesystem>

#include "store/guarded.h"
#include "store/schema.h"

namespace xueshi::store {
namespace {

void fold(Connection& connection, const Path& database) {
  const std::string mode = connection.database().execAndGet("PRAGMA journal_mode=DELETE").getString();
  if (mode != "delete") {
    throw Failure{Error{ErrorCode::kBusy, database.string() + " is read by another process", nullptr}};
  }
}

}  // namespace

Result<void> copy_database(const Path& from, const Path& to) {
  std::error_code ignored;
  if (!std::filesystem::exists(from, ignored))
    return fail(ErrorCode::kNotFound, "there is no database " + from.string());
  return guarded("cannot copy the database " + from.string(), [&]() -> Result<void> {
    Connection connection(from, Connection::Mode::kWrite, {});
    if (connection.database().execAndGet("PRAGMA user_version").getInt() > schema_version()) {
      return check_schema(connection);
    }
    const std::string verdict = connection.database().execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") return fail(ErrorCode::kCorrupt, "the database is damaged: " + verdict);
    Query(connection, "VACUUM INTO ?", to.string()).run();
    fold(connection, from);
    return {};
  });
}

Result<void> fold_database(const Path& database) {
  return guarded("cannot fold the database " + database.string(), [&]() -> Result<void> {
    Connection connection(database, Connection::Mode::kWrite, {});
    fold(connection, database);
    return {};
  });
}

}  // namespace xueshi::store
