#include "recording/storage_thread.h"

#include <cerrno>

#include "recording/disk_mark.h"
#include "tests/recording/gate.h"
#include "tests/recording/tape_rig.h"

namespace xueshi {
namespace {

using test::Gate;
using test::Tape;
using test::TapeSettings;

bool changes(std::string_view operation) {
  return operation != "open" && operation != "read" && operation != "list" && operation != "info" &&
         operation != "space";
}

// Fails operations number `first` to `last` of those that change something.
auto fail_between(int first, int last, int error_number, int& seen) {
  return [=, &seen](std::string_view operation, const Path&) {
    if (!changes(operation)) return 0;
    ++seen;
    return seen >= first && seen <= last ? error_number : 0;
  };
}

// Fails the `n`-th append, or whatever is named, to a media file.
auto fail_media(std::string_view what, int n, int error_number) {
  return [=, left = n](std::string_view operation, const Path& path) mutable {
    return operation == what && path.extension() == ".mp4" && --left == 0 ? error_number : 0;
  };
}

TEST_CASE("I2: nobody is told of bytes before they, the file's name and its folders are on stable storage") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed_all();
  tape.finish();
  test::check_tape(tape);
  CHECK(tape.log.closed().size() == 3);
  // I4: a sync at least every 5 s, so at least one within each file of 10 s; and one at the end of each.
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    int synced = 0;
    for (const auto& event : tape.log.events("synced")) {
      if (event.segment->id.sequence == sequence) ++synced;
    }
    CHECK(synced >= 2);
  }
}

