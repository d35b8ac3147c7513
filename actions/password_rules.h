#pragma once
/// What a password of a person must be. Pure.

#include <cstdint>
#include <string_view>
#include <vector>

#include "facts/names.h"
#include "facts/wording.h"

namespace xueshi::actions {

inline constexpr std::size_t kLeastPassword = 10;  ///< characters
inline constexpr std::size_t kMostPassword = 128;  ///< bytes

enum class PasswordFault : std::uint8_t {
  kTooShort,   ///< fewer than kLeastPassword characters
  kTooLong,    ///< more than kMostPassword bytes
  kOneKind,    ///< letters alone, digits alone, or signs alone; other scripts count as a kind of their own
  kHoldsName,  ///< the account's name is in it
  kCommon,     ///< among those that are tried first: repeated or running characters, well-known words
  kSame,       ///< the one before
};
inline constexpr NameTable<PasswordFault, 6> kPasswordFaults{{{
    {PasswordFault::kTooShort, "too_short"},
    {PasswordFault::kTooLong, "too_long"},
    {PasswordFault::kOneKind, "one_kind"},
    {PasswordFault::kHoldsName, "holds_name"},
    {PasswordFault::kCommon, "common"},
    {PasswordFault::kSame, "same"},
}}};

/// All that is wrong with it, in this order; empty: it may be used. `before`: the one that is replaced.
std::vector<PasswordFault> password_faults(std::string_view password, std::string_view account,
                                           std::string_view before = {});

/// What to do about it.
std::string_view wording(PasswordFault fault, Language language);

}  // namespace xueshi::actions
