#include "config/toml_scan.h"

#include <algorithm>

namespace xueshi::config {
namespace {

constexpr std::size_t kMostDots = 15;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// The character that begins at `at`, for a message; a '?' where it is no UTF-8.
std::string character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (size == 0 || lead > 0xf4 || at + size > text.size()) return "?";
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[at + i])) return "?";
  }
  return std::string(text.substr(at, size));
}

TomlObstacle obstacle_at(std::string_view text, std::size_t at, std::string message) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string_view in_line = before.substr(line_start);
  return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<std::size_t>(
              std::count_if(in_line.begin(), in_line.end(), [](char c) { return !is_continuation(c); })) +
              1,
          std::move(message)};
}

/// The place after the closing quote of the string that begins at `at`; npos where the line ends before it.
std::size_t after_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == quote) return at + 1;
    if (quote == '"' && text[at] == '\\') ++at;  // whatever is escaped, it does not close the string
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<TomlObstacle> find_obstacle(std::string_view toml) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::size_t at = toml.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  std::size_t dots = 0;  // in the key or number that is being passed
  while (at < toml.size()) {
    const char c = toml[at];
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots = 0;
    if (c == '.' && ++dots > kMostDots) {
      return obstacle_at(toml, at, "a key of too many parts: expected at most " + std::to_string(kMostDots + 1));
    }
    if (c == '#') {
      at = std::min(toml.find('\n', at), toml.size());
    } else if (c == '"' || c == '\'') {
      if (toml.substr(at, 3) == std::string(3, c)) {
        return obstacle_at(toml, at, std::string(3, c) + ": expected a text in one line, in \"…\" or '…'");
      }
      at = after_string(toml, at);
      if (at == std::string_view::npos) return std::nullopt;  // the parser says what is missing
    } else if (is_ascii(c)) {
      ++at;
    } else {
      return obstacle_at(toml, at,
                         character_at(toml, at) +
                             " outside quotation marks and comments: expected an ASCII sign there, such as "
                             "\" = , : # (not a full-width one)");
    }
  }
  return std::nullopt;
}

}  // namespace xueshi::config
