#include "store/losses.h"

#include "store/interned.h"
#include "store/segments.h"

namespace xueshi::store {
namespace {

#define XUESHI_LOSS \
  "SELECT c.name, l.segment, l.lost, l.at FROM segment_loss l JOIN camera c ON c.id = l.segment >> 40 "
static_assert(kSequenceBits == 40);

SegmentLoss loss_from(const Query& row) {
  const auto sequence = static_cast<std::uint64_t>(row.integer(1)) & ((1ULL << kSequenceBits) - 1);
  return {{CameraId(row.text(0)), sequence}, row.boolean(2), row.utc(3)};
}

bool is_lost(Connection& connection, std::int64_t segment) {
  Query row(connection, "SELECT 1 FROM segment_lost WHERE segment = ?", segment);
  return row.step();
}

bool is_indexed(Connection& connection, std::int64_t segment) {
  Query row(connection, "SELECT 1 FROM segment WHERE id = ?", segment);
  return row.step();
}

}  // namespace

void put_loss(Connection& connection, Chain& chain, const SegmentLoss& loss) {
  const auto segment = row_of_segment(connection, loss.segment);
  if (!segment || !is_indexed(connection, *segment)) {
    throw Failure{Error{ErrorCode::kBadInput,
                        "segment " + loss.segment.camera.text + "/" + std::to_string(loss.segment.sequence) +
                            " is not in the index: it cannot be lost",
                        nullptr}};
  }
  if (is_lost(connection, *segment) == loss.lost) return;
  Query(connection, "INSERT INTO segment_loss (segment, lost, at) VALUES (?, ?, ?)", *segment, loss.lost, loss.at)
      .run();
  const std::int64_t row = connection.last_insert_id();
  if (loss.lost) {
    Query(connection, "INSERT INTO segment_lost (segment) VALUES (?)", *segment).run();
  } else {
    Query(connection, "DELETE FROM segment_lost WHERE segment = ?", *segment).run();
  }
  chain.add(ChainKind::kSegmentLoss, row, encode(loss));
}

std::uint64_t lost_count(Connection& connection, const CameraId& camera) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return 0;
  Query row(connection, "SELECT count(*) FROM segment_lost WHERE segment >= ? AND segment < ?",
            *camera_row << kSequenceBits, (*camera_row + 1) << kSequenceBits);
  row.step();
  return static_cast<std::uint64_t>(row.integer(0));
}

std::vector<SegmentLoss> losses(Connection& connection, const CameraId& camera) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return {};
  Query rows(connection, XUESHI_LOSS "WHERE l.segment >= ? AND l.segment < ? ORDER BY l.id",
             *camera_row << kSequenceBits, (*camera_row + 1) << kSequenceBits);
  std::vector<SegmentLoss> all;
  while (rows.step()) all.push_back(loss_from(rows));
  return all;
}

std::optional<SegmentLoss> loss_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_LOSS "WHERE l.id = ?", row);
  if (!rows.step()) return std::nullopt;
  return loss_from(rows);
}

#undef XUESHI_LOSS

Bytes encode(const SegmentLoss& loss) {
  ByteWriter out;
  out.put_text(loss.segment.camera.text);
  out.put(loss.segment.sequence);
  out.put(static_cast<std::uint8_t>(loss.lost));
  out.put_signed(count_ms(loss.at));
  return out.take();
}

}  // namespace xueshi::store
