#include "training/cell_text.h"

#include <doctest/doctest.h>

using namespace xueshi::training;

TEST_CASE("cells are tidied, narrowed and compared as people mean them") {
  CHECK(tidy("  学员\u3000 01\n\t") == "学员 01");
  CHECK(tidy("\uFEFF\u200B学员") == "学员");
  CHECK(narrow("２０２４．５．１３　８：３０") == "2024.5.13 8:30");
  CHECK(compact(" No．１ ") == "no.1");
  CHECK(person_name("张　三") == "张三");
  CHECK(person_name(" 张 三 丰 ") == "张三丰");
  CHECK(person_name("Ann  Lee") == "Ann Lee");
  CHECK(person_name("") == "");
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD, whatever they are") {
  for (const char* bad : {"\xFF", "a\xC3", "\xE4\xBD", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) {
    CHECK_FALSE(is_utf8(bad));
    CHECK(is_utf8(tidy(bad)));
    CHECK(tidy(bad).find("\uFFFD") != std::string::npos);
  }
  for (const char* good : {"", "a", "学员", "\U0001F600", "\uFFFD"}) CHECK(is_utf8(good));
}

TEST_CASE("I15: a message never shows an identity number whole, however it is typed") {
  CHECK(shown("11010519491231002X") == "110105********002X");
  CHECK(shown("１１０１０５１９４９１２３１００２ｘ") == "110105********002x");
  for (const char* text : {"110105 19491231 002X", "110105-19491231-002X", "身份证110105194912310021电话",
                           "'110105194912310021", "110105194912", "110105491231002"}) {
    const std::string message = shown(text);
    CHECK_MESSAGE(message.find('*') != std::string::npos, message);
    CHECK_MESSAGE(message.find("491231") == std::string::npos, message);
  }
  CHECK(shown("13800000000") == "13800000000");
  CHECK(shown("2024-05-13 08:30:00") == "2024-05-13 08:30:00");
  CHECK(code_points(shown(std::string(1000, 'a'))).size() == 30);
}
