#pragma once
/// Searching the audit log. Throws SQLite::Exception and Failure.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "facts/audit.h"
#include "store/connection.h"

namespace xueshi::store {

/// Which entries are asked for: those that fit everything that is given. In the order in which they were written, the
/// newest first, which after a step of the wall clock is not the order of their times.
struct AuditQuery {
  std::optional<UtcSpan> span = std::nullopt;
  std::string account = {};  ///< its name; where there is no such account, what was typed, or a shell's user
  std::optional<AuditAction> action = std::nullopt;
  std::string object = {};  ///< what the object begins with: "camera:", "camera:front"
  std::optional<AuditResult> result = std::nullopt;
  std::uint64_t before = 0;  ///< only entries older than this one, to go on with the next page; 0: from the newest
  std::size_t limit = 50;    ///< at most 200 are given
};

std::vector<AuditEntry> audit(Connection& connection, const AuditQuery& query);

}  // namespace xueshi::store
