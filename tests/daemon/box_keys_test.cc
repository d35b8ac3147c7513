#include "daemon/box_keys.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/temp_folder.h"

using namespace xueshi;
using namespace xueshi::daemon;

TEST_CASE("keys are made once, for their owner alone, and are the same ever after") {
  const test::TempFolder folder;
  const auto files = posix_file_system();
  const auto random = system_random();
  const auto made = box_keys(*files, folder.path(), *random);
  REQUIRE(made);
  CHECK(made->identity.hex() != made->check_in.hex());
  const auto again = box_keys(*files, folder.path(), *random);
  REQUIRE(again);
  CHECK(again->identity.hex() == made->identity.hex());
  CHECK(again->check_in.hex() == made->check_in.hex());
  for (const char* name : {"identity.key", "checkin.key"}) {
    struct stat info {};
    REQUIRE(::stat((folder.path() / "keys" / name).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
  }
}

TEST_CASE("a key that is there and cannot be read is never made anew: what it sealed would be lost") {
  const test::TempFolder folder;
  const auto files = posix_file_system();
  const auto random = system_random();
  REQUIRE(box_keys(*files, folder.path(), *random));
  const Path key = folder.path() / "keys" / "identity.key";
  std::ofstream(key) << "torn";
  const auto torn = box_keys(*files, folder.path(), *random);
  REQUIRE_FALSE(torn);
  CHECK(torn.error().chain().find("identity.key") != std::string::npos);
  CHECK(torn.error().chain().find("backup") != std::string::npos);
  REQUIRE(::chmod(key.c_str(), 0644) == 0);
  CHECK_FALSE(box_keys(*files, folder.path(), *random));
  std::ifstream in(key);
  std::string left;
  in >> left;
  CHECK(left == "torn");
}
