#pragma once
/// The text of a spreadsheet's cell, as people type it: full-width digits, spaces of all kinds, stray controls. Pure;
/// any bytes may come in, what comes out is valid UTF-8.

#include <string>
#include <string_view>
#include <vector>

namespace xueshi::training {

/// The code points of `text`; what is no UTF-8 becomes U+FFFD, a byte at a time.
std::u32string code_points(std::string_view text);
std::string utf8(std::u32string_view points);
bool is_utf8(std::string_view text);

/// To be kept and shown: controls and spaces of any kind become single plain spaces, none around; invisible characters
/// go.
std::string tidy(std::string_view text);

/// To be read: tidy, and full-width forms (U+FF01–U+FF5E) become ASCII.
std::string narrow(std::string_view text);

/// To be compared: narrow, without any space, lower case.
std::string compact(std::string_view text);

/// A person's name: tidy, without the spaces that align names of two characters with those of three ("张　三").
std::string person_name(std::string_view text);

/// What a cell holds, for a message: narrow, cut to 30 characters, and every run of 12 or more digits (they may have
/// spaces or hyphens between them) masked but for its first six and last four: it may be an identity number.
std::string shown(std::string_view text);

}  // namespace xueshi::training
