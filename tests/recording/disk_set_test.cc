#include "recording/disk_set.h"

#include <cerrno>
#include <map>

#include "recording/recovery.h"
#include "tests/recording/gate.h"
#include "tests/recording/tape_rig.h"

namespace xueshi {
namespace {

using test::Gate;
using test::Tape;

bool lies_on(const Path& path, const recording::MediaDisk& disk) {
  const auto relative = path.lexically_relative(disk.media);
  return !relative.empty() && *relative.begin() != "..";
}

/// Everything done to one of the disks fails, while `bad` says so.
auto failing_disk(const Tape& tape, std::size_t which, const std::atomic<bool>& bad, int error_number) {
  const recording::MediaDisk disk = tape.folders().disks()[which];
  return [disk, error_number, &bad](std::string_view, const Path& path) {
    return bad && (path == disk.media || lies_on(path, disk)) ? error_number : 0;
  };
}

std::vector<std::string> alarms_of(const Tape& tape) {
  std::vector<std::string> told;
  for (const auto& event : tape.log.events("disk")) {
    told.push_back(event.disk + " " + (event.cause ? std::string(kGapCauses.name(*event.cause)) : "well"));
  }
  return told;
}

void check_decodes(const Tape& tape) {
  for (const Segment& segment : tape.log.closed()) {
    const auto file = test::read_stream(tape.path(segment));
    CHECK(test::decode_all(file) == static_cast<int>(file.packets.size()));
  }
}

}  // namespace

TEST_CASE("files are spread over the disks by weight; numbers and chain go over all of them, and no frame is lost") {
  Tape tape({.segment = Millis{2'000}, .weights = {3, 1}});
  tape.start(test::h264_camera());
  tape.feed_all();
  tape.finish();
  test::check_tape(tape);
  std::map<std::size_t, int> files;
  for (const Segment& segment : tape.log.closed()) {
    ++files[tape.disk_of(segment)];
    if (segment.id.sequence > 1) CHECK(segment.continues_previous);
  }
  CHECK(files[0] + files[1] == 15);
  CHECK(files[0] >= 11);
  CHECK(files[1] >= 3);
  CHECK(tape.log.gaps().empty());
  CHECK(test::read_back(tape).packets.size() == test::h264_camera().packets.size());

  // I3: the index comes back from the files of all disks, in their order.
  const auto files_of_box = posix_file_system();
  const auto recovered = recording::recover_camera(*files_of_box, tape.folders(), test::kFront, [](const CameraId&) {
    return Result<std::optional<recording::IndexedTail>>(std::nullopt);
  });
  REQUIRE(recovered);
  CHECK(recovered->to_index == tape.log.closed());
}

TEST_CASE("a disk of no weight takes files only while no other does") {
  std::atomic<bool> bad{false};
  Tape tape({.segment = Millis{2'000}, .weights = {1, 0}});
  tape.fault(failing_disk(tape, 0, bad, EIO));
  tape.start(test::h264_camera());
  tape.feed(0, 250);
  bad = true;
  tape.feed(250, 500);
  bad = false;
  REQUIRE(test::wait_until([&] { return alarms_of(tape).size() == 2; }));
  tape.feed(500, 750);
  tape.finish();
  for (const Segment& segment : tape.log.closed()) {
    const Millis into = segment.start_boot - tape.begun_at.boot;
    CAPTURE(into.count());
    CHECK(tape.disk_of(segment) == (into >= Millis{10'000} && into < Millis{20'000} ? 1 : 0));
  }
  check_decodes(tape);
}

TEST_CASE("I5, I8: a disk that fails is alarmed and left; recording goes on on the other, nothing stored is harmed") {
  for (const int error_number : {EIO, ENOSPC, EROFS, ENODEV}) {
    CAPTURE(error_number);
    std::atomic<bool> bad{false};
    Tape tape({.segment = Millis{5'000}, .weights = {1, 1}});
    tape.files.torn_writes = true;
    tape.start(test::h264_camera());
    tape.feed(0, 110);  // within the third GOP of the first file
    const std::size_t failing =
        tape.log.events("create").front().path.string().find("media1") == std::string::npos ? 0 : 1;
    tape.fault(failing_disk(tape, failing, bad, error_number));
    bad = true;
    tape.feed(110, 300);
    CHECK(alarms_of(tape).size() == 1);
    // Gone as if pulled out: what it held counts as not recorded for as long as it cannot be read.
    {
      const auto gaps = tape.log.gaps();
      REQUIRE(gaps.size() == 1);
      CHECK(gaps[0].boot.from == tape.begun_at.boot);
      CHECK(gaps[0].boot.to - tape.begun_at.boot == Millis{6'000});  // the key frame after the failure
      for (const Segment& segment : tape.log.closed()) CHECK(segment.start_boot >= gaps[0].boot.to);
    }
    bad = false;
    REQUIRE(test::wait_until([&] { return alarms_of(tape).size() == 2; }));
    CHECK(alarms_of(tape).back() == tape.folders().disks()[failing].name + " well");
    tape.feed(300, 750);
    tape.finish();
    test::check_order(tape);

    // Read back, and told: recorded after all, and suspect.
    std::map<std::uint64_t, Segment> by_number;
    for (const Segment& segment : tape.log.closed()) {
      CHECK_MESSAGE(by_number.emplace(segment.id.sequence, segment).second, "a number was used twice");
    }
    REQUIRE(by_number.contains(1));
    CHECK(by_number.at(1).suspect);
    CHECK(by_number.at(1).duration >= Millis{3'300});
    CHECK(tape.disk_of(by_number.at(1)) == failing);
    REQUIRE(by_number.contains(2));
    CHECK(tape.disk_of(by_number.at(2)) == 1 - failing);
    CHECK(!by_number.at(2).continues_previous);
    CHECK(by_number.at(2).start_boot - tape.begun_at.boot == Millis{6'000});
    bool used_again = false;
    for (const auto& [number, segment] : by_number)
      used_again = used_again || (number > 2 && tape.disk_of(segment) == failing);
    CHECK(used_again);
    CHECK(tape.log.gaps().size() == 1);
    check_decodes(tape);
  }
}

TEST_CASE(
    "a disk that does not answer is an alarm, disk_slow; the camera goes on on another, and no number comes twice") {
  // Whichever call it is that does not come back: a disk is looked at as well as written to.
  for (const std::string hanging_call : {"append", "space"}) {
    CAPTURE(hanging_call);
    Gate gate;
    Tape tape({.weights = {1, 1}, .stuck_after = Millis{400}});
    tape.start(test::h264_camera());
    tape.feed(0, 110);
    const std::size_t hanging =
        tape.log.events("create").front().path.string().find("media1") == std::string::npos ? 0 : 1;
    const recording::MediaDisk disk = tape.folders().disks()[hanging];
    tape.fault([&gate, disk, hanging_call](std::string_view operation, const Path& path) {
      if (operation == hanging_call && (path == disk.media || lies_on(path, disk))) gate.pass();
      return 0;
    });
    tape.settles = false;
    gate.shut();
    tape.feed(110, 140);
    REQUIRE(test::wait_until([&] { return gate.somebody_waits(); }));
    REQUIRE(test::wait_until([&] {
      tape.recorder->tick(tape.clock.read());
      return !alarms_of(tape).empty();
    }));
    CHECK(alarms_of(tape) == std::vector{disk.name + " disk_slow"});
    tape.feed(140, 500);  // returns only if nothing waits
    REQUIRE(test::wait_until([&] { return tape.log.closed().size() >= 1; }));
    for (const Segment& segment : tape.log.closed()) CHECK(tape.disk_of(segment) == 1 - hanging);
    gate.open();
    REQUIRE(test::wait_until([&] { return alarms_of(tape).size() == 2; }));
    CHECK(alarms_of(tape).back() == disk.name + " well");
    tape.settles = true;
    tape.feed(500, 750);
    tape.finish();
    test::check_order(tape);
    std::map<std::uint64_t, Segment> by_number;
    for (const Segment& segment : tape.log.closed()) {
      CHECK_MESSAGE(by_number.emplace(segment.id.sequence, segment).second, "a number was used twice");
    }
    // What the slow disk had taken is whole and in the index, though it was told as a gap meanwhile.
    REQUIRE(by_number.contains(1));
    CHECK(tape.disk_of(by_number.at(1)) == hanging);
    CHECK(by_number.at(1).duration >= Millis{5'500});
    CHECK(!by_number.at(2).continues_previous);
    const auto gaps = tape.log.gaps();
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].cause == GapCause::kDiskSlow);
    CHECK(gaps[0].boot.from == tape.begun_at.boot);
    CHECK(gaps[0].boot.to == by_number.at(2).start_boot);
    check_decodes(tape);
  }
}

TEST_CASE("a disk that is slow to close keeps the camera for the next file: no frame waits, none is lost") {
  Gate gate;
  Tape tape({.segment = Millis{2'000}, .weights = {1, 1}});
  tape.start(test::h264_camera());
  tape.fault([&](std::string_view operation, const Path&) {
    if (operation == "close") gate.pass();
    return 0;
  });
  tape.settles = false;
  gate.shut();
  tape.feed(0, 200);
  REQUIRE(test::wait_until([&] { return gate.somebody_waits(); }));
  gate.open();
  tape.settles = true;
  tape.feed(200, 750);
  tape.finish();
  test::check_tape(tape);
  CHECK(tape.log.gaps().empty());
  CHECK(test::read_back(tape).packets.size() == test::h264_camera().packets.size());
}

TEST_CASE("all disks full: the gap says so, each has its alarm, and recording resumes on whichever has room first") {
  std::atomic<bool> full{false};
  std::atomic<bool> second_full{false};
  Tape tape({.segment = Millis{2'000}, .weights = {1, 1}});
  tape.fault([&, first = failing_disk(tape, 0, full, ENOSPC), second = failing_disk(tape, 1, second_full, ENOSPC)](
                 std::string_view operation, const Path& path) {
    const int error_number = first(operation, path);
    return error_number != 0 ? error_number : second(operation, path);
  });
  tape.start(test::h264_camera());
  tape.feed(0, 200);
  full = second_full = true;
  tape.feed(200, 400);
  second_full = false;
  REQUIRE(test::wait_until([&] {
    const auto told = alarms_of(tape);
    return !told.empty() && told.back() == "media1 well";
  }));
  tape.feed(400, 600);
  tape.finish();
  const auto gaps = tape.log.gaps();
  REQUIRE(!gaps.empty());
  for (const Gap& gap : gaps) CHECK(gap.cause == GapCause::kDiskFull);
  const auto told = alarms_of(tape);
  CHECK(std::count(told.begin(), told.end(), "media disk_full") == 1);
  CHECK(std::count(told.begin(), told.end(), "media1 disk_full") == 1);
  CHECK(tape.disk_of(tape.log.closed().back()) == 1);
  check_decodes(tape);
}

TEST_CASE("I5, I8: whichever operation fails on one of two disks, every file is whole and every second accounted for") {
  for (const int length : {2}) {
    for (int nth = 1;; ++nth) {
      CAPTURE(length);
      CAPTURE(nth);
      int seen = 0;
      Tape tape({.segment = Millis{4'000}, .weights = {1, 1}});
      tape.waits_for_disk = true;
      tape.files.torn_writes = true;
      const recording::MediaDisk disk = tape.folders().disks()[1];
      tape.fault([&, disk](std::string_view operation, const Path& path) {
        const bool looks = operation == "open" || operation == "read" || operation == "list" || operation == "info" ||
                           operation == "space";
        if (looks || !lies_on(path, disk)) return 0;
        ++seen;
        return seen >= nth && seen < nth + length ? EIO : 0;
      });
      tape.start(test::h264_camera());
      tape.feed(0, 500);
      tape.recorder->request_cut();
      tape.recorder->tick(tape.clock.read());
      tape.finish();
      test::check_order(tape);
      check_decodes(tape);
      // Seconds may be told as a gap and found recorded afterwards, but none may be missing.
      std::vector<BootSpan> spans;
      for (const Segment& segment : tape.log.closed()) spans.push_back(segment.boot_span());
      for (const Gap& gap : tape.log.gaps()) spans.push_back(gap.boot);
      std::sort(spans.begin(), spans.end(), [](const BootSpan& a, const BootSpan& b) { return a.from < b.from; });
      BootMillis at = tape.begun_at.boot;
      const bool at_the_end = seen < nth + length + 5;
      for (const BootSpan& span : spans) {
        if (!at_the_end)
          CHECK_MESSAGE(span.from - at <= Millis{50},
                        "nothing accounts for a piece before " << (span.from - tape.begun_at.boot).count());
        at = std::max(at, span.to);
      }
      std::set<std::uint64_t> numbers;
      for (const Segment& segment : tape.log.closed()) CHECK(numbers.insert(segment.id.sequence).second);
      if (seen < nth) {
        CHECK(tape.log.events("disk").empty());
        CHECK(nth > 20);
        break;
      }
    }
  }
}

}  // namespace xueshi
