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

std::optional<Gap> GapLedger::gap_to(const ClockReading& to, GapCause cause) const {
  if (to.boot <= end_.boot) return std::nullopt;
  return Gap{camera_, boot_id_, {end_.boot, to.boot}, {end_.utc, to.utc}, cause};
}

std::optional<Gap> GapLedger::stored(const FragmentHeader& header, bool continues) {
  std::optional<Gap> gap;
  const ClockReading begin =
      not_after(header.arrival, header.start_boot + to_millis(header.media_start, header.timescale));
  if (header.opening) file_begin_ = begin;
  // A burst after a stall lost nothing: as long as media time goes on, there is no gap, whatever was feared meanwhile.
  if (!continues || header.hole_before >= kGapFloor) {
    gap = gap_to(begin, cause_.value_or(continues ? GapCause::kCameraStalled : GapCause::kNotRecording));
  }
  cause_.reset();
  end_ = end_of(header);
  return gap;
}

void GapLedger::ends_with(const FragmentHeader& last) { end_ = end_of(last); }

std::optional<Gap> GapLedger::flush(const ClockReading& now) {
  if (!cause_) return std::nullopt;
  auto gap = gap_to(now, *cause_);
  if (gap) end_ = now;
  return gap;
}

}  // namespace xueshi::recording
