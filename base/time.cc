#include "base/time.h"

#include <array>

#include <fmt/format.h>

namespace xueshi {
namespace {

using Days = std::chrono::sys_days;

/// Reads exactly `digits` decimal digits at `at` and moves on; nothing where there are fewer.
std::optional<int> take_digits(std::string_view text, std::size_t& at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  at += digits;
  return value;
}

bool take(std::string_view text, std::size_t& at, char expected) {
  if (at >= text.size() || text[at] != expected) return false;
  ++at;
  return true;
}

std::optional<LocalDay> take_day(std::string_view text, std::size_t& at) {
  const auto year = take_digits(text, at, 4);
  if (!year || !take(text, at, '-')) return std::nullopt;
  const auto month = take_digits(text, at, 2);
  if (!month || !take(text, at, '-')) return std::nullopt;
  const auto day = take_digits(text, at, 2);
  if (!day) return std::nullopt;
  const LocalDay result{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                        std::chrono::day{static_cast<unsigned>(*day)}};
  if (!result.ok()) return std::nullopt;
  return result;
}

/// "Z" or "+08:00": what local time is ahead of UTC.
std::optional<Millis> take_offset(std::string_view text, std::size_t& at) {
  if (take(text, at, 'Z') || take(text, at, 'z')) return Millis{0};
  const bool ahead = take(text, at, '+');
  if (!ahead && !take(text, at, '-')) return std::nullopt;
  const auto hours = take_digits(text, at, 2);
  if (!hours || *hours > 23 || !take(text, at, ':')) return std::nullopt;
  const auto minutes = take_digits(text, at, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const Millis offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return ahead ? offset : -offset;
}

}  // namespace

LocalDay local_day(UtcMillis t) {
  const std::chrono::sys_time<Millis> local{t.time_since_epoch() + kLocalOffset};
  return LocalDay{std::chrono::floor<std::chrono::days>(local)};
}

UtcMillis start_of(LocalDay day) { return UtcMillis{Millis{Days{day}.time_since_epoch()} - kLocalOffset}; }

std::string to_string(LocalDay day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::optional<LocalDay> parse_day(std::string_view text) {
  std::size_t at = 0;
  const auto day = take_day(text, at);
  if (!day || at != text.size()) return std::nullopt;
  return day;
}

std::string to_rfc3339(UtcMillis t, bool with_millis) {
  const LocalDay day = local_day(t);
  const std::int64_t in_day = (t - start_of(day)).count();
  std::string text =
      fmt::format("{}T{:02}:{:02}:{:02}", to_string(day), in_day / 3'600'000, in_day / 60'000 % 60, in_day / 1000 % 60);
  if (with_millis) text += fmt::format(".{:03}", in_day % 1000);
  return text + "+08:00";
}

std::optional<UtcMillis> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto day = take_day(text, at);
  if (!day) return std::nullopt;
  if (!take(text, at, 'T') && !take(text, at, 't') && !take(text, at, ' ')) return std::nullopt;
  const auto hour = take_digits(text, at, 2);
  if (!hour || *hour > 23 || !take(text, at, ':')) return std::nullopt;
  const auto minute = take_digits(text, at, 2);
  if (!minute || *minute > 59 || !take(text, at, ':')) return std::nullopt;
  const auto second = take_digits(text, at, 2);
  if (!second || *second > 60) return std::nullopt;
  int millis = 0;
  if (take(text, at, '.')) {
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (at == begin) return std::nullopt;
    for (std::size_t i = 0; i < 3; ++i) {
      millis = millis * 10 + (begin + i < at ? text[begin + i] - '0' : 0);
    }
  }
  const auto offset = take_offset(text, at);
  if (!offset || at != text.size()) return std::nullopt;
  return UtcMillis{Millis{Days{*day}.time_since_epoch()} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                   std::chrono::seconds{*second} + Millis{millis} - *offset};
}

}  // namespace xueshi
