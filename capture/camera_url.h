#pragma once
/// Addresses of cameras, and how credentials are kept out of everything that people or logs see.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/box.h"

namespace xueshi::capture {

/// An address taken apart (RFC 3986 §3, RFC 2326 §3.2). `address` never holds credentials and may be shown.
struct CameraUrl {
  std::string address;  ///< "rtsp://host[:port][/path]"
  std::string user;     ///< as the camera knows it, percent-decoded; empty: none
  config::Secret password;
};

/// Takes `rtsp://[user[:password]@]host[:port][/path]` apart. A password may hold a raw '@' or ':'; other delimiters
/// must be percent-encoded. The errors (kBadInput) show the address redacted.
Result<CameraUrl> parse_camera_url(std::string_view text);

/// The address with the credentials percent-encoded, for libav alone. kBadInput when they are longer than libav's 127
/// bytes: it would cut them without a word.
Result<config::Secret> with_credentials(const std::string& address, const std::string& user,
                                        const config::Secret& password);

/// Any text with the user-info of every URL in it replaced by "***". It rather takes away too much than too little.
std::string redact(std::string_view text);

}  // namespace xueshi::capture
