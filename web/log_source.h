#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/audit.h"

namespace xueshi::web {

struct LogQuestion {
  std::optional<UtcSpan> span;
  std::string account;  ///< empty: everybody
  std::optional<AuditAction> action;
  std::string object;  ///< what it begins with; empty: any
  std::optional<AuditResult> result;
  std::optional<std::uint64_t> before;  ///< only entries with a lower id
  std::size_t limit = 50;
};

/// The audit log, read. On the server's pool.
class LogSource {
 public:
  virtual ~LogSource() = default;
  /// The newest first.
  virtual Result<std::vector<AuditEntry>> entries(const LogQuestion& question) = 0;
};

}  // namespace xueshi::web
