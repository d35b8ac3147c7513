#pragma once
/// Bodies of HTML forms. Any bytes may come in (I17).

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xueshi::web {

using Form = std::map<std::string, std::string, std::less<>>;

inline constexpr std::size_t kMostFields = 16;

/// application/x-www-form-urlencoded (WHATWG URL §5.1), but nothing where a '%' is not followed by two hex digits, a
/// name comes twice, there are more than kMostFields fields, or a name or value is no UTF-8.
std::optional<Form> parse_form(std::string_view body);

struct FormPart {
  std::string_view name;
  std::string_view content;  ///< any bytes
};

/// multipart/form-data (RFC 7578), whose Content-Type header is `content_type`: the parts, borrowed from `body`, each
/// of another name. Nothing where it does not follow the format, or has more than kMostFields parts, headers of a part
/// of more than 1 KiB, or a boundary of more than 70 characters (RFC 2046 §5.1.1). What else a part's headers say, such
/// as the file's name, is left alone.
std::optional<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body);

/// RFC 3629.
bool is_utf8(std::string_view text);

/// Is it this media type, with whatever parameters: "text/html" in "Text/HTML; charset=utf-8"?
bool is_media_type(std::string_view content_type, std::string_view wanted);

}  // namespace xueshi::web
