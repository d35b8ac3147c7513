#pragma once
/// Identity numbers where none should stand: in names, phones, subjects. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace xueshi::training {

/// `text` with every identity number in it masked, "110105********002X"; nothing where it holds none. One is 18
/// characters that pass the check of GB 11643 (full-width digits, and single spaces or hyphens between them count);
/// where they stand alone, a date of birth is enough: a slip of the hand is no reason to show the rest.
std::optional<std::string> ids_masked(std::string_view text);

}  // namespace xueshi::training
