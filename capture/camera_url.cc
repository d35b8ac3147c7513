#include "capture/camera_url.h"

#include <charconv>

#include "base/bytes.h"

namespace xueshi::capture {
namespace {

constexpr std::string_view kScheme = "rtsp://";
constexpr std::size_t kLibavCredentials = 127;  // RTSPState::auth

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint8_t byte = 0;
    if (text[i] == '%' && i + 2 < text.size() && from_hex(text.substr(i + 1, 2), {&byte, 1})) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 15];
    }
  }
  return encoded;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

/// "host", "host:port", "[v6]", "[v6]:port"
bool is_host_and_port(std::string_view text) {
  std::string_view host = text;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || close == 1) return false;
    const std::string_view rest = text.substr(close + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    if (!is_port(text.substr(colon + 1))) return false;
    host = text.substr(0, colon);
  }
  if (host.empty()) return false;
  for (const char c : host) {
    if (c <= ' ' || c == '"' || c == '<' || c == '>' || c == '\\') return false;
  }
  return true;
}

tl::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail(ErrorCode::kBadInput, "camera address " + redact(text) + ": " + std::string(why));
}

}  // namespace

Result<CameraUrl> parse_camera_url(std::string_view text) {
  if (!text.starts_with(kScheme)) return bad(text, "expected rtsp://HOST[:PORT]/PATH");
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return bad(text, "expected no spaces or control characters");
  }
  const std::string_view rest = text.substr(kScheme.size());
  const std::size_t path_at = rest.find_first_of("/?#");
  const std::string_view authority = rest.substr(0, path_at);
  const std::string_view path = path_at == std::string_view::npos ? std::string_view{} : rest.substr(path_at);

  CameraUrl url;
  std::string_view host = authority;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view info = authority.substr(0, at);
    host = authority.substr(at + 1);
    const std::size_t colon = info.find(':');
    url.user = percent_decoded(info.substr(0, colon));
    if (colon != std::string_view::npos) url.password = config::Secret(percent_decoded(info.substr(colon + 1)));
  }
  if (!is_host_and_port(host)) {
    return bad(text, "expected a host and a port from 1 to 65535 (a '/' in a password is written %2F)");
  }
  url.address = std::string(kScheme) + std::string(host) + std::string(path);
  return url;
}

Result<config::Secret> with_credentials(const std::string& address, const std::string& user,
                                        const config::Secret& password) {
  if (user.empty()) return config::Secret(address);
  const std::string info = percent_encoded(user) + ":" + percent_encoded(password.reveal());
  if (info.size() > kLibavCredentials) {
    return fail(ErrorCode::kBadInput,
                "camera " + redact(address) + ": user and password are too long: expected at most " +
                    std::to_string(kLibavCredentials) + " bytes, of which a special character takes three");
  }
  return config::Secret(std::string(kScheme) + info + "@" + address.substr(kScheme.size()));
}

std::string redact(std::string_view text) {
  std::string clean;
  while (true) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) break;
    const std::size_t from = scheme + 3;
    // Up to the last '@' before white space or the next URL: a password may hold '@' and, wrongly, '/'.
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", from), text.size());
    const std::size_t next = text.find("://", from);
    std::string_view within = text.substr(from, std::min(end, next) - from);
    const std::size_t at = within.rfind('@');
    clean += text.substr(0, from);
    if (at != std::string_view::npos) {
      clean += "***";
      text.remove_prefix(from + at);
    } else {
      text.remove_prefix(from);
    }
  }
  clean += text;
  return clean;
}

}  // namespace xueshi::capture
