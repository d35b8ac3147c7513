#include "training/id_in_text.h"

#include <vector>

#include "training/cell_text.h"
#include "training/id_number.h"

namespace xueshi::training {
namespace {

constexpr std::size_t kLength = 18;

/// The character as an identity number may hold it: a digit or an X, full-width ones too; 0 for any other.
char of_number(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - 0x21;
  if (c >= U'0' && c <= U'9') return static_cast<char>(c);
  return c == U'X' || c == U'x' ? 'X' : '\0';
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_between(char32_t c) { return c == U' ' || c == U'-' || c == U'\u3000' || c == U'\u00A0'; }

/// Where the 18 characters from `begin` on stand, spaces left out; empty where there are not so many.
std::vector<std::size_t> places_from(const std::u32string& text, std::size_t begin) {
  std::vector<std::size_t> places;
  for (std::size_t i = begin; i < text.size() && places.size() < kLength; ++i) {
    const char c = of_number(text[i]);
    if (is_digit(c) || (c == 'X' && places.size() + 1 == kLength)) {
      places.push_back(i);
    } else if (!is_between(text[i]) || is_between(text[i - 1])) {
      break;
    }
  }
  if (places.size() < kLength) places.clear();
  return places;
}

bool is_id(const std::u32string& text, const std::vector<std::size_t>& places) {
  std::string number;
  for (const std::size_t place : places) number += of_number(text[place]);
  const auto read = IdNumber::parse(number);
  if (read) return true;
  const std::size_t begin = places.front();
  const std::size_t end = places.back() + 1;
  const bool alone = end - begin == kLength && (begin == 0 || !is_digit(of_number(text[begin - 1]))) &&
                     (end == text.size() || !is_digit(of_number(text[end])));
  return alone && read.error() == IdNumber::Fault::kCheckDigit;
}

}  // namespace

std::optional<std::string> ids_masked(std::string_view text) {
  if (text.size() < kLength) return std::nullopt;
  std::u32string points = code_points(text);
  bool any = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!is_digit(of_number(points[i]))) continue;
    const auto places = places_from(points, i);
    if (places.empty() || !is_id(points, places)) continue;
    for (std::size_t at = 6; at + 4 < kLength; ++at) points[places[at]] = U'*';
    i = places.back();
    any = true;
  }
  return any ? std::optional(utf8(points)) : std::nullopt;
}

}  // namespace xueshi::training
