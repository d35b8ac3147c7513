#pragma once
/// What follows the '?' of a request target (RFC 3986 §3.4).

#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace xueshi::web {

/// "from=2024-05-13T08:00:00%2B08:00&to=…": names to values, percent-decoded. A '+' stays what it is, so that a time's
/// offset may also be sent as it is written. Nothing where a '%' is not followed by two hex digits, or a name comes
/// twice. Any bytes may come in, and any may come out.
std::optional<std::map<std::string, std::string, std::less<>>> parse_query(std::string_view query);

/// A whole number in decimal digits, with a '-' where the type has a sign; nothing where anything else stands there, or
/// it does not fit.
template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace xueshi::web
