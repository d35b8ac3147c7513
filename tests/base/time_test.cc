#include "base/time.h"

#include <doctest/doctest.h>

using namespace xueshi;

TEST_CASE("RFC 3339 is written in local time and read with any offset") {
  const UtcMillis t = utc_ms(1'715'568'303'250);
  CHECK(to_rfc3339(t) == "2024-05-13T10:45:03+08:00");
  CHECK(to_rfc3339(t, true) == "2024-05-13T10:45:03.250+08:00");
  CHECK(parse_rfc3339("2024-05-13T10:45:03.250+08:00") == t);
  CHECK(parse_rfc3339("2024-05-13T02:45:03.25Z") == t);
  CHECK(parse_rfc3339("2024-05-12T21:45:03.250999-05:00") == t);
}

TEST_CASE("RFC 3339: what is not a time is refused") {
  for (const char* text : {"", "2024-05-13", "2024-05-13T10:45:03", "2024-13-13T10:45:03Z", "2023-02-29T10:45:03Z",
                           "2024-05-13T24:00:00Z", "2024-05-13T10:60:03Z", "2024-05-13T10:45:03.Z",
                           "2024-05-13T10:45:03Zx", "2024-05-13T10:45:03+8:00", "2024-05-13T10:45:03+08:60"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("a local day begins at midnight in UTC+8, also before 1970") {
  const auto day = parse_day("2024-05-13");
  REQUIRE(day);
  CHECK(to_rfc3339(start_of(*day)) == "2024-05-13T00:00:00+08:00");
  CHECK(local_day(start_of(*day)) == *day);
  CHECK(local_day(start_of(*day) - Millis{1}) == *parse_day("2024-05-12"));
  CHECK(to_rfc3339(utc_ms(-1)) == "1970-01-01T07:59:59+08:00");
  CHECK(to_string(local_day(utc_ms(-86'400'000))) == "1969-12-31");
}

TEST_CASE("spans are half open") {
  const BootSpan a{boot_ms(10), boot_ms(20)};
  CHECK(a.contains(boot_ms(10)));
  CHECK_FALSE(a.contains(boot_ms(20)));
  CHECK(intersect(a, BootSpan{boot_ms(15), boot_ms(30)}) == BootSpan{boot_ms(15), boot_ms(20)});
  CHECK(intersect(a, BootSpan{boot_ms(20), boot_ms(30)}).empty());
}
