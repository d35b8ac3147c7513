#pragma once
/// Recorded files in the database. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "facts/recorded.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// A row is camera << kSequenceBits | sequence.
inline constexpr int kSequenceBits = 40;

/// Writes or replaces the row. kBadInput: a sequence out of its bounds (1 … 2^40 − 1).
void put_segment(Connection& connection, Chain& chain, const Segment& segment);

/// Those that reach into the span, in order; not those whose file is lost.
std::vector<Segment> segments(Connection& connection, const CameraId& camera, const BootId& boot, BootSpan span);
/// The same by the wall clock as it was then; in order of sequence.
std::vector<Segment> segments(Connection& connection, const CameraId& camera, UtcSpan span);

/// Not where its file is lost.
std::optional<Segment> segment(Connection& connection, const SegmentId& id);
std::optional<Segment> first_segment(Connection& connection, const CameraId& camera);

// Lost ones too, from here on.

std::optional<Segment> indexed_segment(Connection& connection, const SegmentId& id);
std::optional<Segment> last_segment(Connection& connection, const CameraId& camera);
/// Of the sequences [from, to), in order.
std::vector<SegmentLine> segment_lines(Connection& connection, const CameraId& camera, std::uint64_t from,
                                       std::uint64_t to);
/// The first sequence from `from` on that has a row.
std::optional<std::uint64_t> next_sequence(Connection& connection, const CameraId& camera, std::uint64_t from);
/// The row it would have; nothing where the camera is not known.
std::optional<std::int64_t> row_of_segment(Connection& connection, const SegmentId& id);
std::optional<Segment> segment_in_row(Connection& connection, std::int64_t row);

Bytes encode(const Segment& segment);

}  // namespace xueshi::store
