#include "daemon/surname.h"

#include <algorithm>
#include <array>

namespace xueshi::daemon {
namespace {

/// Those that are in use.
constexpr std::array<std::string_view, 40> kCompound{
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊",
    "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文",
    "司徒", "鲜于", "司空", "闾丘", "令狐", "百里", "呼延", "东郭", "西门", "第五", "拓跋", "轩辕"};

/// Bytes of the first character (RFC 3629 §3), 0 where there is none.
std::size_t first_character(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 0x6 ? 2 : lead >> 4 == 0xe ? 3 : lead >> 3 == 0x1e ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  const bool whole = std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length),
                                 [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; });
  return whole ? length : 0;
}

}  // namespace

std::string surname_of(std::string_view name) {
  for (const std::string_view compound : kCompound) {
    // A name of these two characters alone is a short surname and a given name.
    if (name.size() > compound.size() && name.starts_with(compound)) return std::string(compound);
  }
  return std::string(name.substr(0, first_character(name)));
}

}  // namespace xueshi::daemon
