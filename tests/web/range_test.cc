#include "web/range.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "web/query.h"

using namespace xueshi::web;

namespace {

constexpr std::uint64_t kSize = 1'000;

void check_part(std::string_view header, std::uint64_t first, std::uint64_t last) {
  CAPTURE(header);
  const auto wanted = wanted_range(header, kSize);
  CHECK(wanted.answer == RangeAnswer::kPart);
  CHECK(wanted.part == ByteRange{first, last});
}

/// Any bytes, but mostly those that such a header is made of.
std::string scramble(std::mt19937& random, std::string_view letters, std::size_t most) {
  std::string text;
  for (std::size_t n = random() % most; n > 0; --n) {
    text += random() % 12 == 0 ? static_cast<char>(random() % 256) : letters[random() % letters.size()];
  }
  return text;
}

}  // namespace

TEST_CASE("RFC 9110 §14.1.2: one range, open at its end or counted from the end") {
  check_part("bytes=0-499", 0, 499);
  check_part("bytes=500-", 500, 999);
  check_part("bytes=-1", 999, 999);
  check_part("bytes=-500", 500, 999);
  check_part("bytes=-5000", 0, 999);
  check_part("bytes=999-999", 999, 999);
  check_part("bytes=999-5000", 999, 999);
  check_part("bytes=0-99999999999999999999999999", 0, 999);
  check_part("Bytes= 1-2 ", 1, 2);
}

TEST_CASE("a range of which no byte is there is 416") {
  for (const char* header : {"bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=99999999999999999999999999-"}) {
    CAPTURE(header);
    CHECK(wanted_range(header, kSize).answer == RangeAnswer::kUnsatisfiable);
  }
  CHECK(wanted_range("bytes=0-", 0).answer == RangeAnswer::kUnsatisfiable);
  CHECK(wanted_range("bytes=-5", 0).answer == RangeAnswer::kUnsatisfiable);
}

TEST_CASE("what is no single range of bytes gets the whole") {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=1", "bytes=2-1", "bytes=a-b", "bytes=0-1,5-6", "bytes=0-1,",
        "items=0-1", "bytes=+1-2", "bytes=1--2", "bytes=0x1-2", "bytes 0-1", "=0-1", "bytes=1-2-3", "bytes=1 - 2"}) {
    CAPTURE(header);
    CHECK(wanted_range(header, kSize).answer == RangeAnswer::kWhole);
  }
}

TEST_CASE("I17: whatever a Range header holds, the part lies within the file") {
  std::mt19937 random(3);
  std::size_t parts = 0;
  for (int round = 0; round < 200'000; ++round) {
    const std::uint64_t size = random() % 4 == 0 ? random() % 3 : random() % 3'000;
    const std::string header =
        (random() % 8 == 0 ? scramble(random, "bytes= ", 12) : "bytes=") + scramble(random, "0123456789--", 9);
    const auto wanted = wanted_range(header, size);
    if (wanted.answer != RangeAnswer::kPart) continue;
    ++parts;
    REQUIRE(wanted.part.first <= wanted.part.last);
    REQUIRE(wanted.part.last < size);
    REQUIRE(wanted.part.bytes() <= size);
  }
  CHECK(parts > 1'000);
}

TEST_CASE("a query's values, and a time's '+' as it is written") {
  const auto values = parse_query("from=2024-05-13T08:00:00%2B08:00&to=2024-05-13T09:00:00+08:00&&flag");
  REQUIRE(values);
  CHECK(values->at("from") == "2024-05-13T08:00:00+08:00");
  CHECK(values->at("to") == "2024-05-13T09:00:00+08:00");
  CHECK(values->at("flag").empty());
  CHECK(values->size() == 3);
  CHECK(parse_query("")->empty());
  CHECK(parse_query("a=%00")->at("a") == std::string(1, '\0'));
  for (const char* bad : {"a=%", "a=%2", "a=%2x", "%zz=1", "a=1&a=2", "a=1&%61=2"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_query(bad));
  }
}

TEST_CASE("I17: whatever a query holds, what comes out is no longer than what went in") {
  std::mt19937 random(5);
  std::size_t taken = 0;
  for (int round = 0; round < 100'000; ++round) {
    const std::string query = scramble(random, "abc=&%123", 40);
    const auto values = parse_query(query);
    if (!values) continue;
    ++taken;
    std::size_t bytes = 0;
    for (const auto& [key, value] : *values) bytes += key.size() + value.size();
    REQUIRE(bytes <= query.size());
  }
  CHECK(taken > 1'000);
}
