#include "base/sealing.h"

#include <doctest/doctest.h>

using namespace xueshi;

namespace {

/// RFC 4231 test case 2.
constexpr std::string_view kRfcKey = "Jefe";
constexpr std::string_view kRfcText = "what do ya want for nothing?";

}  // namespace

TEST_CASE("what was sealed opens with the key, for its purpose, and is another text each time") {
  const auto random = system_random();
  const SecretKey key = SecretKey::random(*random);
  const std::string one = seal(key, "11010519491231002X", "id-number", *random);
  const std::string two = seal(key, "11010519491231002X", "id-number", *random);
  CHECK(one != two);
  CHECK(one.find("1101") == std::string::npos);
  CHECK(open_sealed(key, one, "id-number").value() == "11010519491231002X");
  CHECK(open_sealed(key, two, "id-number").value() == "11010519491231002X");
  CHECK(open_sealed(key, seal(key, "", "id-number", *random), "id-number").value().empty());
  CHECK_FALSE(open_sealed(key, one, "phone"));
  CHECK_FALSE(open_sealed(SecretKey::random(*random), one, "id-number"));
}

TEST_CASE("a sealed text that was changed anywhere does not open") {
  const auto random = system_random();
  const SecretKey key = SecretKey::random(*random);
  const std::string sealed = seal(key, "440524188001010014", "id-number", *random);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string changed = sealed;
    changed[at] = changed[at] == '0' ? '1' : '0';
    CHECK_FALSE(open_sealed(key, changed, "id-number"));
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    CHECK_FALSE(open_sealed(key, std::string_view(sealed).substr(0, size), "id-number"));
  }
  CHECK_FALSE(open_sealed(key, "nothing of the kind", "id-number"));
}

TEST_CASE("a key goes to hex and back, and what is none is refused without being shown") {
  const auto random = system_random();
  const SecretKey key = SecretKey::random(*random);
  CHECK(key.hex().size() == 64);
  const auto again = SecretKey::from_hex(key.hex());
  REQUIRE(again);
  CHECK(again->hex() == key.hex());
  const auto none = SecretKey::from_hex("a-short-secret");
  REQUIRE_FALSE(none);
  CHECK(none.error().chain().find("a-short-secret") == std::string::npos);
}

TEST_CASE("HMAC-SHA-256 as RFC 4231 has it") {
  CHECK(hmac_sha256(as_bytes(kRfcKey), as_bytes(kRfcText)).hex() ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("bytes are the same or not") {
  CHECK(same_bytes(as_bytes("abc"), as_bytes("abc")));
  CHECK_FALSE(same_bytes(as_bytes("abc"), as_bytes("abd")));
  CHECK_FALSE(same_bytes(as_bytes("abc"), as_bytes("ab")));
  CHECK(same_bytes({}, {}));
}
