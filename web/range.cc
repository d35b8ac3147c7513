#include "web/range.h"

#include <algorithm>
#include <charconv>

namespace xueshi::web {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_bytes(std::string_view unit) {
  constexpr std::string_view kBytes = "bytes";  // range units are not case-sensitive (§14.1)
  return std::equal(unit.begin(), unit.end(), kBytes.begin(), kBytes.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

/// Digits and nothing else. A number beyond 2^64 - 1 is beyond the end of any file: it counts as that.
std::optional<std::uint64_t> number(std::string_view digits) {
  const bool all =
      !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!all) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc::result_out_of_range ? UINT64_MAX : value;
}

}  // namespace

WantedRange wanted_range(std::string_view header, std::uint64_t size) {
  const auto equals = header.find('=');
  if (equals == std::string_view::npos || !is_bytes(trimmed(header.substr(0, equals)))) return {};
  const std::string_view spec = trimmed(header.substr(equals + 1));
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return {};
  const std::string_view from = spec.substr(0, dash);
  const std::string_view to = spec.substr(dash + 1);
  if (from.empty()) {
    const auto suffix = number(to);
    if (!suffix) return {};
    if (*suffix == 0 || size == 0) return {RangeAnswer::kUnsatisfiable, {}};
    return {RangeAnswer::kPart, {size - std::min(*suffix, size), size - 1}};
  }
  const auto first = number(from);
  const auto last = to.empty() ? std::optional<std::uint64_t>(UINT64_MAX) : number(to);
  if (!first || !last || *last < *first) return {};
  if (*first >= size) return {RangeAnswer::kUnsatisfiable, {}};
  return {RangeAnswer::kPart, {*first, std::min(*last, size - 1)}};
}

}  // namespace xueshi::web
