#pragma once
/// Which recorded files are gone, in the database: each loss and each return is a chained fact of its own, so the
/// segment's row stays what it was when it was chained. Throw SQLite::Exception and Failure.

#include <optional>
#include <vector>

#include "facts/recorded.h"
#include "store/chain.h"
#include "store/connection.h"

namespace xueshi::store {

/// Unchanged is no fact. kBadInput: the index has no such segment.
void put_loss(Connection& connection, Chain& chain, const SegmentLoss& loss);

std::uint64_t lost_count(Connection& connection, const CameraId& camera);
/// In order.
std::vector<SegmentLoss> losses(Connection& connection, const CameraId& camera);
std::optional<SegmentLoss> loss_in_row(Connection& connection, std::int64_t row);

Bytes encode(const SegmentLoss& loss);

}  // namespace xueshi::store
