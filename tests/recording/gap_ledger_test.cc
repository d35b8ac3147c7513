#include "recording/gap_ledger.h"

#include <doctest/doctest.h>

#include "recording/arrival_envelope.h"

namespace xueshi::recording {
namespace {

ClockReading at(std::int64_t ms) { return {utc_ms(1'000'000 + ms), boot_ms(ms), ClockState::kSynced, Millis{0}}; }

// A fragment of 600 ms whose first frame comes at `ms`, in a file that begins there.
FragmentHeader fragment(std::int64_t ms, bool opens = true) {
  FragmentHeader header;
  header.timescale = 1000;
  header.arrival = at(ms);
  header.arrival_length = Millis{600};
  header.start_boot = boot_ms(opens ? ms : 0);
  header.media_start = opens ? 0 : ms;
  header.media_end = header.media_start + 600;
  header.hole_before = Millis{40};
  if (opens) header.opening.emplace();
  return header;
}

void check_gap(const std::optional<Gap>& gap, std::int64_t from, std::int64_t to, GapCause cause) {
  REQUIRE(gap);
  CHECK(gap->boot == BootSpan{boot_ms(from), boot_ms(to)});
  CHECK(gap->utc == UtcSpan{utc_ms(1'000'000 + from), utc_ms(1'000'000 + to)});
  CHECK(gap->cause == cause);
}

TEST_CASE("I8: what lies before the first fragment is a gap") {
  GapLedger ledger(CameraId("front"), BootId{}, at(1'000));
  CHECK(ledger.running());
  check_gap(ledger.stored(fragment(5'000), false), 1'000, 5'000, GapCause::kNotRecording);
  CHECK(!ledger.running());
  CHECK(!ledger.stored(fragment(5'600), true));
  CHECK(!ledger.flush(at(9'000)));
}

TEST_CASE("I8: a gap told in pieces is told once") {
  GapLedger ledger(CameraId("front"), BootId{}, at(0));
  ledger.stored(fragment(0), false);
  ledger.because(GapCause::kDiskFull);
  check_gap(ledger.flush(at(2'000)), 600, 2'000, GapCause::kDiskFull);
  CHECK(!ledger.flush(at(2'000)));
  check_gap(ledger.flush(at(3'000)), 2'000, 3'000, GapCause::kDiskFull);
  check_gap(ledger.stored(fragment(4'000), false), 3'000, 4'000, GapCause::kDiskFull);
}

TEST_CASE("I8: what turns out lost belongs to the gap, whether that was told already or not") {
  for (const bool told : {false, true}) {
    GapLedger ledger(CameraId("front"), BootId{}, at(0));
    ledger.stored(fragment(0), false);
    ledger.stored(fragment(600, false), true);
    ledger.because(GapCause::kDiskError);
    if (told) check_gap(ledger.flush(at(3'000)), 1'200, 3'000, GapCause::kDiskError);
    const auto lost = ledger.ends_with(fragment(0));
    if (told) {
      check_gap(lost, 600, 1'200, GapCause::kDiskError);
    } else {
      CHECK(!lost);
    }
    check_gap(ledger.stored(fragment(4'000), false), told ? 3'000 : 600, 4'000, GapCause::kDiskError);
  }
}

TEST_CASE("I8: a whole file that turns out lost is in the gap") {
  GapLedger ledger(CameraId("front"), BootId{}, at(0));
  ledger.stored(fragment(0), false);
  ledger.stored(fragment(600), true);
  ledger.because(GapCause::kDiskError);
  CHECK(!ledger.file_lost());
  check_gap(ledger.stored(fragment(4'000), false), 600, 4'000, GapCause::kDiskError);
}

TEST_CASE("I6: feared, but nothing was lost: no gap; missing 2 s of media: a gap though nobody feared") {
  GapLedger ledger(CameraId("front"), BootId{}, at(0));
  ledger.stored(fragment(0), false);
  ledger.because(GapCause::kCameraStalled);
  CHECK(!ledger.stored(fragment(600, false), true));
  FragmentHeader late = fragment(4'000, false);
  late.hole_before = Millis{2'840};
  check_gap(ledger.stored(late, true), 1'200, 4'000, GapCause::kCameraStalled);
}

TEST_CASE("the envelope follows the frames that travelled fastest, and forgets") {
  ArrivalEnvelope envelope;
  envelope.add(Millis{0}, boot_ms(1'500));  // 500 ms late
  envelope.add(Millis{40}, boot_ms(1'045));
  envelope.add(Millis{80}, boot_ms(1'300));
  CHECK(envelope.at(Millis{0}) == boot_ms(1'005));
  // A camera whose clock runs slow by 1 %: after 100 s it is followed, not pinned to its beginning.
  for (int i = 3; i < 2'500; ++i) envelope.add(Millis{40 * i}, boot_ms(1'000 + 40 * i + i * 40 / 100));
  const Millis behind = envelope.at(Millis{100'000}) - boot_ms(101'000);
  CHECK(behind >= Millis{790});
  CHECK(behind <= Millis{1'000});
}

}  // namespace
}  // namespace xueshi::recording
