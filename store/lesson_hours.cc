#include "store/lesson_hours.h"

#include "store/classes.h"
#include "store/personal.h"

namespace xueshi::store {
namespace {

#define XUESHI_HOUR                                                                                     \
  "SELECT t.number, h.day, h.number, h.from_utc, h.to_utc, h.session, h.kind, h.subject, h.planned_at," \
  " h.cancelled, h.id, h.cancelled_at, h.room, h.material, h.teacher, p.value FROM lesson_hour h"       \
  " JOIN training_class t ON t.id = h.class LEFT JOIN personal p ON p.digest = h.teacher "

LessonHour hour_from(const Query& row) {
  LessonHour hour;
  hour.id = {ClassId(row.text(0)), day_from_number(row.integer(1)), static_cast<int>(row.integer(2))};
  hour.span = {row.utc(3), row.utc(4)};
  hour.session = static_cast<int>(row.integer(5));
  const auto kind = kLessonKinds.find(row.text(6));
  if (!kind) throw Failure{Error{ErrorCode::kCorrupt, "a lesson hour has the unknown kind " + row.text(6), nullptr}};
  hour.kind = *kind;
  hour.subject = row.text(7);
  hour.planned_at = row.utc(8);
  hour.cancelled = row.boolean(9);
  if (!row.null(11)) hour.cancelled_at = row.utc(11);
  hour.room = row.text(12);
  hour.material = row.text(13);
  hour.teacher = row.text(15);
  return hour;
}

std::vector<LessonHour> all(Query& rows) {
  std::vector<LessonHour> hours;
  while (rows.step()) hours.push_back(hour_from(rows));
  return hours;
}

/// Without what version 3 did not know, where that is not there: its facts stay what was chained.
Bytes encode(const LessonHour& hour, ByteView teacher) {
  ByteWriter out;
  out.put_text(hour.id.training_class.text);
  out.put_text(hour.id.hour());
  out.put_signed(count_ms(hour.span.from));
  out.put_signed(count_ms(hour.span.to));
  out.put_signed(hour.session);
  out.put_text(kLessonKinds.name(hour.kind));
  out.put_text(hour.subject);
  out.put_signed(count_ms(hour.planned_at));
  out.put(static_cast<std::uint8_t>(hour.cancelled));
  if (!hour.cancelled_at && hour.room.empty() && hour.material.empty() && teacher.empty()) return out.take();
  out.put(static_cast<std::uint8_t>(hour.cancelled_at.has_value()));
  out.put_signed(count_ms(hour.cancelled_at.value_or(UtcMillis{})));
  out.put_text(hour.room);
  out.put_text(hour.material);
  out.put_text(as_text(teacher));
  return out.take();
}

}  // namespace

void put_hour(Connection& connection, Chain& chain, Random& random, const LessonHour& hour) {
  Bytes before;
  {
    Query rows(connection, XUESHI_HOUR "WHERE t.number = ? AND h.day = ? AND h.number = ?", hour.id.training_class.text,
               day_number(hour.id.day), hour.id.number);
    if (rows.step()) {
      if (hour_from(rows) == hour) return;
      before.assign(rows.blob(14).begin(), rows.blob(14).end());
    }
  }
  const Bytes teacher = keep_personal(connection, random, hour.teacher, before);
  Query(connection,
        "INSERT INTO lesson_hour (class, day, number, from_utc, to_utc, session, kind, subject, planned_at, cancelled,"
        " cancelled_at, room, material, teacher) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (class, day, number) DO UPDATE SET from_utc = excluded.from_utc, to_utc = excluded.to_utc,"
        " session = excluded.session, kind = excluded.kind, subject = excluded.subject,"
        " planned_at = excluded.planned_at, cancelled = excluded.cancelled, cancelled_at = excluded.cancelled_at,"
        " room = excluded.room, material = excluded.material, teacher = excluded.teacher",
        row_of_class(connection, hour.id.training_class), day_number(hour.id.day), hour.id.number, hour.span.from,
        hour.span.to, hour.session, kLessonKinds.name(hour.kind), hour.subject, hour.planned_at, hour.cancelled,
        hour.cancelled_at, hour.room, hour.material, teacher)
      .run();
  chain.add(ChainKind::kLessonHour, row_of_hour(connection, hour.id), encode(hour, teacher));
}

std::optional<LessonHour> lesson_hour(Connection& connection, const LessonHourId& id) {
  Query rows(connection, XUESHI_HOUR "WHERE t.number = ? AND h.day = ? AND h.number = ?", id.training_class.text,
             day_number(id.day), id.number);
  if (!rows.step()) return std::nullopt;
  return hour_from(rows);
}

std::vector<LessonHour> hours_of_day(Connection& connection, LocalDay day) {
  Query rows(connection, XUESHI_HOUR "WHERE h.day = ? ORDER BY h.from_utc, t.number, h.number", day_number(day));
  return all(rows);
}

std::vector<LessonHour> hours_of_class(Connection& connection, const ClassId& id) {
  Query rows(connection, XUESHI_HOUR "WHERE t.number = ? ORDER BY h.day, h.number", id.text);
  return all(rows);
}

std::vector<LessonHour> hours_due(Connection& connection, UtcMillis now, std::size_t limit) {
  Query rows(connection, XUESHI_HOUR "WHERE h.concluded = 0 AND h.to_utc <= ? ORDER BY h.to_utc, h.id LIMIT ?", now,
             limit);
  return all(rows);
}

std::int64_t row_of_hour(Connection& connection, const LessonHourId& id) {
  Query rows(connection, XUESHI_HOUR "WHERE t.number = ? AND h.day = ? AND h.number = ?", id.training_class.text,
             day_number(id.day), id.number);
  if (rows.step()) return rows.integer(10);
  throw Failure{Error{ErrorCode::kBadInput, "lesson hour " + id.training_class.text + " " + id.hour() + " is not known",
                      nullptr}};
}

std::optional<Bytes> encode_hour_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_HOUR "WHERE h.id = ?", row);
  if (!rows.step()) return std::nullopt;
  const LessonHour hour = hour_from(rows);
  return encode(hour, rows.blob(14));
}

#undef XUESHI_HOUR

}  // namespace xueshi::store
