#include "config/address.h"

#include <algorithm>
#include <charconv>

namespace xueshi::config {
namespace {

constexpr std::size_t kMostAddress = 1024;

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  });
}

bool is_ipv6(std::string_view host) {
  return host.find(':') != std::string_view::npos && host.size() <= 64 &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
         });
}

/// Where the authority ends: it has no '/' and no '?' (RFC 3986 §3.2).
std::size_t authority_end(std::string_view after_scheme) {
  return std::min(after_scheme.find_first_of("/?"), after_scheme.size());
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  if (text.size() > kMostAddress) return std::nullopt;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '#') return std::nullopt;
  }
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Address address;
  for (const char c : text.substr(0, colon)) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && !(c >= 'a' && c <= 'z')) return std::nullopt;
    address.scheme += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::string_view after = text.substr(colon + 3);
  std::string_view authority = after.substr(0, authority_end(after));
  address.rest = std::string(after.substr(authority.size()));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    address.credentials = true;
    authority.remove_prefix(at + 1);
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos || !is_ipv6(authority.substr(1, end - 1))) return std::nullopt;
    address.host = std::string(authority.substr(1, end - 1));
    port = authority.substr(end + 1);
  } else {
    const std::size_t end = std::min(authority.find(':'), authority.size());
    if (!is_host(authority.substr(0, end))) return std::nullopt;
    address.host = std::string(authority.substr(0, end));
    port = authority.substr(end);
  }
  if (!port.empty()) {
    if (port.front() != ':') return std::nullopt;
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), number);
    if (error != std::errc{} || end != port.data() + port.size() || number == 0) return std::nullopt;
    address.port = number;
  }
  return address;
}

std::string without_credentials(std::string_view text) {
  const std::size_t scheme = text.find("://");
  const std::size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view after = text.substr(start);
  // A password may hold a '/' that somebody forgot to encode: so up to the last '@' of all.
  const std::size_t at = after.rfind('@');
  if (at == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, start)) + "(hidden)@" + std::string(after.substr(at + 1));
}

}  // namespace xueshi::config
