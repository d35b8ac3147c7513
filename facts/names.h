#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace xueshi {

/// The stable code of each value of an enumeration, as it stands in the database, in JSON and in metrics. A code is
/// never renamed or given to another value.
template <typename Enum, std::size_t Size>
struct NameTable {
  std::array<std::pair<Enum, std::string_view>, Size> rows;

  [[nodiscard]] constexpr std::string_view name(Enum value) const {
    for (const auto& [known, text] : rows) {
      if (known == value) return text;
    }
    return "unknown";
  }
  [[nodiscard]] constexpr std::optional<Enum> find(std::string_view text) const {
    for (const auto& [value, known] : rows) {
      if (known == text) return value;
    }
    return std::nullopt;
  }
};

}  // namespace xueshi
