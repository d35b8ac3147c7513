#pragma once
/// Logging to stderr, where systemd collects it.
///
/// error: a person must act · warn: a fact the audit will ask about · info: state changes, a few lines an hour ·
/// debug: for developers. No personal data, no passwords, ever. Any thread.

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "base/time.h"

namespace xueshi {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

/// Lines below `level` are dropped. At start: info. Under systemd (JOURNAL_STREAM set) lines carry their priority
/// ("<4>…") and no time of their own.
void set_log_level(LogLevel level);

void log_line(LogLevel level, std::string_view room, std::string_view text);

template <typename... Args>
void log_debug(std::string_view room, fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::kDebug, room, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_info(std::string_view room, fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::kInfo, room, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_warn(std::string_view room, fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::kWarn, room, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_error(std::string_view room, fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::kError, room, fmt::format(format, std::forward<Args>(args)...));
}

/// Says whether a line about `cause` may be written now: the first at once, then one a minute, with how many were kept
/// back.
class RateLimit {
 public:
  explicit RateLimit(Millis every = std::chrono::minutes{1}) : every_(every) {}
  struct Answer {
    bool allowed = false;
    std::uint64_t kept_back = 0;  ///< lines suppressed since the last one that was allowed
  };
  Answer ask(std::string_view cause, BootMillis now);

 private:
  struct Seen {
    BootMillis last{};
    std::uint64_t kept_back = 0;
  };
  const Millis every_;
  std::mutex mutex_;  // guards seen_
  std::unordered_map<std::string, Seen> seen_;
};

}  // namespace xueshi
