#include "facts/ids.h"

#include <charconv>

namespace xueshi {

bool is_plain_id(std::string_view text) {
  if (text.empty() || text.size() > 40 || text.front() == '.' || text.front() == '-') return false;
  for (const char c : text) {
    const bool allowed =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!allowed) return false;
  }
  return true;
}

std::string LessonHourId::hour() const { return to_string(day) + "/" + std::to_string(number); }

std::optional<LessonHourId> LessonHourId::parse(ClassId training_class, std::string_view hour) {
  const std::size_t slash = hour.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto day = parse_day(hour.substr(0, slash));
  const std::string_view digits = hour.substr(slash + 1);
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (!day || error != std::errc{} || end != digits.data() + digits.size() || number < 1) return std::nullopt;
  return LessonHourId{std::move(training_class), *day, number};
}

}  // namespace xueshi
