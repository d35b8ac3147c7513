#include "training/occupations.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "tests/support/skip.h"
#include "tests/support/source_root.h"

using namespace xueshi::training;

TEST_CASE("the appendix has 207 names: 21 A, 48 B, 69 C, 69 D, each once") {
  std::map<char, int> count;
  std::set<std::string_view> names;
  for (const Occupation& one : occupations()) {
    ++count[one.category];
    names.insert(one.name);
  }
  CHECK(occupations().size() == 207);
  CHECK(names.size() == 207);
  CHECK(count == std::map<char, int>{{'A', 21}, {'B', 48}, {'C', 69}, {'D', 69}});
}

TEST_CASE("every name of the table stands in the policy's own appendix") {
  const char* told = std::getenv("XUESHI_SHARED");
  const std::filesystem::path shared = told != nullptr ? told : xueshi::test::source_root().parent_path() / "shared";
  std::ifstream file(shared / "policy" / "guxian-2024-15.txt");
  if (!file) XUESHI_SKIP("the policy's text is not here");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
  const std::string appendix = text.substr(text.rfind("A类："));
  std::string joined;
  for (const char category : {'A', 'B', 'C', 'D'}) {
    joined += std::string(1, category) + "类：";
    for (const Occupation& one : occupations()) {
      if (one.category == category) joined += std::string(one.name) + "、";
    }
    joined.replace(joined.size() - std::string("、").size(), std::string::npos, "。");
  }
  CHECK(appendix == joined);
}

TEST_CASE("a name is found only as it stands; near ones are offered, never taken") {
  REQUIRE(find_occupation("养老护理员"));
  CHECK(find_occupation("养老护理员")->category == 'C');
  CHECK(find_occupation(" 焊工　")->category == 'A');
  CHECK_FALSE(find_occupation("养老护理"));
  CHECK_FALSE(find_occupation("焊"));
  CHECK_FALSE(find_occupation(""));

  const auto names = [](std::string_view text, std::size_t most = 5) {
    std::vector<std::string_view> found;
    for (const Occupation& one : near_occupations(text, most)) found.push_back(one.name);
    return found;
  };
  const auto has = [](const std::vector<std::string_view>& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  CHECK(names("养老护理").at(0) == "养老护理员");
  CHECK(names("保育员").at(0) == "保育师");
  const auto cleaning = names("保洁", 10);  // a family that differs by a word
  CHECK(has(cleaning, "保洁员"));
  CHECK(has(cleaning, "家庭保洁"));
  CHECK(has(cleaning, "客房保洁"));
  CHECK(has(cleaning, "公共区域保洁"));
  CHECK(names("电焊工").at(0) == "焊工");
  CHECK(names("电焊工", 1).size() == 1);
  CHECK(names("").empty());
  CHECK(names("abcdefgh").empty());
  CHECK(names(std::string(100'000, 'x')).empty());
}
