/// When the box was last alive (I8).
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "store/alive.h"
#include "tests/store/sample_facts.h"
#include "tests/support/faulty_files.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

TEST_CASE("I8: the next run learns when this one was last alive, to 5 s") {
  StoreBench bench;
  const Path file = bench.folder.path() / "alive";
  {
    AliveFile alive(*bench.files, file);
    CHECK_FALSE(value(alive.last()));
    for (int i = 0; i < 100; ++i) {
      REQUIRE(alive.touch(bench.clock.boot_id(), bench.clock.read()));
      bench.clock.advance(Millis{700});
    }
  }
  const auto mark = value(AliveFile(*bench.files, file).last());
  REQUIRE(mark);
  CHECK(mark->boot_id == bench.clock.boot_id());
  CHECK(bench.clock.boot() - mark->reading.boot <= Millis{5'700});
  CHECK(mark->reading.utc - mark->reading.boot.time_since_epoch() ==
        bench.clock.utc() - bench.clock.boot().time_since_epoch());
}

TEST_CASE("the mark is written at most every 5 s, and at once in a new boot") {
  StoreBench bench;
  FaultyFiles files(*bench.files);
  int writes = 0;
  files.fail_if([&](std::string_view operation, const Path&) {
    if (operation == "append") ++writes;
    return 0;
  });
  AliveFile alive(files, bench.folder.path() / "alive");
  for (int i = 0; i < 100; ++i) {
    REQUIRE(alive.touch(bench.clock.boot_id(), bench.clock.read()));
    bench.clock.advance(Millis{100});
  }
  CHECK(writes == 2);
  bench.clock.reboot(Millis{60'000});
  REQUIRE(alive.touch(bench.clock.boot_id(), bench.clock.read()));
  CHECK(writes == 3);
}

TEST_CASE("a write that fails at any step leaves the mark before, or the new one") {
  StoreBench bench;
  FaultyFiles files(*bench.files);
  const Path file = bench.folder.path() / "alive";
  AliveFile alive(files, file);
  REQUIRE(alive.touch(bench.clock.boot_id(), bench.clock.read()));
  int failures = 0;
  for (int nth = 1; nth < 10; ++nth) {
    const AliveMark before = *value(AliveFile(*bench.files, file).last());
    bench.clock.advance(Millis{6'000});
    files.torn_writes = true;
    files.fail_nth(nth, EIO);
    if (!alive.touch(bench.clock.boot_id(), bench.clock.read())) ++failures;
    files.fail_if({});
    const auto after = value(AliveFile(*bench.files, file).last());
    REQUIRE(after);
    const bool one_of_both = *after == before || *after == AliveMark{bench.clock.boot_id(), bench.clock.read(), {}};
    CHECK(one_of_both);
  }
  CHECK(failures >= 3);
}

TEST_CASE("I8: the mark tells which cameras were not recorded then, and why") {
  StoreBench bench;
  const Path file = bench.folder.path() / "alive";
  const std::map<CameraId, GapCause> causes{{CameraId("back"), GapCause::kAuthFailed},
                                            {CameraId("front"), GapCause::kCameraUnreachable}};
  REQUIRE(AliveFile(*bench.files, file).touch(bench.clock.boot_id(), bench.clock.read(), causes));
  CHECK(value(AliveFile(*bench.files, file).last())->not_recorded == causes);
}

TEST_CASE("I17: a damaged mark is no mark") {
  StoreBench bench;
  const Path file = bench.folder.path() / "alive";
  AliveFile alive(*bench.files, file);
  REQUIRE(alive.touch(bench.clock.boot_id(), bench.clock.read(), {{CameraId("front"), GapCause::kNoVideo}}));
  const Bytes whole = value(read_whole(*bench.files, file, 4'096));
  for (std::size_t at = 0; at <= whole.size(); ++at) {
    Bytes damaged(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at));
    if (at == whole.size()) damaged.push_back(0);
    REQUIRE(write_whole(*bench.files, file, damaged));
    CHECK_FALSE(value(alive.last()));
    if (at < whole.size()) {
      damaged = whole;
      damaged[at] ^= 0x40;
      REQUIRE(write_whole(*bench.files, file, damaged));
      CHECK_FALSE(value(alive.last()));
    }
  }
}

}  // namespace
}  // namespace xueshi::store
