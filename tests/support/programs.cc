#include "tests/support/programs.h"

#include <cstdlib>

namespace xueshi::test {
namespace {

std::filesystem::path given(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr ? value : "";
}

}  // namespace

std::filesystem::path programs() {
  const auto folder = given("XUESHI_BIN");
  return !folder.empty() ? folder : std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin";
}

std::filesystem::path shared() {
  const auto folder = given("XUESHI_SHARED");
  return !folder.empty() ? folder : std::filesystem::path(XUESHI_SOURCE).parent_path() / "shared";
}

}  // namespace xueshi::test
