#pragma once
/// docs/openapi.yaml, as much of it as the tests need.

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <string>

#include "tests/support/source_root.h"

namespace xueshi::test {

struct Operation {
  std::string access;                   ///< x-access
  std::map<int, std::string> statuses;  ///< to content types; empty: no content
};
/// "GET" of "/api/v1/cameras"
using Described = std::map<std::pair<std::string, std::string>, Operation>;

/// Reads the keys under `paths:` by their indentation. An answer that is described elsewhere
/// (`$ref: "#/components/responses/…"`) is a problem document.
inline Described read_openapi() {
  std::ifstream in(source_root() / "docs/openapi.yaml");
  REQUIRE(in);
  Described described;
  std::string path;
  Operation* operation = nullptr;
  int status = 0;
  bool in_paths = false, in_responses = false;
  for (std::string line; std::getline(in, line);) {
    const std::size_t depth = line.find_first_not_of(' ');
    if (depth == std::string::npos || line[depth] == '#') continue;
    if (in_paths && in_responses && depth == 10 && line.find("$ref: \"#/components/responses/") != std::string::npos) {
      operation->statuses[status] = "application/problem+json";
    }
    constexpr std::string_view kAccess = "x-access: ";
    if (in_paths && depth == 6 && line.compare(depth, kAccess.size(), kAccess) == 0) {
      operation->access = line.substr(depth + kAccess.size());
    }
    if (!line.ends_with(':')) continue;
    std::string key = line.substr(depth, line.size() - depth - 1);
    if (depth == 0) in_paths = key == "paths";
    if (!in_paths) continue;
    if (depth == 2) path = key;
    if (depth == 4) {
      for (char& c : key) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      operation = &described[{key, path}];
    }
    if (depth == 6) in_responses = key == "responses";
    if (!in_responses) continue;
    if (depth == 8) operation->statuses[status = std::stoi(key.substr(1))] = "";
    if (depth == 12) operation->statuses[status] = key;
  }
  return described;
}

}  // namespace xueshi::test
