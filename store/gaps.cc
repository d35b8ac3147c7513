#include "store/gaps.h"

#include <algorithm>

#include "store/interned.h"

namespace xueshi::store {
namespace {

#define XUESHI_GAP                                                                      \
  "SELECT c.name, b.bytes, g.from_boot, g.to_boot, g.from_utc, g.to_utc, g.cause, g.id" \
  " FROM gap g JOIN camera c ON c.id = g.camera JOIN boot b ON b.id = g.boot "

Gap gap_from(const Query& row) {
  Gap gap;
  gap.camera = CameraId(row.text(0));
  gap.boot_id = row.boot_id(1);
  gap.boot = {row.boot(2), row.boot(3)};
  gap.utc = {row.utc(4), row.utc(5)};
  const auto cause = kGapCauses.find(row.text(6));
  if (!cause) throw Failure{Error{ErrorCode::kCorrupt, "a gap has the unknown cause " + row.text(6), nullptr}};
  gap.cause = *cause;
  return gap;
}

std::vector<Gap> all(Query& rows) {
  std::vector<Gap> gaps;
  while (rows.step()) gaps.push_back(gap_from(rows));
  return gaps;
}

std::optional<Gap> first(Query& rows) {
  if (!rows.step()) return std::nullopt;
  return gap_from(rows);
}

}  // namespace

void put_gap(Connection& connection, Chain& chain, const Gap& gap) {
  const std::int64_t camera = intern(connection, gap.camera);
  const std::int64_t boot = intern(connection, gap.boot_id);
  std::int64_t row = 0;
  {
    Query stored(connection, XUESHI_GAP "WHERE g.camera = ? AND g.boot = ? AND g.from_boot = ?", camera, boot,
                 gap.boot.from);
    if (stored.step()) {
      if (gap_from(stored) == gap) return;
      row = stored.integer(7);
    }
  }
  const std::string_view cause = kGapCauses.name(gap.cause);
  if (row != 0) {
    Query(connection, "UPDATE gap SET to_boot = ?, from_utc = ?, to_utc = ?, cause = ? WHERE id = ?", gap.boot.to,
          gap.utc.from, gap.utc.to, cause, row)
        .run();
  } else {
    Query(connection,
          "INSERT INTO gap (camera, boot, from_boot, to_boot, from_utc, to_utc, cause) VALUES (?, ?, ?, ?, ?, ?, ?)",
          camera, boot, gap.boot.from, gap.boot.to, gap.utc.from, gap.utc.to, cause)
        .run();
    row = connection.last_insert_id();
  }
  // The wall clock may have been stepped within the gap: the longer of its two lengths bounds both searches.
  Query(connection, "UPDATE camera SET longest_gap = ?1 WHERE id = ?2 AND longest_gap < ?1",
        std::max<Millis>(gap.boot.length(), gap.utc.length()), camera)
      .run();
  chain.add(ChainKind::kGap, row, encode(gap));
}

std::vector<Gap> gaps(Connection& connection, const CameraId& camera, const BootId& boot, BootSpan span) {
  const auto camera_row = known(connection, camera);
  const auto boot_row = known(connection, boot);
  if (!camera_row || !boot_row) return {};
  Query rows(connection,
             XUESHI_GAP
             "WHERE g.camera = ?1 AND g.boot = ?2 AND g.from_boot < ?4"
             " AND g.from_boot > ?3 - (SELECT longest_gap FROM camera WHERE id = ?1) - 1"
             " AND g.to_boot > ?3 ORDER BY g.from_boot",
             *camera_row, *boot_row, span.from, span.to);
  return all(rows);
}

std::vector<Gap> gaps(Connection& connection, const CameraId& camera, UtcSpan span) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return {};
  Query rows(connection,
             XUESHI_GAP
             "WHERE g.camera = ?1 AND g.from_utc < ?3"
             " AND g.from_utc > ?2 - (SELECT longest_gap FROM camera WHERE id = ?1) - 1"
             " AND g.to_utc > ?2 ORDER BY g.from_utc, g.id",
             *camera_row, span.from, span.to);
  return all(rows);
}

std::optional<Gap> last_gap(Connection& connection, const CameraId& camera) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return std::nullopt;
  Query rows(connection, XUESHI_GAP "WHERE g.camera = ? ORDER BY g.from_utc DESC, g.id DESC LIMIT 1", *camera_row);
  return first(rows);
}

std::optional<Gap> gap_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_GAP "WHERE g.id = ?", row);
  return first(rows);
}

#undef XUESHI_GAP

Bytes encode(const Gap& gap) {
  ByteWriter out;
  out.put_text(gap.camera.text);
  out.put(gap.boot_id.bytes);
  out.put_signed(count_ms(gap.boot.from));
  out.put_signed(count_ms(gap.boot.to));
  out.put_signed(count_ms(gap.utc.from));
  out.put_signed(count_ms(gap.utc.to));
  out.put_text(kGapCauses.name(gap.cause));
  return out.take();
}

}  // namespace xueshi::store
