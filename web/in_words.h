#pragma once

#include <boost/json/object.hpp>
#include <cstddef>

#include "facts/names.h"
#include "facts/wording.h"

namespace xueshi::web {

/// {"code","text","text_en"}: a code and what it means for people.
template <typename Enum, std::size_t Size>
boost::json::object in_words(const NameTable<Enum, Size>& names, Enum value) {
  return {{"code", names.name(value)},
          {"text", wording(value, Language::kChinese)},
          {"text_en", wording(value, Language::kEnglish)}};
}

}  // namespace xueshi::web
