#include "web/answer_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace xueshi::web {
namespace {

using Header = std::pair<std::string_view, std::string_view>;

/// What every answer says unless it says otherwise itself. An answer that is no page loads nothing and is framed
/// nowhere; pages.cc sets the policy of pages.
constexpr std::array<Header, 8> kUsual{{
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};
// One year. Without the names below it, which are not this box's.
constexpr Header kStrictTransport{"Strict-Transport-Security", "max-age=31536000"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

/// RFC 9110 §5.1, §5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

/// RFC 9110 §5.5: no control characters but the tab.
bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

class Lines {
 public:
  explicit Lines(std::string first) : text_(std::move(first)) {}
  Result<void> add(std::string_view name, std::string_view value) {
    // The value is left out: it may be what somebody outside chose, and then belongs in no log.
    if (!is_token(name)) return fail(ErrorCode::kBadInput, "a header's name holds characters that no name may hold");
    if (!is_value(value)) {
      return fail(ErrorCode::kBadInput, fmt::format("the header {} holds a line end or a control character", name));
    }
    fmt::format_to(std::back_inserter(text_), "{}: {}\r\n", name, value);
    return {};
  }
  std::string take() { return std::move(text_) + "\r\n"; }

 private:
  std::string text_;
};

bool has(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return same_name(header.first, name); });
}

/// Answers that never have content (RFC 9110 §15.3.5, §15.4.5).
bool never_has_content(int status) { return status == 204 || status == 304; }

}  // namespace

Result<std::string> answer_head(const Response& response, const AnswerFrame& frame) {
  Lines lines(fmt::format("HTTP/{}.{} {} {}\r\n", frame.version / 10, frame.version % 10, response.status,
                          reason_phrase(response.status)));
  const bool content = !never_has_content(response.status);
  if (content) {
    if (auto added = lines.add("Content-Type", response.content_type); !added)
      return tl::make_unexpected(added.error());
  }
  for (const auto& [name, value] : kUsual) {
    if (!has(response, name)) (void)lines.add(name, value);
  }
  if (frame.strict_transport) (void)lines.add(kStrictTransport.first, kStrictTransport.second);
  for (const auto& [name, value] : response.headers) {
    if (auto added = lines.add(name, value); !added) return tl::make_unexpected(added.error());
  }
  if (frame.chunked) (void)lines.add("Transfer-Encoding", "chunked");
  if (content && frame.length) (void)lines.add("Content-Length", std::to_string(*frame.length));
  if (frame.version >= 11 && !frame.keep_alive) (void)lines.add("Connection", "close");
  if (frame.version < 11 && frame.keep_alive) (void)lines.add("Connection", "keep-alive");
  return lines.take();
}

}  // namespace xueshi::web
