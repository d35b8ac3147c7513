#include "training/xlsx_formats.h"

#include <map>

#include "training/xlsx_package.h"

namespace xueshi::training {

bool is_date_format(std::string_view code) {
  code = code.substr(0, code.find(';'));  // the section for positive numbers
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = static_cast<char>(code[i] | 0x20);
    if (code[i] == '"') {
      i = code.find('"', i + 1);
      if (i == std::string_view::npos) return false;
    } else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
      ++i;
    } else if (code[i] == '[') {
      const std::size_t end = code.find(']', i);
      if (end == std::string_view::npos) return false;
      const std::string_view inside = code.substr(i + 1, end - i - 1);
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) return true;
      i = end;
    } else if (c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's') {
      return true;
    }
  }
  return false;
}

bool is_builtin_date_format(std::uint32_t id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

std::vector<bool> date_styles(const pugi::xml_document& styles) {
  const pugi::xml_node root = child_of(styles, "styleSheet");
  std::map<std::uint32_t, bool> formats;
  for (const pugi::xml_node format : child_of(root, "numFmts").children()) {
    if (const auto id = whole_number_of(attribute_of(format, "numFmtId").value())) {
      formats[*id] = is_date_format(attribute_of(format, "formatCode").value());
    }
  }
  std::vector<bool> dates;
  for (const pugi::xml_node style : child_of(root, "cellXfs").children()) {
    const auto id = whole_number_of(attribute_of(style, "numFmtId").value());
    const auto own = id ? formats.find(*id) : formats.end();
    dates.push_back(own != formats.end() ? own->second : id && is_builtin_date_format(*id));
  }
  return dates;
}

}  // namespace xueshi::training
