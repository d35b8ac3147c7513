#include "daemon/process_lock.h"

#include <unistd.h>

#include <optional>

#include <doctest/doctest.h>

#include "tests/support/temp_folder.h"

using namespace xueshi;
using daemon::ProcessLock;

TEST_CASE("a folder has one daemon: the second is told who has it, and may come when the first is gone") {
  const test::TempFolder folder;
  const auto file = folder.path() / "lock";
  auto first = ProcessLock::take(file);
  REQUIRE(first);
  const auto second = ProcessLock::take(file);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::kBusy);
  CHECK(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
  { const ProcessLock gone = std::move(*first); }
  CHECK(ProcessLock::take(file));
}
