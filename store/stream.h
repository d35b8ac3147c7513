#pragma once
/// The stream of numbered messages, and the mark outside the database that keeps its numbers from returning (I10).
///
/// A number may leave the box only when the mark file says at least that number. At start the database's stream goes on
/// only when it is the mark's stream and has come at least as far; else (created, restored, mark lost) a new random
/// stream begins. docs/store.md "Numbers never return" walks through the crashes.

#include <cstdint>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "store/connection.h"

namespace xueshi::store {

struct StreamPosition {
  std::string stream;  ///< 32 hex digits
  std::uint64_t last_seq = 0;
  friend bool operator==(const StreamPosition&, const StreamPosition&) = default;
};

/// Nothing when there is no mark, or none that can be read as one. An error of the disk reads as none as well: a new
/// stream costs nothing.
std::optional<StreamPosition> read_mark(FileSystem& files, const Path& file);
Result<void> write_mark(FileSystem& files, const Path& file, const StreamPosition& position);

/// The database's present stream; nothing in a new database. Throws SQLite::Exception.
std::optional<StreamPosition> current_stream(Connection& connection);

/// The stream to go on with, after comparing with the mark; begins a new one where it must, in a transaction of its
/// own. Does not write the mark. Throws SQLite::Exception.
StreamPosition settle_stream(Connection& connection, const std::optional<StreamPosition>& mark, Random& random);

}  // namespace xueshi::store
