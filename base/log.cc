#include "base/log.h"

#include <cstdlib>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace xueshi {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarn: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// sd-daemon(3): a line that begins with "<N>" has syslog priority N.
int journal_priority(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return 7;
    case LogLevel::kInfo: return 6;
    case LogLevel::kWarn: return 4;
    case LogLevel::kError: return 3;
  }
  return 3;
}

const bool kJournal = std::getenv("JOURNAL_STREAM") != nullptr;

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>("xueshi", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(kJournal ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *instance;
}

}  // namespace

void set_log_level(LogLevel level) { logger().set_level(spdlog_level(level)); }

void log_line(LogLevel level, std::string_view room, std::string_view text) {
  // Text from outside (a camera's answer, a file name) must not be able to begin a line of its own.
  std::string safe(text);
  for (char& c : safe) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  if (kJournal) {
    logger().log(spdlog_level(level), "<{}>{}: {}", journal_priority(level), room, safe);
  } else {
    logger().log(spdlog_level(level), "{}: {}", room, safe);
  }
}

RateLimit::Answer RateLimit::ask(std::string_view cause, BootMillis now) {
  const std::scoped_lock lock(mutex_);
  const auto [entry, is_new] = seen_.try_emplace(std::string(cause));
  Seen& seen = entry->second;
  if (!is_new && now - seen.last < every_) {
    ++seen.kept_back;
    return {false, seen.kept_back};
  }
  const Answer answer{true, seen.kept_back};
  seen = {now, 0};
  return answer;
}

}  // namespace xueshi
