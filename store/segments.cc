#include "store/segments.h"

#include <algorithm>

#include "store/interned.h"
#include "store/segment_blob.h"

namespace xueshi::store {
namespace {

constexpr std::uint64_t kMostSequence = (1ULL << kSequenceBits) - 1;

std::int64_t row_of(std::int64_t camera, std::uint64_t sequence) {
  return (camera << kSequenceBits) | static_cast<std::int64_t>(sequence);
}

// All columns, in the order in which segment_from reads them.
#define XUESHI_SEGMENT                                                                                      \
  "SELECT s.id, c.name, b.bytes, s.start_boot, s.start_utc, s.clock, s.duration, s.continues_previous,"     \
  " s.hole_before, s.codec, s.width, s.height, s.bytes, s.sha256, s.previous_sha256, s.suspect, s.pictures" \
  " FROM segment s JOIN camera c ON c.id = s.camera JOIN boot b ON b.id = s.boot "

// A lost file is no recording: nobody who asks for what was recorded may be given it.
#define XUESHI_NOT_LOST " AND NOT EXISTS (SELECT 1 FROM segment_lost l WHERE l.segment = s.id)"

Segment segment_from(const Query& row) {
  Segment segment;
  segment.id.sequence = static_cast<std::uint64_t>(row.integer(0)) & kMostSequence;
  segment.id.camera = CameraId(row.text(1));
  segment.boot_id = row.boot_id(2);
  segment.start_boot = row.boot(3);
  segment.start_utc = row.utc(4);
  segment.clock = static_cast<ClockState>(row.integer(5));
  segment.duration = row.millis(6);
  segment.continues_previous = row.boolean(7);
  segment.hole_before = row.millis(8);
  segment.codec = static_cast<VideoCodec>(row.integer(9));
  segment.width = static_cast<std::uint32_t>(row.integer(10));
  segment.height = static_cast<std::uint32_t>(row.integer(11));
  segment.bytes = static_cast<std::uint64_t>(row.integer(12));
  segment.sha256 = row.digest(13);
  segment.previous_sha256 = row.digest(14);
  segment.suspect = row.boolean(15);
  if (const auto decoded = decode_pictures(row.blob(16), segment); !decoded) {
    throw Failure{Error{ErrorCode::kCorrupt,
                        "segment " + segment.id.camera.text + "/" + std::to_string(segment.id.sequence),
                        std::make_shared<const Error>(decoded.error())}};
  }
  return segment;
}

std::vector<Segment> all(Query& rows) {
  std::vector<Segment> segments;
  while (rows.step()) segments.push_back(segment_from(rows));
  return segments;
}

std::optional<Segment> first(Query& rows) {
  if (!rows.step()) return std::nullopt;
  return segment_from(rows);
}

bool same_is_stored(Connection& connection, std::int64_t row, const Segment& segment) {
  try {
    return segment_in_row(connection, row) == segment;
  } catch (const Failure&) {
    return false;  // a row that cannot be read is replaced: the media are right, the index follows them (I3)
  }
}

}  // namespace

void put_segment(Connection& connection, Chain& chain, const Segment& segment) {
  if (segment.id.sequence == 0 || segment.id.sequence > kMostSequence) {
    throw Failure{Error{ErrorCode::kBadInput,
                        "segment number " + std::to_string(segment.id.sequence) + " of camera " +
                            segment.id.camera.text + ": expected 1 to 2^40 - 1",
                        nullptr}};
  }
  const std::int64_t camera = intern(connection, segment.id.camera);
  const std::int64_t row = row_of(camera, segment.id.sequence);
  if (same_is_stored(connection, row, segment)) return;
  Query(connection,
        "INSERT OR REPLACE INTO segment (id, camera, boot, start_boot, start_utc, clock, duration, continues_previous,"
        " hole_before, codec, width, height, bytes, sha256, previous_sha256, suspect, pictures)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row, camera, intern(connection, segment.boot_id), segment.start_boot, segment.start_utc, segment.clock,
        segment.duration, segment.continues_previous, segment.hole_before, segment.codec, segment.width, segment.height,
        segment.bytes, segment.sha256, segment.previous_sha256, segment.suspect, encode_pictures(segment))
      .run();
  Query(connection, "UPDATE camera SET longest_segment = ?1 WHERE id = ?2 AND longest_segment < ?1", segment.duration,
        camera)
      .run();
  chain.add(ChainKind::kSegment, row, encode(segment));
}

std::vector<Segment> segments(Connection& connection, const CameraId& camera, const BootId& boot, BootSpan span) {
  const auto camera_row = known(connection, camera);
  const auto boot_row = known(connection, boot);
  if (!camera_row || !boot_row) return {};
  Query rows(connection,
             XUESHI_SEGMENT
             "WHERE s.camera = ?1 AND s.boot = ?2 AND s.start_boot < ?4"
             " AND s.start_boot > ?3 - (SELECT longest_segment FROM camera WHERE id = ?1) - 1"
             " AND s.start_boot + s.duration > ?3" XUESHI_NOT_LOST " ORDER BY s.start_boot, s.id",
             *camera_row, *boot_row, span.from, span.to);
  return all(rows);
}

std::vector<Segment> segments(Connection& connection, const CameraId& camera, UtcSpan span) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return {};
  Query rows(connection,
             XUESHI_SEGMENT
             "WHERE s.camera = ?1 AND s.start_utc < ?3"
             " AND s.start_utc > ?2 - (SELECT longest_segment FROM camera WHERE id = ?1) - 1"
             " AND s.start_utc + s.duration > ?2" XUESHI_NOT_LOST " ORDER BY s.id",
             *camera_row, span.from, span.to);
  return all(rows);
}

