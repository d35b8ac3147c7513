#include "store/check_in_events.h"

#include "store/classes.h"
#include "store/interned.h"
#include "store/personal.h"
#include "store/reading.h"

namespace xueshi::store {
namespace {

#define XUESHI_EVENT                                                                                           \
  "SELECT e.id, t.number, e.day, e.session, e.trainee, e.direction, e.method, e.result, e.at_utc, e.at_boot,"  \
  " e.clock, e.error, b.bytes, e.in_utc, e.out_utc, e.device, e.address, e.distance_m, e.photo, e.entered_by," \
  " e.reason FROM check_in_event e JOIN boot b ON b.id = e.boot LEFT JOIN training_class t ON t.id = e.class "

template <typename Enum, std::size_t Size>
Enum value_of(const NameTable<Enum, Size>& table, const std::string& code) {
  if (const auto value = table.find(code)) return *value;
  throw Failure{Error{ErrorCode::kCorrupt, "a check-in's event has the unknown code " + code, nullptr}};
}

CheckInEvent event_from(Connection& connection, const Query& row) {
  CheckInEvent event;
  event.id = static_cast<std::uint64_t>(row.integer(0));
  event.training_class = ClassId(row.text(1));
  event.day = day_from_number(row.integer(2));
  event.session = static_cast<int>(row.integer(3));
  event.trainee = TraineeNo(row.text(4));
  event.direction = value_of(kCheckDirections, row.text(5));
  event.method = value_of(kCheckInMethods, row.text(6));
  event.result = value_of(kCheckResults, row.text(7));
  event.at = reading_in(row, 8);
  event.boot = row.boot_id(12);
  if (!row.null(13)) event.in = row.utc(13);
  if (!row.null(14)) event.out = row.utc(14);
  event.device = personal_value(connection, row.blob(15));
  event.address = personal_value(connection, row.blob(16));
  if (!row.null(17)) event.distance_m = static_cast<int>(row.integer(17));
  if (!row.null(18)) event.photo = row.digest(18);
  event.entered_by = personal_value(connection, row.blob(19));
  event.reason = personal_value(connection, row.blob(20));
  return event;
}

void put_optional(ByteWriter& out, const Query& row, int column) {
  out.put(static_cast<std::uint8_t>(!row.null(column)));
  out.put_signed(row.integer(column));
}

}  // namespace

void put_event(Connection& connection, Chain& chain, Random& random, const CheckInEvent& event) {
  std::optional<std::int64_t> training_class;
  if (!event.training_class.empty()) training_class = row_of_class(connection, event.training_class);
  const Bytes device = keep_personal(connection, random, event.device, {});
  const Bytes address = keep_personal(connection, random, event.address, {});
  const Bytes entered_by = keep_personal(connection, random, event.entered_by, {});
  const Bytes reason = keep_personal(connection, random, event.reason, {});
  Query(connection,
        "INSERT INTO check_in_event (class, day, session, trainee, direction, method, result, at_utc, boot, at_boot,"
        " clock, error, in_utc, out_utc, device, address, distance_m, photo, entered_by, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        training_class, day_number(event.day), event.session, event.trainee.text,
        kCheckDirections.name(event.direction), kCheckInMethods.name(event.method), kCheckResults.name(event.result),
        event.at.utc, intern(connection, event.boot), event.at.boot, event.at.state, event.at.error, event.in,
        event.out, device, address, event.distance_m, event.photo, entered_by, reason)
      .run();
  const std::int64_t row = connection.last_insert_id();
  chain.add(ChainKind::kCheckInEvent, row, encode_event_in_row(connection, row).value());
}

void put_opening(Connection& connection, Chain& chain, const CheckInOpening& opening) {
  Query(connection,
        "INSERT INTO check_in_opening (class, day, session, at_utc, boot, at_boot, clock, error)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row_of_class(connection, opening.training_class), day_number(opening.day), opening.session, opening.at.utc,
        intern(connection, opening.boot), opening.at.boot, opening.at.state, opening.at.error)
      .run();
  const std::int64_t row = connection.last_insert_id();
  chain.add(ChainKind::kCheckInOpening, row, encode_opening_in_row(connection, row).value());
}

std::vector<CheckInEvent> check_in_events(Connection& connection, const ClassId& id, LocalDay day) {
  Query rows(connection,
             XUESHI_EVENT
             "WHERE e.class = (SELECT id FROM training_class WHERE number = ?) AND e.day = ? ORDER BY e.id",
             id.text, day_number(day));
  std::vector<CheckInEvent> all;
  while (rows.step()) all.push_back(event_from(connection, rows));
  return all;
}

bool knows_photo(Connection& connection, const Sha256Digest& photo) {
  return Query(connection, "SELECT 1 FROM check_in_event WHERE photo = ?", photo).step();
}

std::vector<CheckInOpening> openings(Connection& connection, const ClassId& id, LocalDay day) {
  Query rows(connection,
             "SELECT o.session, o.at_utc, o.at_boot, o.clock, o.error, b.bytes FROM check_in_opening o"
             " JOIN boot b ON b.id = o.boot WHERE o.class = (SELECT id FROM training_class WHERE number = ?)"
             " AND o.day = ? ORDER BY o.id",
             id.text, day_number(day));
  std::vector<CheckInOpening> all;
  while (rows.step()) {
    all.push_back({id, day, static_cast<int>(rows.integer(0)), reading_in(rows, 1), rows.boot_id(5)});
  }
  return all;
}

std::optional<Bytes> encode_event_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_EVENT "WHERE e.id = ?", row);
  if (!rows.step()) return std::nullopt;
  ByteWriter out;
  out.put_text(rows.text(1));
  out.put_signed(rows.integer(2));
  out.put_signed(rows.integer(3));
  for (const int column : {4, 5, 6, 7}) out.put_text(rows.text(column));
  for (const int column : {8, 9, 10, 11}) out.put_signed(rows.integer(column));
  out.put(rows.boot_id(12).bytes);
  for (const int column : {13, 14}) put_optional(out, rows, column);
  for (const int column : {15, 16}) out.put_text(as_text(rows.blob(column)));
  put_optional(out, rows, 17);
  for (const int column : {18, 19, 20}) out.put_text(as_text(rows.blob(column)));
  return out.take();
}

std::optional<Bytes> encode_opening_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection,
             "SELECT t.number, o.day, o.session, o.at_utc, o.at_boot, o.clock, o.error, b.bytes"
             " FROM check_in_opening o JOIN boot b ON b.id = o.boot JOIN training_class t ON t.id = o.class"
             " WHERE o.id = ?",
             row);
  if (!rows.step()) return std::nullopt;
  ByteWriter out;
  out.put_text(rows.text(0));
  for (int column = 1; column < 7; ++column) out.put_signed(rows.integer(column));
  out.put(rows.boot_id(7).bytes);
  return out.take();
}

#undef XUESHI_EVENT

}  // namespace xueshi::store
