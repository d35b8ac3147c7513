#include "training/teacher_names.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "training/cell_text.h"

namespace xueshi::training {
namespace {

constexpr std::array<std::string_view, 8> kMarks{"、", "，", "；", ",", ";", "/", "\n", "\r"};
constexpr std::array<std::string_view, 3> kWords{"以及", "和", "及"};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Two characters or more, and neither a phone number nor what stands in brackets.
bool is_name(std::string_view text) {
  const std::u32string name = code_points(narrow(text));
  constexpr std::u32string_view kOthers = U"0123456789([（【";
  return name.size() >= 2 && kOthers.find(name.front()) == std::u32string_view::npos;
}

/// What stands between marks, trimmed; empty ones left out.
template <std::size_t N>
std::vector<std::string_view> split(std::string_view text, const std::array<std::string_view, N>& marks) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t next = end;
    for (const std::string_view mark : marks) {
      const auto at = text.find(mark);
      if (at >= end) continue;
      end = at;
      next = at + mark.size();
    }
    if (const auto part = trimmed(text.substr(0, end)); !part.empty()) parts.push_back(part);
    text.remove_prefix(next);
  }
  return parts;
}

/// Where the first word with a name on both sides begins and ends; npos where there is none.
std::pair<std::size_t, std::size_t> word_between_names(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const std::string_view word : kWords) {
      const std::size_t end = at + word.size();
      if (!text.substr(at).starts_with(word)) continue;
      if (is_name(text.substr(0, at)) && is_name(text.substr(end))) return {at, end};
    }
  }
  return {std::string_view::npos, 0};
}

}  // namespace

std::vector<std::string> teacher_names(std::string_view cell) {
  std::vector<std::string> names;
  for (std::string_view part : split(cell, kMarks)) {
    for (auto [at, end] = word_between_names(part); at != std::string_view::npos;
         std::tie(at, end) = word_between_names(part)) {
      names.emplace_back(trimmed(part.substr(0, at)));
      part = trimmed(part.substr(end));
    }
    names.emplace_back(part);
  }
  return names;
}

std::string teacher_lines(std::string_view cell) {
  constexpr std::array<std::string_view, 3> kBreaks{"\n", "\r", "\u2028"};
  const auto lines = split(cell, kBreaks);
  if (lines.size() < 2 || !std::all_of(lines.begin(), lines.end(), is_name)) return std::string(cell);
  std::string one;
  for (const std::string_view line : lines) {
    const bool marked = one.empty() || std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
                          return one.ends_with(mark) || line.starts_with(mark);
                        });
    one += (marked ? "" : "、") + std::string(line);
  }
  return one;
}

bool may_be_two_teachers(std::string_view cell) {
  constexpr std::array<std::string_view, 1> kSpace{" "};
  constexpr char kAscii = 0x7F;
  for (const std::string_view part : split(cell, kMarks)) {
    const std::string name = tidy(part);
    const auto words = split(std::string_view(name), kSpace);
    for (std::size_t i = 1; i < words.size(); ++i) {
      const bool latin = static_cast<unsigned char>(words[i - 1].back()) <= kAscii ||
                         static_cast<unsigned char>(words[i].front()) <= kAscii;
      if (!latin && is_name(words[i - 1]) && is_name(words[i])) return true;
    }
  }
  return false;
}

}  // namespace xueshi::training
