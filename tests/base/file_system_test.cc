#include "base/file_system.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/support/faulty_files.h"
#include "tests/support/temp_folder.h"

using namespace xueshi;

TEST_CASE("a file is created once, appended to, and read back") {
  const test::TempFolder folder;
  const auto files = posix_file_system();
  const Path path = folder.path() / "a" / "b" / "x";
  REQUIRE(files->make_folders(path.parent_path()));
  {
    auto file = files->create(path);
    REQUIRE(file);
    REQUIRE((*file)->append(as_bytes("hello ")));
    REQUIRE((*file)->append(as_bytes("world")));
    REQUIRE((*file)->sync());
    REQUIRE((*file)->close());
  }
  CHECK(files->create(path).error().code == ErrorCode::kBusy);
  CHECK(as_text(*read_whole(*files, path, 100)) == "hello world");
  CHECK(read_whole(*files, path, 5).error().code == ErrorCode::kBadInput);
  REQUIRE(files->truncate(path, 5));
  CHECK(as_text(*read_whole(*files, path, 5)) == "hello");
  CHECK(files->open(folder.path() / "none").error().code == ErrorCode::kNotFound);
  CHECK(files->open(folder.path()).error().code == ErrorCode::kBadInput);
  CHECK(files->list(folder.path())->size() == 1);
}

TEST_CASE("write_whole leaves the old or the new content whichever operation fails") {
  const test::TempFolder folder;
  const auto posix = posix_file_system();
  const Path path = folder.path() / "key";
  REQUIRE(write_whole(*posix, path, as_bytes("old")));
  int failures = 0;
  for (int n = 1;; ++n) {
    test::FaultyFiles files(*posix);
    files.torn_writes = true;
    files.fail_nth(n, EIO);
    const auto written = write_whole(files, path, as_bytes("new content"));
    const Bytes now = *read_whole(*posix, path, 100);
    CAPTURE(n);
    CHECK((as_text(now) == "old" || as_text(now) == "new content"));
    if (written) break;
    ++failures;
    REQUIRE(n < 20);
  }
  CHECK(failures >= 5);
  CHECK(as_text(*read_whole(*posix, path, 100)) == "new content");
}
