#include "store/segment_blob.h"

#include "store/varint.h"

namespace xueshi::store {
namespace {

constexpr std::uint64_t kFormat = 1;

// What the next GOP looks like when nothing changes: it follows at once, with the same length, at the camera's pace.
Gop expected_after(const Gop& gop) {
  Gop next = gop;
  next.offset = gop.offset + gop.bytes;
  next.start = gop.start + gop.duration;
  next.arrival = gop.arrival + gop.duration;
  return next;
}

// Beyond these no time line of ours goes, and sums could overflow.
bool sane(Millis value) { return value > Millis{-(1LL << 52)} && value < Millis{1LL << 52}; }

std::int64_t difference(std::uint64_t value, std::uint64_t expected) {
  return static_cast<std::int64_t>(value - expected);
}
std::uint64_t sum(std::uint64_t expected, std::int64_t difference) {
  return expected + static_cast<std::uint64_t>(difference);
}
Millis sum(Millis expected, std::int64_t difference) {
  return Millis{static_cast<std::int64_t>(sum(static_cast<std::uint64_t>(expected.count()), difference))};
}

}  // namespace

Bytes encode_pictures(const Segment& segment) {
  Bytes out;
  VarintWriter writer(out);
  writer.put(kFormat);
  writer.put(segment.gops.size());
  Gop expected;
  expected.arrival = segment.start_boot;
  for (const Gop& gop : segment.gops) {
    writer.put_signed(difference(gop.offset, expected.offset));
    writer.put(gop.bytes);
    writer.put_signed((gop.start - expected.start).count());
    writer.put_signed((gop.duration - expected.duration).count());
    writer.put_signed((gop.arrival - expected.arrival).count());
    writer.put_signed((gop.greatest_hole - expected.greatest_hole).count());
    expected = expected_after(gop);
  }
  writer.put(segment.holes.size());
  Millis last{0};
  for (const Hole& hole : segment.holes) {
    writer.put_signed((hole.start - last).count());
    writer.put_signed(hole.length.count());
    last = hole.start;
  }
  return out;
}

Result<void> decode_pictures(ByteView blob, Segment& segment) {
  const auto corrupt = [] { return fail(ErrorCode::kCorrupt, "a segment's list of GOPs cannot be read"); };
  VarintReader reader(blob);
  if (reader.get() != kFormat) return corrupt();
  const std::uint64_t gops = reader.get();
  // A GOP takes at least 6 bytes: a count that the rest cannot hold is never allocated.
  if (!reader.ok() || gops > kMostGops || gops * 6 > reader.left()) return corrupt();
  segment.gops.clear();
  segment.gops.reserve(gops);
  Gop expected;
  expected.arrival = segment.start_boot;
  for (std::uint64_t i = 0; i < gops; ++i) {
    Gop gop;
    gop.offset = sum(expected.offset, reader.get_signed());
    gop.bytes = reader.get();
    gop.start = sum(expected.start, reader.get_signed());
    gop.duration = sum(expected.duration, reader.get_signed());
    gop.arrival = boot_ms(sum(Millis{count_ms(expected.arrival)}, reader.get_signed()).count());
    gop.greatest_hole = sum(expected.greatest_hole, reader.get_signed());
    if (!reader.ok() || gop.offset > 1ULL << 52 || gop.bytes > 1ULL << 52 || !sane(gop.start) || !sane(gop.duration) ||
        !sane(Millis{count_ms(gop.arrival)}) || !sane(gop.greatest_hole)) {
      return corrupt();
    }
    segment.gops.push_back(gop);
    expected = expected_after(gop);
  }
  const std::uint64_t holes = reader.get();
  if (!reader.ok() || holes > kMostHoles || holes * 2 > reader.left()) return corrupt();
  segment.holes.clear();
  segment.holes.reserve(holes);
  Millis last{0};
  for (std::uint64_t i = 0; i < holes; ++i) {
    Hole hole;
    hole.start = sum(last, reader.get_signed());
    hole.length = Millis{reader.get_signed()};
    if (!sane(hole.start) || !sane(hole.length)) return corrupt();
    last = hole.start;
    segment.holes.push_back(hole);
  }
  if (!reader.ok() || reader.left() != 0) return corrupt();
  return {};
}

}  // namespace xueshi::store
