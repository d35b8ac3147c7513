#pragma once
/// Recorded files in the database. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "facts/recorded.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// Writes or replaces the row. kBadInput: a sequence out of its bounds (1 … 2^40 − 1).
void put_segment(Connection& connection, Chain& chain, const Segment& segment);

/// Those that reach into the span, in order.
std::vector<Segment> segments(Connection& connection, const CameraId& camera, const BootId& boot, BootSpan span);
/// The same by the wall clock as it was then; in order of sequence.
std::vector<Segment> segments(Connection& connection, const CameraId& camera, UtcSpan span);

std::optional<Segment> segment(Connection& connection, const SegmentId& id);
std::optional<Segment> first_segment(Connection& connection, const CameraId& camera);
std::optional<Segment> last_segment(Connection& connection, const CameraId& camera);
std::optional<Segment> segment_in_row(Connection& connection, std::int64_t row);

Bytes encode(const Segment& segment);

}  // namespace xueshi::store
