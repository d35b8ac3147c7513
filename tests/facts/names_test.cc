#include <doctest/doctest.h>

#include <set>
#include <string>

#include "facts/alarm.h"
#include "facts/concluded.h"
#include "facts/ids.h"
#include "facts/recorded.h"
#include "facts/wording.h"

using namespace xueshi;

namespace {

template <typename Table>
void check_table(const Table& table) {
  std::set<std::string_view> names;
  for (const auto& [value, text] : table.rows) {
    CHECK(names.insert(text).second);
    CHECK(table.name(value) == text);
    CHECK(table.find(text) == value);
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      CHECK_FALSE(wording(value, language).empty());
    }
  }
  CHECK_FALSE(table.find("no such code"));
}

}  // namespace

TEST_CASE("every code has a name of its own and words in both languages") {
  check_table(kVerdicts);
  check_table(kReasons);
  check_table(kFlags);
  check_table(kGapCauses);
  check_table(kAlarmCodes);
}

TEST_CASE("ids that become folders and topics are plain") {
  for (const char* good : {"front", "2024-D-017", "gx-0001", "a.b_c"}) CHECK(is_plain_id(good));
  for (const char* bad : {"", ".", "..", ".hidden", "-x", "a/b", "a+b", "a#b", "a b", "前", "a\nb"})
    CHECK_FALSE(is_plain_id(bad));
  CHECK_FALSE(is_plain_id(std::string(41, 'a')));
}

TEST_CASE("a lesson hour's id reads back") {
  const LessonHourId id{ClassId("2024-D-017"), *parse_day("2024-05-13"), 3};
  CHECK(id.hour() == "2024-05-13/3");
  CHECK(LessonHourId::parse(ClassId("2024-D-017"), "2024-05-13/3") == id);
  for (const char* bad : {"2024-05-13", "2024-05-13/", "2024-05-13/0", "2024-05-13/3x", "2024-5-13/3", "/3"}) {
    CHECK_FALSE(LessonHourId::parse(ClassId("c"), bad));
  }
}
