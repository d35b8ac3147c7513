#include "actions/password_rules.h"

#include <doctest/doctest.h>

#include <string>

using namespace xueshi;
using namespace xueshi::actions;

namespace {

std::string faults(std::string_view password, std::string_view account = "wang", std::string_view before = {}) {
  std::string all;
  for (const PasswordFault fault : password_faults(password, account, before)) {
    all += (all.empty() ? "" : " ") + std::string(kPasswordFaults.name(fault));
  }
  return all;
}

}  // namespace

TEST_CASE("what may be used as a password, and what is wrong with the rest") {
  CHECK(faults("k7mq-3wzd-x9ht").empty());
  CHECK(faults("guxian box 1").empty());
  CHECK(faults("培训中心二楼东教室a").empty());
  CHECK(faults("a7k-q") == "too_short common");
  CHECK(faults("kmwqzdxhtr") == "one_kind");
  CHECK(faults("83610592746") == "one_kind");
  CHECK(faults("Wang-83610592") == "holds_name");
  CHECK(faults("password123!") == "common");
  CHECK(faults("Abc123456789") == "common");
  CHECK(faults("aaaaaaaaaa1") == "common");
  CHECK(faults("12345678901a") == "common");
  CHECK(faults("k7mq-3wzd-x9ht", "wang", "k7mq-3wzd-x9ht") == "same");
  CHECK(faults(std::string(129, 'a') + "-7").find("too_long") != std::string::npos);
  CHECK(faults("").find("too_short") != std::string::npos);
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(faults("教室钥匙在门卫处a") == "too_short");  // 9 characters, 25 bytes
  CHECK(faults("教室钥匙在门卫处a7").empty());        // 10
}

TEST_CASE("every fault has words in both languages") {
  for (const auto& [fault, code] : kPasswordFaults.rows) {
    CHECK_FALSE(wording(fault, Language::kChinese).empty());
    CHECK_FALSE(wording(fault, Language::kEnglish).empty());
  }
}
