#include "store/clock_marks.h"

#include "store/interned.h"

namespace xueshi::store {
namespace {

#define XUESHI_MARK                                                \
  "SELECT b.bytes, m.at_boot, m.at_utc, m.state, m.error, m.cause" \
  " FROM clock_mark m JOIN boot b ON b.id = m.boot "

ClockMark mark_from(const Query& row) {
  ClockMark mark;
  mark.boot_id = row.boot_id(0);
  mark.reading.boot = row.boot(1);
  mark.reading.utc = row.utc(2);
  mark.reading.state = static_cast<ClockState>(row.integer(3));
  mark.reading.error = row.millis(4);
  const auto cause = kClockMarkCauses.find(row.text(5));
  if (!cause) throw Failure{Error{ErrorCode::kCorrupt, "a clock mark has the unknown cause " + row.text(5), nullptr}};
  mark.cause = *cause;
  return mark;
}

std::vector<ClockMark> all(Query& rows) {
  std::vector<ClockMark> marks;
  while (rows.step()) marks.push_back(mark_from(rows));
  return marks;
}

}  // namespace

void put_clock_mark(Connection& connection, Chain& chain, const ClockMark& mark) {
  Query(connection,
        "INSERT INTO clock_mark (boot, at_boot, at_utc, state, error, cause) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (boot, at_boot, at_utc, cause) DO NOTHING",
        intern(connection, mark.boot_id), mark.reading.boot, mark.reading.utc, mark.reading.state, mark.reading.error,
        kClockMarkCauses.name(mark.cause))
      .run();
  if (connection.changes() == 0) return;
  chain.add(ChainKind::kClockMark, connection.last_insert_id(), encode(mark));
}

std::vector<ClockMark> clock_marks(Connection& connection, const BootId& boot) {
  const auto boot_row = known(connection, boot);
  if (!boot_row) return {};
  Query rows(connection, XUESHI_MARK "WHERE m.boot = ? ORDER BY m.at_boot, m.id", *boot_row);
  return all(rows);
}

std::vector<ClockMark> clock_marks(Connection& connection, UtcSpan span) {
  Query rows(connection,
             XUESHI_MARK
             "WHERE (m.at_utc >= ?1 AND m.at_utc < ?2)"
             " OR m.id IN (SELECT (SELECT id FROM clock_mark WHERE boot = r.id AND at_utc < ?1"
             "   ORDER BY at_utc DESC, id DESC LIMIT 1) FROM boot r)"
             " OR m.id IN (SELECT (SELECT id FROM clock_mark WHERE boot = r.id AND at_utc >= ?2"
             "   ORDER BY at_utc, id LIMIT 1) FROM boot r)"
             " ORDER BY m.boot, m.at_boot, m.id",
             span.from, span.to);
  return all(rows);
}

std::optional<ClockMark> clock_mark_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_MARK "WHERE m.id = ?", row);
  if (!rows.step()) return std::nullopt;
  return mark_from(rows);
}

#undef XUESHI_MARK

Bytes encode(const ClockMark& mark) {
  ByteWriter out;
  out.put(mark.boot_id.bytes);
  out.put_signed(count_ms(mark.reading.boot));
  out.put_signed(count_ms(mark.reading.utc));
  out.put(static_cast<std::uint8_t>(mark.reading.state));
  out.put_signed(mark.reading.error.count());
  out.put_text(kClockMarkCauses.name(mark.cause));
  return out.take();
}

}  // namespace xueshi::store
