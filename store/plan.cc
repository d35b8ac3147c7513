#include "store/plan.h"

#include <map>

#include "store/personal.h"
#include "store/reader.h"

namespace xueshi::store {
namespace {

#define XUESHI_HOUR                                                                                     \
  "SELECT t.number, h.day, h.number, h.from_utc, h.to_utc, h.session, h.kind, h.subject, h.planned_at," \
  " h.cancelled, h.id FROM lesson_hour h JOIN training_class t ON t.id = h.class "

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
  return hour;
}

std::vector<LessonHour> all(Query& rows) {
  std::vector<LessonHour> hours;
  while (rows.step()) hours.push_back(hour_from(rows));
  return hours;
}

std::optional<std::int64_t> find_class(Connection& connection, const ClassId& id) {
  Query query(connection, "SELECT id FROM training_class WHERE number = ?", id.text);
  if (!query.step()) return std::nullopt;
  return query.integer(0);
}

std::optional<TrainingClass> class_in_row(Connection& connection, std::int64_t row) {
  TrainingClass found;
  {
    Query head(connection, "SELECT number, title, kind FROM training_class WHERE id = ?", row);
    if (!head.step()) return std::nullopt;
    found.id = ClassId(head.text(0));
    found.title = head.text(1);
    const auto kind = kClassKinds.find(head.text(2));
    if (!kind) throw Failure{Error{ErrorCode::kCorrupt, "a class has the unknown kind " + head.text(2), nullptr}};
    found.kind = *kind;
  }
  Query cameras(connection, "SELECT camera FROM class_camera WHERE class = ? ORDER BY position", row);
  while (cameras.step()) found.cameras.emplace_back(cameras.text(0));
  Query roster(connection,
               "SELECT t.number, p.value FROM trainee t LEFT JOIN personal p ON p.digest = t.name"
               " WHERE t.class = ? ORDER BY t.position",
               row);
  while (roster.step()) found.roster.push_back({TraineeNo(roster.text(0)), roster.null(1) ? "" : roster.text(1)});
  return found;
}

Bytes encode(const LessonHour& hour) {
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
  return out.take();
}

}  // namespace

void put_class(Connection& connection, Chain& chain, Random& random, const TrainingClass& training_class) {
  const auto known = find_class(connection, training_class.id);
  if (known && class_in_row(connection, *known) == training_class) return;
  Query(connection,
        "INSERT INTO training_class (number, title, kind) VALUES (?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET title = excluded.title, kind = excluded.kind",
        training_class.id.text, training_class.title, kClassKinds.name(training_class.kind))
      .run();
  const std::int64_t row = row_of_class(connection, training_class.id);
  std::map<std::string, Bytes> names;  // digests that stand now, by number on the roster
  {
    Query roster(connection, "SELECT number, name FROM trainee WHERE class = ?", row);
    while (roster.step()) names[roster.text(0)] = Bytes(roster.blob(1).begin(), roster.blob(1).end());
  }
  Query(connection, "DELETE FROM class_camera WHERE class = ?", row).run();
  Query(connection, "DELETE FROM trainee WHERE class = ?", row).run();
  std::int64_t position = 0;
  for (const CameraId& camera : training_class.cameras) {
    Query(connection, "INSERT INTO class_camera (class, position, camera) VALUES (?, ?, ?)", row, position++,
          camera.text)
        .run();
  }
  position = 0;
  for (const Trainee& trainee : training_class.roster) {
    const Bytes name = keep_personal(connection, random, trainee.name, names[trainee.number.text]);
    Query(connection, "INSERT INTO trainee (class, position, number, name) VALUES (?, ?, ?, ?)", row, position++,
          trainee.number.text, name)
        .run();
  }
  chain.add(ChainKind::kTrainingClass, row, encode_class_in_row(connection, row).value());
}

void put_hour(Connection& connection, Chain& chain, const LessonHour& hour) {
  if (lesson_hour(connection, hour.id) == hour) return;
  Query(connection,
        "INSERT INTO lesson_hour (class, day, number, from_utc, to_utc, session, kind, subject, planned_at, cancelled)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (class, day, number) DO UPDATE SET from_utc = excluded.from_utc, to_utc = excluded.to_utc,"
        " session = excluded.session, kind = excluded.kind, subject = excluded.subject,"
        " planned_at = excluded.planned_at, cancelled = excluded.cancelled",
        row_of_class(connection, hour.id.training_class), day_number(hour.id.day), hour.id.number, hour.span.from,
        hour.span.to, hour.session, kLessonKinds.name(hour.kind), hour.subject, hour.planned_at, hour.cancelled)
      .run();
  chain.add(ChainKind::kLessonHour, row_of_hour(connection, hour.id), encode(hour));
}

std::optional<TrainingClass> training_class(Connection& connection, const ClassId& id) {
  const auto row = find_class(connection, id);
  return row ? class_in_row(connection, *row) : std::nullopt;
}

std::vector<ClassLine> classes(Connection& connection) {
  Query rows(connection,
             "SELECT t.number, t.title, (SELECT count(*) FROM trainee WHERE class = t.id),"
             " (SELECT count(*) FROM lesson_hour WHERE class = t.id),"
             " (SELECT count(*) FROM lesson_hour WHERE class = t.id AND concluded > 0)"
             " FROM training_class t ORDER BY t.number");
  std::vector<ClassLine> lines;
  while (rows.step()) {
    lines.push_back({ClassId(rows.text(0)), rows.text(1), static_cast<int>(rows.integer(2)),
                     static_cast<int>(rows.integer(3)), static_cast<int>(rows.integer(4))});
  }
  return lines;
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

std::int64_t row_of_class(Connection& connection, const ClassId& id) {
  if (const auto row = find_class(connection, id)) return *row;
  throw Failure{Error{ErrorCode::kBadInput, "class " + id.text + " is not known", nullptr}};
}

std::int64_t row_of_hour(Connection& connection, const LessonHourId& id) {
  Query rows(connection, XUESHI_HOUR "WHERE t.number = ? AND h.day = ? AND h.number = ?", id.training_class.text,
             day_number(id.day), id.number);
  if (rows.step()) return rows.integer(10);
  throw Failure{Error{ErrorCode::kBadInput, "lesson hour " + id.training_class.text + " " + id.hour() + " is not known",
                      nullptr}};
}

std::optional<Bytes> encode_class_in_row(Connection& connection, std::int64_t row) {
  ByteWriter out;
  {
    Query head(connection, "SELECT number, title, kind FROM training_class WHERE id = ?", row);
    if (!head.step()) return std::nullopt;
    for (const int column : {0, 1, 2}) out.put_text(head.text(column));
  }
  Query cameras(connection, "SELECT camera FROM class_camera WHERE class = ? ORDER BY position", row);
  while (cameras.step()) {
    out.put(std::uint8_t{1});
    out.put_text(cameras.text(0));
  }
  Query roster(connection, "SELECT number, name FROM trainee WHERE class = ? ORDER BY position", row);
  while (roster.step()) {
    out.put(std::uint8_t{2});
    out.put_text(roster.text(0));
    out.put_text(as_text(roster.blob(1)));
  }
  return out.take();
}

std::optional<Bytes> encode_hour_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_HOUR "WHERE h.id = ?", row);
  if (!rows.step()) return std::nullopt;
  return encode(hour_from(rows));
}

#undef XUESHI_HOUR

}  // namespace xueshi::store
