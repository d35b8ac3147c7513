#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xueshi::config {

/// The one of `known` that `word` was probably meant to be: the fewest single-letter changes (insert, drop, replace,
/// swap of neighbours), at most a third of its length and never more than 3, or a word that the other begins with; the
/// first of equals. Nothing when none is near.
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known);

}  // namespace xueshi::config
