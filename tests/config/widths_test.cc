#include "config/widths.h"

#include <doctest/doctest.h>

#include <array>

using namespace xueshi;
using namespace xueshi::config;

TEST_CASE("widths: as written and back") {
  const auto widths = parse_widths("1280,320,1920");
  REQUIRE(widths);
  CHECK(*widths == std::vector{1280, 320, 1920});
  CHECK(widths_text(*widths) == "1280,320,1920");
}

TEST_CASE("widths: what the networks cannot take, or nobody means, is refused by name") {
  for (const char* bad : {"", ",", "1280,", "1280,,960", "wide", "1280 ", "-1280", "288", "1952", "1300", "1280,1280",
                          "99999999999999999999", "1280;960"}) {
    CAPTURE(bad);
    const auto widths = parse_widths(bad);
    REQUIRE_FALSE(widths);
    CHECK(widths.error().code == ErrorCode::kBadInput);
    CHECK(widths.error().message.find("expected multiples of 32 from 320 to 1920") != std::string::npos);
  }
  CHECK(parse_widths("1280,1300").error().message.starts_with("width 1300: no multiple of 32"));
}

TEST_CASE("widths: at most 16 in turn") {
  std::string text = "320";
  for (int width = 352; width < 320 + 32 * 16; width += 32) text += "," + std::to_string(width);
  CHECK(parse_widths(text));
  CHECK_FALSE(parse_widths(text + ",1280"));
  CHECK_FALSE(check_widths({}));
}
