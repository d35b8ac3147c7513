#include "store/check_ins.h"

#include "store/classes.h"
#include "store/personal.h"

namespace xueshi::store {
namespace {

#define XUESHI_CHECK_IN                                                                                        \
  "SELECT c.id, t.number, c.day, c.session, c.trainee, c.in_utc, c.out_utc, c.method, c.entered_by, c.reason," \
  " c.voided FROM check_in c JOIN training_class t ON t.id = c.class "

CheckIn check_in_from(Connection& connection, const Query& row) {
  CheckIn check_in;
  check_in.training_class = ClassId(row.text(1));
  check_in.day = day_from_number(row.integer(2));
  check_in.session = static_cast<int>(row.integer(3));
  check_in.trainee = TraineeNo(row.text(4));
  check_in.in = row.utc(5);
  if (!row.null(6)) check_in.out = row.utc(6);
  const auto method = kCheckInMethods.find(row.text(7));
  if (!method) throw Failure{Error{ErrorCode::kCorrupt, "a check-in has the unknown method " + row.text(7), nullptr}};
  check_in.method = *method;
  check_in.entered_by = personal_value(connection, row.blob(8));
  check_in.reason = personal_value(connection, row.blob(9));
  check_in.voided = row.boolean(10);
  return check_in;
}

}  // namespace

void put_check_in(Connection& connection, Chain& chain, Random& random, const CheckIn& check_in) {
  const std::int64_t training_class = row_of_class(connection, check_in.training_class);
  Bytes entered_by;
  Bytes reason;
  {
    Query stored(connection, XUESHI_CHECK_IN "WHERE c.class = ? AND c.day = ? AND c.session = ? AND c.trainee = ?",
                 training_class, day_number(check_in.day), check_in.session, check_in.trainee.text);
    if (stored.step()) {
      if (check_in_from(connection, stored) == check_in) return;
      entered_by.assign(stored.blob(8).begin(), stored.blob(8).end());
      reason.assign(stored.blob(9).begin(), stored.blob(9).end());
    }
  }
  entered_by = keep_personal(connection, random, check_in.entered_by, entered_by);
  reason = keep_personal(connection, random, check_in.reason, reason);
  std::int64_t row = 0;
  {
    Query put(connection,
              "INSERT INTO check_in (class, day, session, trainee, in_utc, out_utc, method, entered_by, reason, voided)"
              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
              " ON CONFLICT (class, day, session, trainee) DO UPDATE SET in_utc = excluded.in_utc,"
              " out_utc = excluded.out_utc, method = excluded.method, entered_by = excluded.entered_by,"
              " reason = excluded.reason, voided = excluded.voided RETURNING id",
              training_class, day_number(check_in.day), check_in.session, check_in.trainee.text, check_in.in,
              check_in.out, kCheckInMethods.name(check_in.method), entered_by, reason, check_in.voided);
    put.step();
    row = put.integer(0);
    put.step();
  }
  chain.add(ChainKind::kCheckIn, row, encode_check_in_in_row(connection, row).value());
}

std::vector<CheckIn> check_ins(Connection& connection, const ClassId& id, LocalDay first, LocalDay last) {
  Query rows(connection,
             XUESHI_CHECK_IN "WHERE t.number = ? AND c.day BETWEEN ? AND ? ORDER BY c.day, c.session, c.trainee",
             id.text, day_number(first), day_number(last));
  std::vector<CheckIn> all;
  while (rows.step()) all.push_back(check_in_from(connection, rows));
  return all;
}

std::vector<CheckIn> check_ins_of(Connection& connection, const ClassId& id, const TraineeNo& trainee) {
  Query rows(connection, XUESHI_CHECK_IN "WHERE t.number = ? AND c.trainee = ? ORDER BY c.day, c.session", id.text,
             trainee.text);
  std::vector<CheckIn> all;
  while (rows.step()) all.push_back(check_in_from(connection, rows));
  return all;
}

std::optional<Bytes> encode_check_in_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_CHECK_IN "WHERE c.id = ?", row);
  if (!rows.step()) return std::nullopt;
  ByteWriter out;
  out.put_text(rows.text(1));
  out.put_signed(rows.integer(2));
  out.put_signed(rows.integer(3));
  out.put_text(rows.text(4));
  out.put_signed(rows.integer(5));
  out.put(static_cast<std::uint8_t>(!rows.null(6)));
  out.put_signed(rows.integer(6));
  out.put_text(rows.text(7));
  out.put_text(as_text(rows.blob(8)));
  out.put_text(as_text(rows.blob(9)));
  if (rows.boolean(10)) out.put(std::uint8_t{1});  // what version 3 did not know
  return out.take();
}

#undef XUESHI_CHECK_IN

}  // namespace xueshi::store
