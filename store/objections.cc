#include "store/objections.h"

#include <algorithm>

#include "store/classes.h"
#include "store/interned.h"
#include "store/personal.h"
#include "store/reader.h"
#include "store/reading.h"

namespace xueshi::store {
namespace {

constexpr std::size_t kMost = 1'000;

#define XUESHI_OBJECTION                                                                                        \
  "SELECT o.id, t.number, o.day, o.session, o.trainee, o.at_utc, o.at_boot, o.clock, o.error, b.bytes, o.text," \
  " a.at, a.answered_by, a.text FROM objection o JOIN training_class t ON t.id = o.class"                       \
  " JOIN boot b ON b.id = o.boot LEFT JOIN objection_answer a ON a.objection = o.id "

ObjectionLine line_from(Connection& connection, const Query& row) {
  ObjectionLine line;
  Objection& objection = line.objection;
  objection.id = static_cast<std::uint64_t>(row.integer(0));
  objection.training_class = ClassId(row.text(1));
  objection.day = day_from_number(row.integer(2));
  objection.session = static_cast<int>(row.integer(3));
  objection.trainee = TraineeNo(row.text(4));
  objection.at = reading_in(row, 5);
  objection.boot = row.boot_id(9);
  objection.text = personal_value(connection, row.blob(10));
  if (!row.null(11)) {
    line.answer = ObjectionAnswer{objection.id, row.utc(11), personal_value(connection, row.blob(12)),
                                  personal_value(connection, row.blob(13))};
  }
  return line;
}

std::vector<ObjectionLine> all(Connection& connection, Query& rows) {
  std::vector<ObjectionLine> lines;
  while (rows.step()) lines.push_back(line_from(connection, rows));
  return lines;
}

}  // namespace

void put_objection(Connection& connection, Chain& chain, Random& random, const Objection& objection) {
  const std::int64_t training_class = row_of_class(connection, objection.training_class);
  const Bytes text = keep_personal(connection, random, objection.text, {});
  Query(connection,
        "INSERT INTO objection (class, day, session, trainee, at_utc, boot, at_boot, clock, error, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        training_class, day_number(objection.day), objection.session, objection.trainee.text, objection.at.utc,
        intern(connection, objection.boot), objection.at.boot, objection.at.state, objection.at.error, text)
      .run();
  const std::int64_t row = connection.last_insert_id();
  chain.add(ChainKind::kObjection, row, encode_objection_in_row(connection, row).value());
}

void put_answer(Connection& connection, Chain& chain, Random& random, const ObjectionAnswer& answer) {
  {
    Query open(connection,
               "SELECT 1 FROM objection WHERE id = ? AND id NOT IN (SELECT objection FROM objection_answer)",
               answer.objection);
    if (!open.step()) {
      throw Failure{Error{ErrorCode::kBadInput,
                          "objection " + std::to_string(answer.objection) + " is not there, or was answered before",
                          nullptr}};
    }
  }
  const Bytes answered_by = keep_personal(connection, random, answer.answered_by, {});
  const Bytes text = keep_personal(connection, random, answer.text, {});
  Query(connection, "INSERT INTO objection_answer (objection, at, answered_by, text) VALUES (?, ?, ?, ?)",
        answer.objection, answer.at, answered_by, text)
      .run();
  const std::int64_t row = connection.last_insert_id();
  chain.add(ChainKind::kObjectionAnswer, row, encode_answer_in_row(connection, row).value());
}

std::vector<ObjectionLine> objections(Connection& connection, bool open_only) {
  Query rows(connection, XUESHI_OBJECTION "WHERE (? = 0 OR a.objection IS NULL) ORDER BY o.id DESC LIMIT ?", open_only,
             kMost);
  auto lines = all(connection, rows);
  std::reverse(lines.begin(), lines.end());
  return lines;
}

std::optional<ObjectionLine> objection(Connection& connection, std::uint64_t id) {
  Query rows(connection, XUESHI_OBJECTION "WHERE o.id = ?", id);
  if (!rows.step()) return std::nullopt;
  return line_from(connection, rows);
}

std::vector<ObjectionLine> objections_of(Connection& connection, const ClassId& id, LocalDay day) {
  Query rows(connection, XUESHI_OBJECTION "WHERE t.number = ? AND o.day = ? ORDER BY o.id", id.text, day_number(day));
  return all(connection, rows);
}

std::optional<Bytes> encode_objection_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_OBJECTION "WHERE o.id = ?", row);
  if (!rows.step()) return std::nullopt;
  ByteWriter out;
  out.put_text(rows.text(1));
  out.put_signed(rows.integer(2));
  out.put_signed(rows.integer(3));
  out.put_text(rows.text(4));
  for (const int column : {5, 6, 7, 8}) out.put_signed(rows.integer(column));
  out.put(rows.boot_id(9).bytes);
  out.put_text(as_text(rows.blob(10)));
  return out.take();
}

std::optional<Bytes> encode_answer_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, "SELECT objection, at, answered_by, text FROM objection_answer WHERE id = ?", row);
  if (!rows.step()) return std::nullopt;
  ByteWriter out;
  out.put_signed(rows.integer(0));
  out.put_signed(rows.integer(1));
  out.put_text(as_text(rows.blob(2)));
  out.put_text(as_text(rows.blob(3)));
  return out.take();
}

#undef XUESHI_OBJECTION

}  // namespace xueshi::store
