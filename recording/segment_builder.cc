#include "recording/segment_builder.h"

#include <algorithm>

namespace xueshi::recording {

bool SegmentBuilder::add(const FragmentHeader& header, std::uint64_t offset, std::uint64_t header_bytes) {
  const bool first = fragments_ == 0;
  if (header.media_start < 0 || header.media_end < 0) return false;
  if (header.number != fragments_ || first != header.opening.has_value()) return false;
  if (first) {
    if (!header.key) return false;
    segment_.id = header.segment;
    segment_.boot_id = header.boot_id;
    segment_.clock = header.arrival.state;
    segment_.continues_previous = header.opening->continues_previous;
    segment_.hole_before = header.hole_before;
    segment_.codec = header.opening->codec;
    segment_.width = header.opening->width;
    segment_.height = header.opening->height;
    segment_.previous_sha256 = header.opening->previous_sha256;
    first_arrival_ = header.arrival;
  } else if (header.segment != last_.segment || header.box != last_.box || header.boot_id != last_.boot_id ||
             header.timescale != last_.timescale || header.media_end < last_.media_end) {
    return false;
  }
  const Millis start = to_millis(header.media_start, header.timescale);
  const Millis end = to_millis(header.media_end, header.timescale);
  const std::uint64_t bytes = header_bytes + header.fragment_bytes;
  if (header.key) {
    if (!first) segment_.gops.back().duration = std::max(Millis{0}, start - segment_.gops.back().start);
    segment_.gops.push_back({offset, 0, start, Millis{0}, header.arrival.boot, Millis{0}});
  }
  Gop& gop = segment_.gops.back();
  gop.bytes += bytes;
  gop.duration = std::max(Millis{0}, end - gop.start);
  gop.greatest_hole = std::max(gop.greatest_hole, header.greatest_hole);
  if (!first) {
    gop.greatest_hole = std::max(gop.greatest_hole, header.hole_before);
    if (header.hole_before >= kHoleFloor) {
      segment_.holes.push_back({start - header.hole_before, header.hole_before});
    }
  }
  segment_.bytes = offset + bytes;
  segment_.duration = end;
  segment_.start_boot = header.start_boot;
  segment_.start_utc = first_arrival_.utc - (first_arrival_.boot - header.start_boot);
  last_ = header;
  ++fragments_;
  return true;
}

}  // namespace xueshi::recording
