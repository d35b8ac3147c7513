#include "daemon/tape_desk.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

using namespace xueshi;
using daemon::TapeDesk;

namespace {

Segment file(std::uint64_t sequence, std::int64_t seconds, std::uint64_t bytes) {
  Segment segment;
  segment.id = {CameraId("front"), sequence};
  segment.duration = std::chrono::seconds{seconds};
  segment.bytes = bytes;
  return segment;
}

}  // namespace

TEST_CASE("what is on stable storage is counted once, while a file grows and when it closes") {
  test::FakeClock clock;
  std::vector<std::uint64_t> stored;
  TapeDesk::Listener listener;
  listener.store_segment = [&](const Segment& segment) { stored.push_back(segment.id.sequence); };
  TapeDesk desk(listener, clock);
  desk.on_segment_synced(file(1, 5, 500));
  desk.on_segment_synced(file(1, 10, 1'000));
  CHECK(desk.live().at(CameraId("front")).recorded == std::chrono::seconds{10});
  CHECK(desk.live().at(CameraId("front")).open.has_value());
  desk.on_segment_closed(file(1, 12, 1'200));
  CHECK(desk.live().at(CameraId("front")).recorded == std::chrono::seconds{12});
  CHECK_FALSE(desk.live().at(CameraId("front")).open.has_value());
  desk.on_segment_closed(file(2, 3, 300));  // never synced before it closed
  CHECK(desk.live().at(CameraId("front")).recorded == std::chrono::seconds{15});
  CHECK(desk.live().at(CameraId("front")).bytes == 1'500);
  CHECK(stored == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("a stop does not hide why nothing came; a disk is bad until it is well") {
  test::FakeClock clock;
  int told = 0;
  TapeDesk::Listener listener;
  listener.disk = [&](const std::string&, std::optional<GapCause>, const std::string&) { ++told; };
  TapeDesk desk(listener, clock);
  desk.on_camera_state(CameraId("front"), capture::CameraState::kAuthFailed, "the password is refused");
  desk.on_camera_state(CameraId("front"), capture::CameraState::kStopped, "front");
  CHECK(desk.live().at(CameraId("front")).state == capture::CameraState::kStopped);
  CHECK(desk.live().at(CameraId("front")).detail == "the password is refused");
  desk.on_disk("media", GapCause::kDiskFull, "no space");
  CHECK(desk.bad_disks().at("media").first == GapCause::kDiskFull);
  desk.on_disk("media", std::nullopt, "");
  CHECK(desk.bad_disks().empty());
  CHECK(told == 2);
}

TEST_CASE("what grows is live at once and forgotten when its file closes") {
  test::FakeClock clock;
  TapeDesk::Listener listener;
  listener.store_segment = [](const Segment&) {};
  TapeDesk desk(listener, clock);
  const CameraId front("front");
  CHECK_FALSE(desk.live(front));
  CHECK(desk.live_window(front).empty());
  Segment segment = file(1, 4, 400);
  segment.gops = {{100, 150, Millis{0}, Millis{2'000}, {}, {}}, {250, 150, Millis{2'000}, Millis{2'000}, {}, {}}};
  desk.on_segment_grown(segment);
  CHECK(desk.live(front)->growing->bytes == 400);
  CHECK_FALSE(desk.live(front)->open);
  CHECK(desk.live_window(front).entries().size() == 1);
  desk.on_segment_closed(segment);
  CHECK_FALSE(desk.live(front)->growing);
  CHECK(desk.live_window(front).entries().size() == 2);
}
