#include "training/teacher_names.h"

namespace xueshi::training {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::vector<std::string> teacher_names(std::string_view cell) {
  std::vector<std::string> names;
  while (!cell.empty()) {
    std::size_t end = cell.size();
    std::size_t next = end;
    for (const std::string_view mark : {"、", "，", "；", ",", ";", "/"}) {
      const auto at = cell.find(mark);
      if (at >= end) continue;
      end = at;
      next = at + mark.size();
    }
    if (const auto name = trimmed(cell.substr(0, end)); !name.empty()) names.emplace_back(name);
    cell.remove_prefix(next);
  }
  return names;
}

}  // namespace xueshi::training
