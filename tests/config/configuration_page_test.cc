#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>

#include "config/box.h"
#include "config/rules.h"
#include "tests/support/source_root.h"

using namespace xueshi;

namespace {

/// table → keys
using Keys = std::map<std::string, std::set<std::string>>;

std::ifstream open_document(const char* name) {
  std::ifstream in(test::source_root() / "docs" / name);
  REQUIRE(in);
  return in;
}

/// The keys that docs/configuration.md has rows for, by the heading above them; "-": no file's.
Keys documented() {
  std::ifstream in = open_document("configuration.md");
  Keys keys;
  std::string table;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) {
      const std::size_t from = line.find_first_of('`');
      table = from == std::string::npos ? "-" : line.substr(from + 1, line.rfind('`') - from - 1);
    }
    if (line.starts_with("| `")) keys[table].insert(line.substr(3, line.find('`', 3) - 3));
  }
  return keys;
}

/// The keys of docs/box.example.toml, those that are switched off too.
Keys in_example() {
  std::ifstream in = open_document("box.example.toml");
  Keys keys;
  std::string table;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# ")) continue;
    if (line.starts_with("#")) line.erase(0, 1);
    if (line.starts_with("[")) table = line;
    const std::size_t equals = line.find(" = ");
    if (equals != std::string::npos) keys[table].insert(line.substr(0, equals));
  }
  return keys;
}

}  // namespace

TEST_CASE("docs/configuration.md and the example describe the same keys, and the reader knows every one") {
  Keys page = documented();
  const std::set<std::string> rules = page["rules.toml"];
  page.erase("rules.toml");
  page.erase("-");
  CHECK(page == in_example());
  REQUIRE(page.size() == 12);
  std::string toml;
  for (const auto& [table, keys] : page) {
    toml += table + "\n";
    for (const std::string& key : keys) toml += key + " = []\n";  // wrong for each of them, so each is complained about
  }
  const auto box = config::parse_box(toml, "box.toml", "/nonexistent");
  REQUIRE_FALSE(box);
  CHECK(box.error().message.find("unknown") == std::string::npos);

  std::string pack;
  for (const std::string& key : rules) pack += key + " = {}\n";
  const auto parsed = config::parse_rules(pack, "rules.toml");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().message.find("unknown") == std::string::npos);
  CHECK(rules.size() == 26);
  // What the digest of a pack is made of is documented, under a name without its unit where the unit differs.
  const std::string canonical = config::canonical(config::RulePack{});
  for (std::size_t at = 0; at < canonical.size(); at = canonical.find('\n', at) + 1) {
    std::string key = canonical.substr(at, canonical.find('=', at) - at);
    for (const auto& [unit, written] : {std::pair{"_ms", "_s"}, std::pair{"_h", ""}, std::pair{"_years", ""}}) {
      if (key.ends_with(unit)) key = key.substr(0, key.size() - std::string_view(unit).size()) + written;
    }
    CAPTURE(key);
    CHECK(rules.contains(key));
  }
}
