#include "report/ack.h"

#include <random>

#include <doctest/doctest.h>

#include "tests/report/sample_messages.h"

namespace xueshi::report {
namespace {

using xueshi::test::kStream;

bool taken(const std::string& text) { return parse_ack(as_bytes(text)).has_value(); }

std::string with_ranges(const std::string& ranges) {
  return R"({"stream":")" + kStream + R"(","ranges":)" + ranges + "}";
}

TEST_CASE("an acknowledgement comes back as it was written") {
  const Ack ack{kStream, {{1, 20}, {22, 22}, {INT64_MAX, INT64_MAX}}};
  const auto parsed = parse_ack(as_bytes(ack_text(ack)));
  REQUIRE(parsed);
  CHECK(*parsed == ack);
  CHECK(parse_ack(as_bytes(with_ranges("[]")))->ranges.empty());
}

TEST_CASE("I17: fields to come are passed over") {
  CHECK(taken(R"({"later":{"x":[1]},"stream":")" + kStream + R"(","ranges":[[1,1]]})"));
}

TEST_CASE("I17: anything else than [from, to] with 1 ≤ from ≤ to is refused") {
  for (const char* ranges :
       {"[[0,1]]", "[[2,1]]", "[[-1,1]]", "[[1]]", "[[1,2,3]]", "[1,2]", "[[1.0,2]]", "[[\"1\",2]]", "[[null,2]]", "{}",
        "null", "[[1,9223372036854775808]]", "[[1,1e3]]", "[[[1],2]]"}) {
    CAPTURE(ranges);
    CHECK_FALSE(taken(with_ranges(ranges)));
  }
}

TEST_CASE("I17: a stream is 32 hex digits") {
  for (const std::string stream :
       {"", "9f3c", "zf3c00112233445566778899aabbccdd", "9f3c00112233445566778899aabbccdd0"}) {
    CHECK_FALSE(taken(R"({"stream":")" + stream + R"(","ranges":[]})"));
  }
  CHECK_FALSE(taken(R"({"stream":7,"ranges":[]})"));
  CHECK_FALSE(taken(R"({"ranges":[]})"));
  CHECK_FALSE(taken(R"({"stream":")" + kStream + R"("})"));
}

TEST_CASE("I17: 2000 ranges are taken, 2001 are not; 64 KiB are taken, one byte more is not") {
  const auto ranges = [](int count) {
    std::string text = "[";
    for (int i = 0; i < count; ++i) text += (i == 0 ? "[1,1]" : ",[1,1]");
    return text + "]";
  };
  CHECK(taken(with_ranges(ranges(2'000))));
  CHECK_FALSE(taken(with_ranges(ranges(2'001))));
  std::string padded = with_ranges("[[1,1]]");
  padded.resize(kMostAckBytes, ' ');
  CHECK(taken(padded));
  CHECK_FALSE(taken(padded + " "));
}

TEST_CASE("I17: what is no JSON object is refused, however deep or torn") {
  const std::string whole = with_ranges("[[1,20],[22,22]]");
  for (std::size_t cut = 0; cut < whole.size(); ++cut) CHECK_FALSE(taken(whole.substr(0, cut)));
  CHECK_FALSE(taken("[]"));
  CHECK_FALSE(taken("7"));
  CHECK_FALSE(taken(std::string(60'000, '[')));
  CHECK_FALSE(taken(R"({"x":)" + std::string(30'000, '[') + std::string(30'000, ']') + "}"));
  CHECK_FALSE(taken(std::string("\0\xff\xfe", 3)));
}

TEST_CASE("I17: whatever happens to an acknowledgement's bytes, what is taken keeps the bounds") {
  std::mt19937_64 random(20240513);
  const std::string whole = with_ranges("[[1,20],[22,22],[9223372036854775800,9223372036854775807]]");
  int still_taken = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = whole;
    const auto changes = 1 + random() % 4;
    for (std::uint64_t i = 0; i < changes && !text.empty(); ++i) {
      const std::size_t place = random() % text.size();
      switch (random() % 4) {
        case 0: text[place] = static_cast<char>(random()); break;
        case 1: text.erase(place, 1 + random() % 5); break;
        case 2: text.insert(place, 1, R"([]{},:"0123456789-e.)"[random() % 20]); break;
        default: text.insert(place, text.substr(random() % text.size(), random() % 20)); break;
      }
    }
    const auto parsed = parse_ack(as_bytes(text));
    if (!parsed) continue;
    ++still_taken;
    CHECK(parsed->stream.size() == 32);
    for (const auto& [from, to] : parsed->ranges) CHECK((1 <= from && from <= to && to <= INT64_MAX));
  }
  CHECK(still_taken > 100);     // the changes are not all gross
  CHECK(still_taken < 19'000);  // nor all harmless
}

}  // namespace
}  // namespace xueshi::report
