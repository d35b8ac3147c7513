#include "actions/alarm_board.h"

#include <doctest/doctest.h>

using namespace xueshi;
using actions::AlarmBoard;

TEST_CASE("an alarm is told once when it is raised and once when it is cleared") {
  AlarmBoard board;
  const UtcMillis t = utc_ms(1000);
  const auto raised = board.raise(AlarmCode::kDiskFull, "media", "1 MiB left", t);
  REQUIRE(raised);
  CHECK(raised->raised);
  CHECK(raised->detail == "1 MiB left");
  CHECK_FALSE(board.raise(AlarmCode::kDiskFull, "media", "0 MiB left", t));
  CHECK(board.raise(AlarmCode::kDiskFull, "media2", "", t));
  CHECK(board.standing().size() == 2);

  const auto cleared = board.clear(AlarmCode::kDiskFull, "media", t + Millis{5});
  REQUIRE(cleared);
  CHECK_FALSE(cleared->raised);
  CHECK_FALSE(board.clear(AlarmCode::kDiskFull, "media", t));
  CHECK(board.standing().size() == 1);
}

TEST_CASE("an alarm that stood before a restart is not raised a second time") {
  AlarmBoard board({Alarm{AlarmCode::kCameraDown, "front", true, utc_ms(1), "no answer"}});
  CHECK_FALSE(board.raise(AlarmCode::kCameraDown, "front", "no answer", utc_ms(2)));
  CHECK(board.clear(AlarmCode::kCameraDown, "front", utc_ms(3)));
}
