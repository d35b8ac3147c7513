#include "base/password_hash.h"

#include <doctest/doctest.h>

#include <set>

using namespace xueshi;

namespace {
constexpr PasswordCost kCheap{1, 8u << 10};
}

TEST_CASE("a password fits its own hash alone, and two hashes of it differ") {
  const auto hash = hash_password("晚自习-2024", kCheap);
  const auto again = hash_password("晚自习-2024", kCheap);
  REQUIRE(hash);
  REQUIRE(again);
  CHECK(hash->starts_with("$argon2id$"));
  CHECK(*hash != *again);
  CHECK(password_fits(*hash, "晚自习-2024"));
  CHECK_FALSE(password_fits(*hash, "晚自习-2025"));
  CHECK_FALSE(password_fits(*hash, ""));
  for (const char* broken : {"", "x", "$argon2id$v=19$m=8,t=1,p=1$", "$argon2id$v=19$m=99999999,t=1,p=1$AAAA$AAAA"}) {
    CHECK_FALSE(password_fits(broken, "晚自习-2024"));
  }
}

TEST_CASE("the cost of a guess is what the hash says: 64 MiB and 3 passes unless told otherwise") {
  const auto hash = hash_password("x");
  REQUIRE(hash);
  CHECK(hash->find("$m=65536,t=3,p=1$") != std::string::npos);
}

TEST_CASE("passwords to be typed once: 12 letters that are not taken for one another, never the same") {
  const auto random = system_random();
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string password = make_password(*random);
    REQUIRE(password.size() == 14);
    CHECK(password[4] == '-');
    CHECK(password[9] == '-');
    CHECK(password.find_first_of("ilo01") == std::string::npos);
    seen.insert(password);
  }
  CHECK(seen.size() == 200);
}
