#pragma once
/// The occupations of the policy's appendix (临汾市职业技能培训职业（工种）分类表): 207 names in four categories.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xueshi::training {

struct Occupation {
  std::string_view name;
  char category;  ///< 'A' to 'D'
};

std::span<const Occupation> occupations();
/// An exact match, spaces around left aside; nothing otherwise. Never a guess.
std::optional<Occupation> find_occupation(std::string_view name);
/// The nearest names, the best first: to be offered, not to be taken.
std::vector<Occupation> near_occupations(std::string_view name, std::size_t most = 5);

}  // namespace xueshi::training
