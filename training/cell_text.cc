#include "training/cell_text.h"

#include <algorithm>

namespace xueshi::training {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// The code point at `at`, and moves on; kReplacement, and one byte on, where there is none.
char32_t next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) {
    ++at;
    return first;
  }
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) {
    ++at;
    return kReplacement;
  }
  char32_t point = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) {
      ++at;
      return kReplacement;
    }
    point = (point << 6) | (byte(at + i) & 0x3Fu);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  if (overlong || (point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF) {
    ++at;
    return kReplacement;
  }
  at += length;
  return point;
}

void put(std::string& to, char32_t point) {
  if (point < 0x80) {
    to += static_cast<char>(point);
  } else if (point < 0x800) {
    to += static_cast<char>(0xC0 | (point >> 6));
    to += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    to += static_cast<char>(0xE0 | (point >> 12));
    to += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    to += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    to += static_cast<char>(0xF0 | (point >> 18));
    to += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
    to += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    to += static_cast<char>(0x80 | (point & 0x3F));
  }
}

bool is_space(char32_t c) {
  return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/// Nobody sees them: zero-width spaces and joiners, marks of direction, byte order marks.
bool is_invisible(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         c == 0x00AD;
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// Without invisible characters, every stretch of spaces one U+0020, none around.
std::u32string tidied(std::string_view text) {
  std::u32string out;
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next(text, at);
    if (is_invisible(c)) continue;
    if (is_space(c)) {
      space = !out.empty();
      continue;
    }
    if (space) out += U' ';
    space = false;
    out += c;
  }
  return out;
}

std::u32string narrowed(std::string_view text) {
  std::u32string points = tidied(text);
  for (char32_t& c : points) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - 0x21;
  }
  return points;
}

/// Digits of a run that may be an identity number become stars, but for its first six and last four.
void mask_digits(std::u32string& text) {
  constexpr std::size_t kLongestShown = 11;  // a phone's
  std::vector<std::size_t> run;
  const auto end_run = [&] {
    if (run.size() > kLongestShown) {
      for (std::size_t i = 6; i + 4 < run.size(); ++i) text[run[i]] = U'*';
    }
    run.clear();
  };
  std::size_t since_digit = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (is_digit(c)) {
      run.push_back(i);
      since_digit = 0;
    } else if ((c == U'X' || c == U'x') && run.size() == 17) {
      run.push_back(i);  // the check character: the last four are those of the number
      end_run();
    } else if (run.empty() || ++since_digit > 2 || (c != U' ' && c != U'-' && c != U',' && c != U'\'')) {
      end_run();
      since_digit = 0;
    }
  }
  end_run();
}

}  // namespace

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) points += next(text, at);
  return points;
}

std::string utf8(std::u32string_view points) {
  std::string text;
  text.reserve(points.size());
  for (const char32_t c : points) put(text, c);
  return text;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    if (next(text, at) == kReplacement && at == before + 1) return false;
  }
  return true;
}

std::string tidy(std::string_view text) { return utf8(tidied(text)); }

std::string narrow(std::string_view text) { return utf8(narrowed(text)); }

std::string compact(std::string_view text) {
  std::u32string points = narrowed(text);
  std::erase(points, U' ');
  for (char32_t& c : points) {
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  }
  return utf8(points);
}

std::string person_name(std::string_view text) {
  const std::u32string points = tidied(text);
  std::u32string name;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool aligns = points[i] == U' ' && (points[i - 1] >= 0x80 || points[i + 1] >= 0x80);
    if (!aligns) name += points[i];
  }
  return utf8(name);
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 30;
  std::u32string points = narrowed(text);
  mask_digits(points);
  if (points.size() > kMost) {
    points.resize(kMost - 1);
    points += U'…';
  }
  return utf8(points);
}

}  // namespace xueshi::training
