#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace xueshi::config {

/// What keeps a text from the TOML parser, and where (from 1; the column in characters).
struct TomlObstacle {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string message;
};

/// Finds the first sign outside quotes and comments that is not ASCII, a full-width “, ＝ or ， above all, and says so
/// in plainer words than a parser can. It is also what keeps toml++ 3.3 out of undefined behaviour: asked whether such
/// a sign is white space, it runs into its own "unreachable" (is_non_ascii_horizontal_whitespace). Strings over several
/// lines lead there as well, no setting has one, so they are refused; so is a dotted key of more than 16 parts, because
/// its parser recurses once a part and has no bound of its own. Nothing when there is no obstacle; other mistakes
/// are the parser's to find.
std::optional<TomlObstacle> find_obstacle(std::string_view toml);

}  // namespace xueshi::config
