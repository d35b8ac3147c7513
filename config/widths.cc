#include "config/widths.h"

#include <algorithm>
#include <charconv>

namespace xueshi::config {
namespace {

tl::unexpected<Error> bad(const std::string& what, const std::string& why) {
  return fail(ErrorCode::kBadInput, "width " + what + ": " + why + "; expected " + widths_expected());
}

}  // namespace

std::string widths_expected() {
  return "multiples of " + std::to_string(kWidthStep) + " from " + std::to_string(kLeastWidth) + " to " +
         std::to_string(kMostWidth) + ", each once, at most " + std::to_string(kMostWidths) +
         ", like \"1280,1440,1600\"";
}

Result<void> check_widths(std::span<const int> widths) {
  if (widths.empty()) return bad("\"\"", "none is given");
  if (widths.size() > kMostWidths) return bad(std::to_string(widths.back()), "too many");
  for (auto width = widths.begin(); width != widths.end(); ++width) {
    if (*width < kLeastWidth || *width > kMostWidth) return bad(std::to_string(*width), "out of bounds");
    if (*width % kWidthStep != 0) return bad(std::to_string(*width), "no multiple of " + std::to_string(kWidthStep));
    if (std::find(widths.begin(), width, *width) != width) return bad(std::to_string(*width), "given twice");
  }
  return {};
}

Result<std::vector<int>> parse_widths(std::string_view text) {
  std::vector<int> widths;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    int width = 0;
    const auto read = std::from_chars(part.data(), part.data() + part.size(), width);
    if (read.ec != std::errc{} || read.ptr != part.data() + part.size()) {
      return bad("\"" + std::string(part.substr(0, 32)) + "\"", "no number");
    }
    widths.push_back(width);
    if (comma == std::string_view::npos || widths.size() > kMostWidths) break;
    text.remove_prefix(comma + 1);
  }
  if (auto checked = check_widths(widths); !checked) return tl::make_unexpected(std::move(checked.error()));
  return widths;
}

std::string widths_text(std::span<const int> widths) {
  std::string text;
  for (const int width : widths) text += (text.empty() ? "" : ",") + std::to_string(width);
  return text;
}

}  // namespace xueshi::config
