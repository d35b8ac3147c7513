#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xueshi::config {

/// The parts of an address such as "rtsp://[fd00::1]:8554/live/1?ch=1" (RFC 3986 §3), as far as settings need them.
struct Address {
  std::string scheme;                 ///< in lower case
  std::string host;                   ///< without brackets; never empty
  std::optional<std::uint16_t> port;  ///< 1 to 65535
  std::string rest;                   ///< path and query, with its slash; empty: none
  bool credentials = false;           ///< there is a "user:password@" before the host
};

/// Nothing when `text` is no such address: no scheme, no host, a bad port, spaces or control characters, a '#', longer
/// than 1024 bytes.
std::optional<Address> parse_address(std::string_view text);

/// `text` with what stands before the '@' of its host replaced, fit for a message or a log.
std::string without_credentials(std::string_view text);

}  // namespace xueshi::config
