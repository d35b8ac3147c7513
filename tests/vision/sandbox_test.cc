#include "vision/sandbox.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <functional>

#include "tests/support/skip.h"
#include "tests/support/temp_folder.h"
#include "tests/vision/kernel.h"

using namespace xueshi;
using namespace xueshi::vision;

namespace {

/// The exit code of `act` in a forked process.
int in_child(const std::function<int()>& act) {
  const pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) ::_exit(act());
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1'000;
}

constexpr int kNotClosed = 77;

}  // namespace

TEST_CASE("Landlock: models can be read, nothing else of the user's, and nothing written") {
  if (!test::kernel_has_landlock()) XUESHI_SKIP("this kernel has no Landlock");
  const test::TempFolder models;
  const test::TempFolder elsewhere;
  const auto model = models.path() / "model.onnx";
  const auto secret = elsewhere.path() / "key";
  std::ofstream(model) << "m";
  std::ofstream(secret) << "s";
  const int result = in_child([&] {
    if (!close_files(models.path())) return kNotClosed;
    int wrong = 0;
    if (::open(model.c_str(), O_RDONLY) < 0) wrong |= 1;
    if (::open(secret.c_str(), O_RDONLY) >= 0 || errno != EACCES) wrong |= 2;
    if (::open(model.c_str(), O_WRONLY) >= 0) wrong |= 4;
    if (::open((models.path() / "new").c_str(), O_WRONLY | O_CREAT, 0600) >= 0) wrong |= 8;
    return wrong;
  });
  CHECK(result == 0);
}

TEST_CASE("seccomp: the message socket and stderr work, other descriptors and calls are refused") {
  if (!test::kernel_has_seccomp()) XUESHI_SKIP("this kernel has no seccomp");
  const int result = in_child([] {
    int pipe[2];
    if (::pipe(pipe) != 0) return 1;
    if (!close_calls(3)) return kNotClosed;
    int wrong = 0;
    if (::write(pipe[1], "x", 1) >= 0 || errno != EPERM) wrong |= 2;
    if (::open("/dev/null", O_RDONLY) >= 0 || errno != EPERM) wrong |= 4;
    if (::write(STDERR_FILENO, "", 0) != 0) wrong |= 8;
    return wrong;
  });
  CHECK(result == 0);
}
