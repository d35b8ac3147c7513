#include "recording/gap_ledger.h"

#include <algorithm>

namespace xueshi::recording {
namespace {

// `reading`, but earlier where the file's own time line (start_boot + media time) says so: a gap and the span of the
// file beside it shall leave no sliver between them (I8).
ClockReading not_after(ClockReading reading, BootMillis mapped) {
  const Millis back = reading.boot - std::min(reading.boot, mapped);
  reading.boot -= back;
  reading.utc -= back;
  return reading;
}

ClockReading end_of(const FragmentHeader& header) {
  return not_after(header.last_arrival(), header.start_boot + to_millis(header.media_end, header.timescale));
}

}  // namespace

std::optional<Gap> GapLedger::gap(const ClockReading& from, const ClockReading& to, GapCause cause) const {
  if (to.boot <= from.boot) return std::nullopt;
  return Gap{camera_, boot_id_, {from.boot, to.boot}, {from.utc, to.utc}, cause};
}

std::optional<Gap> GapLedger::stored(const FragmentHeader& header, bool continues) {
  std::optional<Gap> told;
  const ClockReading begin =
      not_after(header.arrival, header.start_boot + to_millis(header.media_start, header.timescale));
  if (header.opening) file_begin_ = begin;
  // A burst after a stall lost nothing: as long as media time goes on, there is no gap, whatever was feared meanwhile.
  if (!continues || header.hole_before >= kGapFloor) {
    told = gap(end_, begin, cause_.value_or(continues ? GapCause::kCameraStalled : GapCause::kNotRecording));
  }
  cause_.reset();
  end_ = stored_end_ = end_of(header);
  return told;
}

std::optional<Gap> GapLedger::stored_until(const ClockReading& end) {
  std::optional<Gap> told;
  if (end_.boot == stored_end_.boot) {
    end_ = end;
  } else {
    told = gap(end, stored_end_, cause_.value_or(GapCause::kLost));
  }
  stored_end_ = end;
  return told;
}

std::optional<Gap> GapLedger::ends_with(const FragmentHeader& last) { return stored_until(end_of(last)); }

std::optional<Gap> GapLedger::flush(const ClockReading& now) {
  if (!cause_) return std::nullopt;
  auto told = gap(end_, now, *cause_);
  if (told) end_ = now;
  return told;
}

}  // namespace xueshi::recording
