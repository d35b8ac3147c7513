#include "checkin/qr.h"

#include <doctest/doctest.h>

namespace xueshi::checkin {
namespace {

TEST_CASE("a code of an address as long as ours is small enough for the back row: version 5") {
  const auto code = qr_code(std::string(81, 'a'));
  REQUIRE(code);
  CHECK(code->size == 37);
  CHECK(code->modules.size() == static_cast<std::size_t>(code->size * code->size));
}

TEST_CASE("ISO/IEC 18004 6.3.3: the three finder patterns are where they belong") {
  const auto code = qr_code("http://192.168.10.1:8481/c/2024-D-017~AAAA");
  REQUIRE(code);
  const auto dark = [&](int x, int y) { return code->modules[static_cast<std::size_t>(y * code->size + x)]; };
  for (const auto& [left, top] : {std::pair{0, 0}, std::pair{code->size - 7, 0}, std::pair{0, code->size - 7}}) {
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 7; ++x) {
        const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
        CHECK(dark(left + x, top + y) == (ring != 2));
      }
    }
  }
}

TEST_CASE("what no code can hold is an error") {
  CHECK(qr_code(std::string(2'331, 'a')));
  REQUIRE_FALSE(qr_code(std::string(2'332, 'a')));
  CHECK(qr_code(std::string(2'332, 'a')).error().code == ErrorCode::kBadInput);
  CHECK_FALSE(qr_code(""));
}

TEST_CASE("the code to join a Wi-Fi by") {
  CHECK(wifi_code("classroom", "12345678", false) == "WIFI:T:WPA;S:classroom;P:12345678;;");
  CHECK(wifi_code("教室", "", true) == "WIFI:T:nopass;S:教室;H:true;;");
  CHECK(wifi_code(R"(a;b,c:d"e\f)", "p;w", false) == R"(WIFI:T:WPA;S:a\;b\,c\:d\"e\\f;P:p\;w;;)");
}

}  // namespace
}  // namespace xueshi::checkin