std::optional<std::int64_t> row_of_segment(Connection& connection, const SegmentId& id) {
  const auto camera_row = known(connection, id.camera);
  if (!camera_row || id.sequence > kMostSequence) return std::nullopt;
  return row_of(*camera_row, id.sequence);
}

std::optional<Segment> segment(Connection& connection, const SegmentId& id) {
  const auto row = row_of_segment(connection, id);
  if (!row) return std::nullopt;
  Query rows(connection, XUESHI_SEGMENT "WHERE s.id = ?" XUESHI_NOT_LOST, *row);
  return first(rows);
}

std::optional<Segment> indexed_segment(Connection& connection, const SegmentId& id) {
  const auto row = row_of_segment(connection, id);
  return row ? segment_in_row(connection, *row) : std::nullopt;
}

std::vector<SegmentLine> segment_lines(Connection& connection, const CameraId& camera, std::uint64_t from,
                                       std::uint64_t to) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return {};
  Query rows(connection,
             "SELECT s.id, s.bytes, s.sha256, l.segment IS NOT NULL, s.suspect FROM segment s"
             " LEFT JOIN segment_lost l ON l.segment = s.id WHERE s.id >= ? AND s.id < ? ORDER BY s.id",
             row_of(*camera_row, std::min(from, kMostSequence)), row_of(*camera_row, std::min(to, kMostSequence)));
  std::vector<SegmentLine> lines;
  while (rows.step()) {
    lines.push_back({static_cast<std::uint64_t>(rows.integer(0)) & kMostSequence,
                     static_cast<std::uint64_t>(rows.integer(1)), rows.digest(2), rows.boolean(3), rows.boolean(4)});
  }
  return lines;
}

std::optional<std::uint64_t> next_sequence(Connection& connection, const CameraId& camera, std::uint64_t from) {
  const auto camera_row = known(connection, camera);
  if (!camera_row || from > kMostSequence) return std::nullopt;
  Query row(connection, "SELECT id FROM segment WHERE id >= ? AND id <= ? ORDER BY id LIMIT 1",
            row_of(*camera_row, from), row_of(*camera_row, kMostSequence));
  if (!row.step()) return std::nullopt;
  return static_cast<std::uint64_t>(row.integer(0)) & kMostSequence;
}

std::optional<Segment> first_segment(Connection& connection, const CameraId& camera) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return std::nullopt;
  Query rows(connection, XUESHI_SEGMENT "WHERE s.id BETWEEN ? AND ?" XUESHI_NOT_LOST " ORDER BY s.id LIMIT 1",
             row_of(*camera_row, 0), row_of(*camera_row, kMostSequence));
  return first(rows);
}

std::optional<Segment> last_segment(Connection& connection, const CameraId& camera) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return std::nullopt;
  Query rows(connection, XUESHI_SEGMENT "WHERE s.id BETWEEN ? AND ? ORDER BY s.id DESC LIMIT 1", row_of(*camera_row, 0),
             row_of(*camera_row, kMostSequence));
  return first(rows);
}

std::optional<Segment> segment_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_SEGMENT "WHERE s.id = ?", row);
  return first(rows);
}

#undef XUESHI_NOT_LOST
#undef XUESHI_SEGMENT

Bytes encode(const Segment& segment) {
  ByteWriter out;
  out.put_text(segment.id.camera.text);
  out.put(segment.id.sequence);
  out.put(segment.boot_id.bytes);
  out.put_signed(count_ms(segment.start_boot));
  out.put_signed(count_ms(segment.start_utc));
  out.put(static_cast<std::uint8_t>(segment.clock));
  out.put_signed(segment.duration.count());
  out.put(static_cast<std::uint8_t>(segment.continues_previous));
  out.put_signed(segment.hole_before.count());
  out.put(static_cast<std::uint8_t>(segment.codec));
  out.put(segment.width);
  out.put(segment.height);
  out.put(segment.bytes);
  out.put(segment.sha256.bytes);
  out.put(segment.previous_sha256.bytes);
  out.put(static_cast<std::uint8_t>(segment.suspect));
  out.put(static_cast<std::uint32_t>(segment.gops.size()));
  for (const Gop& gop : segment.gops) {
    out.put(gop.offset);
    out.put(gop.bytes);
    out.put_signed(gop.start.count());
    out.put_signed(gop.duration.count());
    out.put_signed(count_ms(gop.arrival));
    out.put_signed(gop.greatest_hole.count());
  }
  out.put(static_cast<std::uint32_t>(segment.holes.size()));
  for (const Hole& hole : segment.holes) {
    out.put_signed(hole.start.count());
    out.put_signed(hole.length.count());
  }
  return out.take();
}

}  // namespace xueshi::store
