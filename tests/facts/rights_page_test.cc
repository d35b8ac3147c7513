#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "facts/account.h"
#include "facts/wording.h"
#include "tests/support/source_root.h"

using namespace xueshi;

namespace {

/// The cells of a Markdown row, trimmed.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t at = 1, end = 0; (end = line.find('|', at)) != std::string::npos; at = end + 1) {
    std::string cell = line.substr(at, end - at);
    cell.erase(0, cell.find_first_not_of(' '));
    cell.erase(cell.find_last_not_of(' ') + 1);
    cells.push_back(cell);
  }
  return cells;
}

}  // namespace

TEST_CASE("docs/rights.md shows the table of rights as the code has it, every role and every right") {
  std::ifstream in(test::source_root() / "docs/rights.md");
  REQUIRE(in);
  std::vector<std::string> head;
  std::map<std::string, std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("| right |")) head = cells_of(line);
    if (line.starts_with("| `")) {
      const auto cells = cells_of(line);
      rows[cells.at(0).substr(1, cells[0].size() - 2)] = cells;
    }
  }
  REQUIRE(head.size() == 2 + kRoles.rows.size());
  CHECK(rows.size() == kRights.rows.size());
  for (const auto& [right, code] : kRights.rows) {
    const std::string key(code);
    CAPTURE(key);
    REQUIRE(rows.contains(key));
    const auto& cells = rows.at(key);
    REQUIRE(cells.size() == head.size());
    CHECK(cells[1] == wording(right, Language::kEnglish));
    for (std::size_t i = 2; i < head.size(); ++i) {
      const auto role = kRoles.find(head[i]);
      REQUIRE(role);
      CHECK(cells[i] == (has_right(*role, right) ? "yes" : "–"));
    }
  }
}

TEST_CASE("no role has a right that lets it change what another role audits: auditors change nothing") {
  CHECK_FALSE(has_right(Role::kAuditor, Right::kManageAccounts));
  CHECK_FALSE(has_right(Role::kAuditor, Right::kTestCameras));
  for (const auto& [role, code] : kRoles.rows) {
    if (role != Role::kAdministrator) CHECK_FALSE(has_right(role, Right::kManageAccounts));
  }
}

TEST_CASE("account names are short, plain and safe in a path") {
  for (const char* name : {"ab", "wang", "w.li-2_x", "a2345678901234567890123456789012"}) CHECK(is_account_name(name));
  for (const char* name :
       {"", "a", "Wang", "1a", "-a", "wang li", "wang/li", "..", "王五", "a\n", "a23456789012345678901234567890123"}) {
    CHECK_FALSE(is_account_name(name));
  }
}
