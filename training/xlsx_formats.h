#pragma once
/// Which number formats of a .xlsx show dates or times (ECMA-376 §18.8.30). Pure.

#include <cstdint>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

namespace xueshi::training {

/// By a format's code: it has a letter of dates or times outside quotes, brackets and escapes; "[h]:mm" counts.
bool is_date_format(std::string_view code);

/// By its number, where the code is built in (those of Chinese versions too).
bool is_builtin_date_format(std::uint32_t id);

/// For each cell style of styles.xml, by its index: does it show dates? Empty for a document without styles.
std::vector<bool> date_styles(const pugi::xml_document& styles);

}  // namespace xueshi::training