TEST_CASE("I4: never more than 5 s of media and a fragment are not yet on stable storage") {
  Tape tape({.segment = Millis{40'000}});
  tape.start(test::h264_long_gop());
  tape.feed_all();
  tape.finish();
  Millis synced{0};
  for (const auto& event : tape.log.events("synced")) {
    CHECK(event.segment->duration - synced <= Millis{5'700});
    synced = event.segment->duration;
  }
  CHECK(synced >= Millis{35'000});
}

TEST_CASE("I5: a write or sync that fails ends the file for good, raises one alarm, and recording resumes") {
  const struct {
    int error_number;
    GapCause cause;
  } causes[] = {{ENOSPC, GapCause::kDiskFull},
                {EDQUOT, GapCause::kDiskFull},
                {EROFS, GapCause::kDiskReadOnly},
                {EIO, GapCause::kDiskError}};
  for (const auto& [error_number, cause] : causes) {
    for (const std::string_view what : {"append", "sync"}) {
      for (const bool torn : {false, true}) {
        CAPTURE(error_number);
        CAPTURE(what);
        Tape tape;
        tape.waits_for_disk = true;
        tape.files.torn_writes = torn;
        tape.fault(fail_media(what, what == "append" ? 10 : 1, error_number));
        tape.start(test::h264_camera());
        tape.feed(0, 400);
        tape.finish();
        test::check_tape(tape);
        const auto segments = tape.log.closed();
        REQUIRE(segments.size() >= 2);
        CHECK(segments[0].suspect);
        CHECK(segments[0].duration > Millis{4'000});
        CHECK(!segments[1].suspect);
        CHECK(!segments[1].continues_previous);
        CHECK(segments[1].previous_sha256 == segments[0].sha256);
        const auto alarms = tape.log.events("disk");
        REQUIRE(alarms.size() == 2);
        CHECK(alarms[0].cause == cause);
        CHECK(!alarms[1].cause);
        const auto gaps = tape.log.gaps();
        REQUIRE(gaps.size() == 1);
        CHECK(gaps[0].cause == cause);
        CHECK((gaps[0].boot.to - tape.begun_at.boot) % Millis{2'000} == Millis{0});  // at a key frame
        // The next one, where the failure comes before the next packet: a sync may fail at any later moment.
        if (what == "append") CHECK(gaps[0].boot.length() <= Millis{2'720});
        CHECK(tape.figures.errors == 1);
        for (const Segment& segment : segments) {
          const auto file = test::read_stream(tape.path(segment));
          CHECK(test::decode_all(file) == static_cast<int>(file.packets.size()));
        }
      }
    }
  }
}

TEST_CASE("a disk without its mark is not recorded to, at the start and later; with it recording goes on by itself") {
  const auto machine = posix_file_system();
  const auto random = system_random();
  const DiskMark mark = recording::new_disk_mark(*random, BoxId("gx-0001"), {"media", {}});
  Tape tape({.mark = mark});
  const recording::MediaDisk disk{"media", tape.media()};
  CHECK(test::wait_until([&] { return tape.log.disk_is_bad(); }));
  tape.start(test::h264_camera());
  tape.feed(0, 150);
  CHECK(!std::filesystem::exists(tape.media() / "front"));

  REQUIRE(recording::write_disk_mark(*machine, disk, mark));
  CHECK(test::wait_until([&] { return !tape.log.disk_is_bad(); }));
  tape.feed(150, 350);
  // Another disk in its place.
  REQUIRE(recording::write_disk_mark(*machine, disk, recording::new_disk_mark(*random, BoxId("gx-0001"), disk)));
  CHECK(test::wait_until([&] { return tape.log.disk_is_bad(); }));
  tape.feed(350, 500);
  tape.finish();
  test::check_tape(tape);
  REQUIRE(tape.log.closed().size() == 1);
  CHECK(tape.log.closed()[0].duration >= Millis{4'000});
  const auto gaps = tape.log.gaps();
  REQUIRE(gaps.size() == 2);
  CHECK(gaps[0].cause == GapCause::kDiskMissing);
  CHECK(gaps[1].cause == GapCause::kDiskMissing);
}

TEST_CASE("I5: the first write of a file fails: nothing of it stays, its number is used again") {
  for (const bool torn : {false, true}) {
    Tape tape({.segment = Millis{4'000}});
    tape.waits_for_disk = true;
    tape.files.torn_writes = torn;
    tape.fault(fail_media("append", 7, ENOSPC));  // six fragments of 0.67 s, then the next file
    tape.start(test::h264_camera());
    tape.feed(0, 300);
    tape.finish();
    test::check_tape(tape);
    REQUIRE(tape.log.closed().size() >= 2);
    CHECK(!tape.log.closed()[0].suspect);
    CHECK(!tape.log.closed()[1].suspect);
  }
}

TEST_CASE("I5, I8: whichever operation of a recording fails, every file is whole and every second is accounted for") {
  for (const int length : {1, 4}) {
    for (const bool torn : {false, true}) {
      for (int nth = 1;; ++nth) {
        CAPTURE(length);
        CAPTURE(torn);
        CAPTURE(nth);
        int seen = 0;
        Tape tape({.segment = Millis{4'000}});
        tape.waits_for_disk = true;
        tape.files.torn_writes = torn;
        tape.fault(fail_between(nth, nth + length - 1, EIO, seen));
        tape.start(test::h264_camera());
        tape.feed(0, 300);
        tape.recorder->request_cut();
        tape.recorder->tick(tape.clock.read());
        tape.finish();
        // What fails at the very end is left for the recovery at the next start.
        const bool at_the_end = seen < nth + length + 5;
        test::check_order(tape);
        if (!at_the_end) {
          test::check_files(tape);
          test::check_time(tape);
        }
        if (seen < nth) {
          CHECK(tape.log.events("disk").empty());
          CHECK(tape.log.gaps().empty());
          CHECK(nth > 30);  // some forty; a busy machine puts a few together
          break;
        }
        const auto alarms = tape.log.events("disk");
        CHECK(alarms.size() >= 1);
        CHECK(alarms.size() <= 2);
        CHECK(alarms[0].cause == GapCause::kDiskError);
        // And the next start repairs what was left.
        const auto files = posix_file_system();
        const auto recovered = recording::recover_camera(*files, tape.media(), test::kFront, [](const CameraId&) {
          return Result<std::optional<recording::IndexedTail>>(std::nullopt);
        });
        REQUIRE(recovered);
        CHECK(recovered->failures.empty());
        CHECK(recovered->foreign.empty());
        CHECK(recovered->to_index.size() >= tape.log.closed().size());
      }
    }
  }
}

TEST_CASE("I5: a disk that stays read-only is tried again until it works; the alarm is raised once") {
  Tape tape;
  std::atomic<bool> read_only{false};
  tape.fault([&](std::string_view operation, const Path&) { return read_only && changes(operation) ? EROFS : 0; });
  tape.start(test::h264_camera());
  tape.feed(0, 110);
  read_only = true;
  tape.feed(110, 210);
  // A lesson hour ends meanwhile: what is known of the gap is told.
  tape.recorder->request_cut();
  tape.recorder->tick(tape.clock.read());
  REQUIRE(test::wait_until([&] { return !tape.log.gaps().empty(); }));
  tape.feed(210, 310);
  CHECK(test::wait_until([&] { return tape.count("truncate") >= 4; }));
  read_only = false;
  tape.waits_for_disk = true;
  tape.settle();
  tape.feed(310, 500);
  tape.finish();
  test::check_tape(tape);
  const auto alarms = tape.log.events("disk");
  REQUIRE(alarms.size() == 2);
  CHECK(alarms[0].cause == GapCause::kDiskReadOnly);
  CHECK(!alarms[1].cause);
  for (const Gap& gap : tape.log.gaps()) CHECK(gap.cause == GapCause::kDiskReadOnly);
  CHECK(tape.log.closed().size() == 2);
  CHECK(tape.log.closed()[0].suspect);
}

TEST_CASE("I5, I8: a torn file that cannot be repaired for long is told as a gap from where it is whole") {
  Tape tape;
  std::atomic<bool> bad{false};
  tape.files.torn_writes = true;
  tape.fault([&](std::string_view operation, const Path&) { return bad && changes(operation) ? EROFS : 0; });
  tape.start(test::h264_camera());
  tape.feed(0, 110);
  bad = true;
  tape.feed(110, 210);
  tape.recorder->request_cut();
  tape.recorder->tick(tape.clock.read());
  REQUIRE(test::wait_until([&] { return !tape.log.gaps().empty(); }));
  bad = false;
  tape.waits_for_disk = true;
  tape.settle();
  tape.feed(210, 400);
  tape.finish();
  test::check_tape(tape);
}

TEST_CASE("I5, I8: a file that can never be read back does not keep the camera from being recorded; it is a gap") {
  Tape tape;
  tape.fault([left = 10](std::string_view operation, const Path& path) mutable {
    if (path.filename() != "1.mp4") return 0;
    if (operation == "append") return --left == 0 ? EIO : 0;
    return operation == "truncate" ? EIO : 0;
  });
  tape.waits_for_disk = true;
  tape.start(test::h264_camera());
  tape.feed(0, 400);
  tape.finish();
  test::check_order(tape);
  test::check_time(tape);
  const auto segments = tape.log.closed();
  REQUIRE(!segments.empty());
  CHECK(segments[0].id.sequence == 2);
  CHECK(tape.log.events("disk").size() == 2);
}

TEST_CASE("a failure of the disk stops every camera on it, with one alarm, and every camera resumes") {
  Tape tape;
  tape.waits_for_disk = true;
  recording::StreamSettings settings;
  settings.box = BoxId("gx-0001");
  settings.camera = CameraId("rear");
  std::optional<recording::StreamRecorder> rear(std::in_place, settings, *tape.disks, tape.log, tape.clock);
  const auto& stream = test::h264_camera();
  REQUIRE(rear->start(*stream.parameters, stream.ticks_a_second));
  tape.start(stream);
  tape.fault(fail_media("append", 9, EIO));
  for (std::size_t i = 0; i < 300; ++i) {
    tape.feed(i, i + 1);
    AVPacket packet{};
    packet.data = const_cast<std::uint8_t*>(stream.packets[i].data.data());
    packet.size = static_cast<int>(stream.packets[i].data.size());
    packet.dts = packet.pts = stream.packets[i].dts;
    rear->packet(packet, tape.clock.read());
    tape.settle();
  }
  rear.reset();
  tape.finish();
  test::check_order(tape);
  CHECK(tape.log.events("disk").size() == 2);
  for (const CameraId& camera : {test::kFront, CameraId("rear")}) {
    int files = 0;
    int gaps = 0;
    for (const Segment& segment : tape.log.closed()) files += segment.id.camera == camera ? 1 : 0;
    for (const Gap& gap : tape.log.gaps()) {
      if (gap.camera == camera) {
        ++gaps;
        CHECK(gap.cause == GapCause::kDiskError);
      }
    }
    CHECK(files == 2);
    CHECK(gaps == 1);
  }
}

TEST_CASE("recording stops at the reserve and resumes when there is room, a little above it") {
  constexpr std::uint64_t kMib = 1u << 20;
  Tape tape({.reserve_bytes = 2048 * kMib});
  tape.files.set_space(DiskSpace{1'000'000 * kMib, 5000 * kMib});
  tape.start(test::h264_camera());
  tape.feed(0, 110);
  tape.files.set_space(DiskSpace{1'000'000 * kMib, 2047 * kMib});
  REQUIRE(test::wait_until([&] { return tape.log.disk_is_bad(); }));
  tape.feed(110, 200);
  REQUIRE(test::wait_until([&] { return tape.log.closed().size() == 1; }));
  CHECK(!tape.log.closed()[0].suspect);  // nothing failed: it was closed in order
  const int tries = tape.count("append");
  tape.files.set_space(DiskSpace{1'000'000 * kMib, 2050 * kMib});
  tape.feed(200, 250);
  CHECK(tape.log.disk_is_bad());
  CHECK(tape.count("append") == tries);  // not even a test of the disk
  tape.files.set_space(DiskSpace{1'000'000 * kMib, 2200 * kMib});
  tape.waits_for_disk = true;
  tape.settle();
  tape.feed(250, 400);
  tape.finish();
  test::check_tape(tape);
  const auto gaps = tape.log.gaps();
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].cause == GapCause::kDiskFull);
  CHECK(tape.log.events("disk").size() == 2);
}

TEST_CASE("I1: no packet waits for the disk; a full queue costs whole GOPs and gives a gap, disk_slow") {
  Gate gate;
  Tape tape({.queue_bytes = 150'000});
  tape.settles = false;
  tape.fault([&](std::string_view operation, const Path& path) {
    if (operation == "append" && path.extension() == ".mp4") gate.pass();
    return 0;
  });
  tape.start(test::h264_camera());
  gate.shut();
  tape.feed(0, 400);  // returns only if nothing waits
  CHECK(test::wait_until([&] { return gate.somebody_waits(); }));
  CHECK(tape.storage->figures().queued_bytes <= 150'000);
  CHECK(tape.storage->figures().dropped_gops >= 4);
  CHECK(tape.log.closed().empty());
  gate.open();
  tape.settle();
  tape.settles = true;
  tape.feed(400, 600);
  tape.finish();
  test::check_tape(tape);
  const auto gaps = tape.log.gaps();
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].cause == GapCause::kDiskSlow);
  const auto segments = tape.log.closed();
  REQUIRE(segments.size() >= 2);
  CHECK(!segments[1].continues_previous);
  for (const Segment& segment : segments) {
    const auto file = test::read_stream(tape.path(segment));
    CHECK(test::decode_all(file) == static_cast<int>(file.packets.size()));
  }
  CHECK(tape.log.events("disk").empty());
}

TEST_CASE("a name that is taken is passed over, and the file under it stays as it was") {
  Tape tape;
  std::filesystem::create_directories(tape.media() / "front" / "0");
  const Path taken = tape.media() / "front" / "0" / "1.mp4";
  std::ofstream(taken) << "somebody's";
  tape.start(test::h264_camera());
  tape.feed(0, 100);
  tape.finish();
  REQUIRE(tape.log.closed().size() == 1);
  CHECK(tape.log.closed()[0].id.sequence == 2);
  CHECK(std::filesystem::file_size(taken) == 10);
  CHECK(tape.log.events("disk").empty());
}

TEST_CASE("figures count what was done") {
  Tape tape;
  tape.start(test::h264_camera());
  tape.feed_all();
  tape.finish();
  std::uint64_t bytes = 0;
  for (const Segment& segment : tape.log.closed()) bytes += segment.bytes;
  CHECK(tape.figures.bytes_written <= bytes);
  CHECK(tape.figures.bytes_written > bytes / 2);
  CHECK(tape.figures.errors == 0);
  CHECK(tape.figures.dropped_gops == 0);
}

}  // namespace
}  // namespace xueshi
