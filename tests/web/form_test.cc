#include "web/form.h"

#include <doctest/doctest.h>

using namespace xueshi::web;

namespace {

const std::string kType = "multipart/form-data; boundary=----B7";

std::string part(const std::string& headers, const std::string& content) {
  return "------B7\r\n" + headers + "\r\n\r\n" + content + "\r\n";
}
std::string field(const std::string& name, const std::string& content) {
  return part("Content-Disposition: form-data; name=\"" + name + "\"", content);
}

}  // namespace

TEST_CASE("a form's fields, as browsers send them") {
  const auto form = parse_form("ticket=a-b_c&trainee=07&text=%E6%8A%95+%E8%AF%89%2B%26&empty=&bare");
  REQUIRE(form);
  CHECK(*form == Form{{"ticket", "a-b_c"}, {"trainee", "07"}, {"text", "投 诉+&"}, {"empty", ""}, {"bare", ""}});
  CHECK(parse_form("")->empty());
  CHECK(parse_form("&&a=1&")->size() == 1);
}

TEST_CASE("I17: what is no form, or too much of one") {
  for (const char* bad : {"a=%", "a=%4", "a=%zz", "%=1", "a=1&a=2", "a=%ff", "a=%c0%80", "a=%ed%a0%80"}) {
    INFO(bad);
    CHECK_FALSE(parse_form(bad));
  }
  std::string many;
  for (int i = 0; i < 16; ++i) many += "f" + std::to_string(i) + "=1&";
  CHECK(parse_form(many));
  CHECK_FALSE(parse_form(many + "one=1"));
}

TEST_CASE("text that is UTF-8, and text that is not") {
  for (const char* good : {"", "a", "é", "班", "𠮷", "\xf4\x8f\xbf\xbf"}) CHECK(is_utf8(good));
  for (const char* bad : {"\x80", "\xc1\xbf", "\xe4\xb8", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xff", "\xe7\x8f"}) {
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("media types") {
  CHECK(is_media_type("multipart/form-data; boundary=x", "multipart/form-data"));
  CHECK(is_media_type(" Text/HTML ;charset=utf-8", "text/html"));
  CHECK_FALSE(is_media_type("text/htmlx", "text/html"));
  CHECK_FALSE(is_media_type("", "text/html"));
}

TEST_CASE("a form with a photo") {
  const std::string photo("\xff\xd8\xff\0\r\n--x\r\n\r\n", 14);
  const std::string body =
      field("pass", "abc") +
      part(
          "Content-Disposition: form-data; name=\"photo\"; filename=\"a;name=\\u201d.jpg\"\r\nContent-Type: image/jpeg",
          photo) +
      "------B7--\r\n";
  const auto parts = parse_multipart(kType, body);
  REQUIRE(parts);
  REQUIRE(parts->size() == 2);
  CHECK((*parts)[0].name == "pass");
  CHECK((*parts)[0].content == "abc");
  CHECK((*parts)[1].name == "photo");
  CHECK((*parts)[1].content == photo);
  CHECK(parse_multipart("Multipart/Form-Data; charset=utf-8; boundary=\"----B7\"", body));
  CHECK(parse_multipart(kType, "------B7--")->empty());
}

TEST_CASE("I17: what is no multipart form, or too much of one") {
  const std::string good = field("a", "1") + "------B7--";
  REQUIRE(parse_multipart(kType, good));
  for (const std::string& type :
       {std::string(), std::string("multipart/mixed; boundary=----B7"), std::string("multipart/form-data"),
        std::string("multipart/form-data; boundary="), std::string("multipart/form-data; boundary=\"----B7"),
        std::string("multipart/form-data; boundary=----B8"), "multipart/form-data; boundary=" + std::string(71, 'a')}) {
    INFO(type);
    CHECK_FALSE(parse_multipart(type, good));
  }
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(parse_multipart(kType, good.substr(0, size)));
  const std::string end = "------B7--";
  CHECK_FALSE(parse_multipart(kType, "x" + good));
  CHECK_FALSE(parse_multipart(kType, field("a", "1") + field("a", "2") + end));
  CHECK_FALSE(parse_multipart(kType, field("", "1") + end));
  CHECK_FALSE(parse_multipart(kType, part("Content-Type: text/plain", "1") + end));
  CHECK_FALSE(parse_multipart(kType, part("Content-Disposition: attachment; name=\"a\"", "1") + end));
  CHECK_FALSE(parse_multipart(kType, part("Content-Disposition: form-data; name=\"a\"\r\nno colon", "1") + "x" + end));
  CHECK_FALSE(parse_multipart(kType, part("X: " + std::string(1'100, 'x'), "1") + end));
  std::string many;
  for (int i = 0; i < 17; ++i) many += field("f" + std::to_string(i), "1");
  CHECK_FALSE(parse_multipart(kType, many + end));
}
