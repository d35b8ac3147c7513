#pragma once
/// What follows the '?' of a request target (RFC 3986 §3.4).

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace xueshi::web {

/// "from=2024-05-13T08:00:00%2B08:00&to=…": names to values, percent-decoded. A '+' stays what it is, so that a time's
/// offset may also be sent as it is written. Nothing where a '%' is not followed by two hex digits, or a name comes
/// twice. Any bytes may come in, and any may come out.
std::optional<std::map<std::string, std::string, std::less<>>> parse_query(std::string_view query);

}  // namespace xueshi::web
