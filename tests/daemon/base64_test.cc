#include "daemon/base64.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::daemon;

TEST_CASE("RFC 4648 10: base64 there and back") {
  for (const auto& [plain, coded] : {std::pair{"", ""},
                                     {"f", "Zg=="},
                                     {"fo", "Zm8="},
                                     {"foo", "Zm9v"},
                                     {"foob", "Zm9vYg=="},
                                     {"foobar", "Zm9vYmFy"}}) {
    CHECK(to_base64(as_bytes(plain)) == coded);
    const auto back = from_base64(coded);
    REQUIRE(back);
    CHECK(as_text(*back) == plain);
  }
}

TEST_CASE("anything but whole, padded base64 is refused") {
  for (const char* text : {"Zg", "Zg=", "Zm9v ", " Zm9v", "Zm9v\n", "Zm-_", "Zm9v=", "====", "Z", "学员"}) {
    const auto read = from_base64(text);
    CHECK_MESSAGE(!read, text);
    if (!read) CHECK(read.error().code == ErrorCode::kBadInput);
  }
}
