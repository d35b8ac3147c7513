#include "web/form.h"

#include <algorithm>
#include <cstdint>

#include "base/bytes.h"

namespace xueshi::web {
namespace {

constexpr std::size_t kMostBoundary = 70;
constexpr std::size_t kMostPartHeaders = 1024;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      std::uint8_t byte = 0;
      if (!from_hex(text.substr(i + 1, 2), {&byte, 1})) return std::nullopt;
      out += static_cast<char>(byte);
      i += 2;
    }
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

/// The value of a header's parameter (RFC 2045 §5.1), in quotes or not; one in quotes that holds a backslash or a quote
/// is none of ours.
std::optional<std::string_view> parameter(std::string_view header, std::string_view name) {
  auto next = header.find(';');
  while (next != std::string_view::npos) {
    header.remove_prefix(next + 1);
    const auto equals = header.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view found = trimmed(header.substr(0, equals));
    header.remove_prefix(equals + 1);
    std::string_view value;
    if (header.starts_with('"')) {
      const auto end = header.find('"', 1);
      if (end == std::string_view::npos) return std::nullopt;
      value = header.substr(1, end - 1);
      header.remove_prefix(end + 1);
    } else {
      value = trimmed(header.substr(0, header.find(';')));
    }
    if (same_word(found, name)) return value;
    next = header.find(';');
  }
  return std::nullopt;
}

/// The name of a part, by its Content-Disposition (RFC 7578 §4.2).
std::optional<std::string_view> name_of_part(std::string_view headers) {
  while (!headers.empty()) {
    const auto end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, end);
    headers = end == std::string_view::npos ? std::string_view() : headers.substr(end + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!same_word(line.substr(0, colon), "content-disposition")) continue;
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_media_type(value, "form-data")) return std::nullopt;
    return parameter(value, "name");
  }
  return std::nullopt;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t more = lead >= 0xc2 && lead < 0xe0   ? 1
                             : (lead & 0xf0) == 0xe0       ? 2
                             : lead >= 0xf0 && lead < 0xf5 ? 3
                                                           : 0;
    if (more == 0 || text.size() - i <= more) return false;
    std::uint32_t point = lead & (0x3fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<std::uint8_t>(text[i + k]);
      if ((next & 0xc0) != 0x80) return false;
      point = point << 6 | (next & 0x3fu);
    }
    const bool too_long = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
    if (too_long || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
    i += more + 1;
  }
  return true;
}

bool is_media_type(std::string_view content_type, std::string_view wanted) {
  return same_word(trimmed(content_type.substr(0, content_type.find(';'))), wanted);
}

std::optional<Form> parse_form(std::string_view body) {
  Form form;
  while (!body.empty()) {
    const auto end = body.find('&');
    const std::string_view pair = body.substr(0, end);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decoded(pair.substr(0, equals));
    auto value = equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1));
    if (!name || !value || form.size() == kMostFields) return std::nullopt;
    if (!form.emplace(std::move(*name), std::move(*value)).second) return std::nullopt;
  }
  return form;
}

std::optional<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body) {
  if (!is_media_type(content_type, "multipart/form-data")) return std::nullopt;
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMostBoundary) return std::nullopt;
  const std::string first = "--" + std::string(*boundary);
  const std::string next = "\r\n" + first;
  if (!body.starts_with(first)) return std::nullopt;
  body.remove_prefix(first.size());
  std::vector<FormPart> parts;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n") || parts.size() == kMostFields) return std::nullopt;
    body.remove_prefix(2);
    const auto headers_end = body.substr(0, kMostPartHeaders + 4).find("\r\n\r\n");
    if (headers_end == std::string_view::npos) return std::nullopt;
    const auto name = name_of_part(body.substr(0, headers_end));
    body.remove_prefix(headers_end + 4);
    const auto content_end = body.find(next);
    if (!name || name->empty() || !is_utf8(*name) || content_end == std::string_view::npos) return std::nullopt;
    const bool known =
        std::any_of(parts.begin(), parts.end(), [&](const FormPart& part) { return part.name == *name; });
    if (known) return std::nullopt;
    parts.push_back({*name, body.substr(0, content_end)});
    body.remove_prefix(content_end + next.size());
  }
  return parts;
}

}  // namespace xueshi::web
