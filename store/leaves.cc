#include "store/leaves.h"

#include "store/classes.h"
#include "store/personal.h"
#include "store/reader.h"

namespace xueshi::store {
namespace {

#define XUESHI_LEAVE                                                                                    \
  "SELECT l.id, t.number, l.trainee, l.from_utc, l.to_utc, l.entered_by, l.reason, l.entered_at, w.at," \
  " w.entered_by, w.reason FROM leave l JOIN training_class t ON t.id = l.class"                        \
  " LEFT JOIN leave_withdrawal w ON w.leave = l.id "

LeaveLine line_from(Connection& connection, const Query& row) {
  LeaveLine line;
  line.id = static_cast<std::uint64_t>(row.integer(0));
  line.leave = {ClassId(row.text(1)), TraineeNo(row.text(2)), {row.utc(3), row.utc(4)}};
  line.leave.entered_by = personal_value(connection, row.blob(5));
  line.leave.reason = personal_value(connection, row.blob(6));
  if (!row.null(7)) line.leave.entered_at = row.utc(7);
  if (!row.null(8)) {
    line.withdrawn = LeaveWithdrawal{line.id, row.utc(8), personal_value(connection, row.blob(9)),
                                     personal_value(connection, row.blob(10))};
  }
  return line;
}

}  // namespace

void put_leave(Connection& connection, Chain& chain, Random& random, const Leave& leave) {
  const std::int64_t training_class = row_of_class(connection, leave.training_class);
  {
    Query same(connection,
               "SELECT 1 FROM leave WHERE class = ? AND trainee = ? AND from_utc = ? AND to_utc = ?"
               " AND id NOT IN (SELECT leave FROM leave_withdrawal)",
               training_class, leave.trainee.text, leave.span.from, leave.span.to);
    if (same.step()) return;
  }
  const Bytes entered_by = keep_personal(connection, random, leave.entered_by, {});
  const Bytes reason = keep_personal(connection, random, leave.reason, {});
  Query(connection,
        "INSERT INTO leave (class, trainee, from_utc, to_utc, entered_by, reason, entered_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        training_class, leave.trainee.text, leave.span.from, leave.span.to, entered_by, reason, leave.entered_at)
      .run();
  const std::int64_t row = connection.last_insert_id();
  chain.add(ChainKind::kLeave, row, encode_leave_in_row(connection, row).value());
}

void put_withdrawal(Connection& connection, Chain& chain, Random& random, const LeaveWithdrawal& withdrawal) {
  {
    Query there(connection, "SELECT 1 FROM leave WHERE id = ? AND id NOT IN (SELECT leave FROM leave_withdrawal)",
                withdrawal.leave);
    if (!there.step()) {
      throw Failure{Error{ErrorCode::kBadInput,
                          "leave " + std::to_string(withdrawal.leave) + " is not there, or was withdrawn before",
                          nullptr}};
    }
  }
  const Bytes entered_by = keep_personal(connection, random, withdrawal.entered_by, {});
  const Bytes reason = keep_personal(connection, random, withdrawal.reason, {});
  Query(connection, "INSERT INTO leave_withdrawal (leave, at, entered_by, reason) VALUES (?, ?, ?, ?)",
        withdrawal.leave, withdrawal.at, entered_by, reason)
      .run();
  const std::int64_t row = connection.last_insert_id();
  chain.add(ChainKind::kLeaveWithdrawal, row, encode_withdrawal_in_row(connection, row).value());
}

std::vector<Leave> leaves(Connection& connection, const ClassId& id, UtcSpan span) {
  Query rows(connection,
             XUESHI_LEAVE
             "WHERE t.number = ? AND l.from_utc < ? AND l.to_utc > ? AND w.leave IS NULL"
             " ORDER BY l.from_utc, l.trainee",
             id.text, span.to, span.from);
  std::vector<Leave> all;
  while (rows.step()) all.push_back(line_from(connection, rows).leave);
  return all;
}

std::vector<LeaveLine> leave_list(Connection& connection, const ClassId& id) {
  Query rows(connection, XUESHI_LEAVE "WHERE t.number = ? ORDER BY l.from_utc, l.trainee, l.id", id.text);
  std::vector<LeaveLine> all;
  while (rows.step()) all.push_back(line_from(connection, rows));
  return all;
}

std::optional<Bytes> encode_leave_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_LEAVE "WHERE l.id = ?", row);
  if (!rows.step()) return std::nullopt;
  ByteWriter out;
  out.put_text(rows.text(1));
  out.put_text(rows.text(2));
  out.put_signed(rows.integer(3));
  out.put_signed(rows.integer(4));
  // What version 3 did not know is left out where it is not there: its facts stay what was chained.
  if (rows.blob(5).empty() && rows.blob(6).empty() && rows.null(7)) return out.take();
  out.put_text(as_text(rows.blob(5)));
  out.put_text(as_text(rows.blob(6)));
  out.put(static_cast<std::uint8_t>(!rows.null(7)));
  out.put_signed(rows.integer(7));
  return out.take();
}

std::optional<Bytes> encode_withdrawal_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, "SELECT leave, at, entered_by, reason FROM leave_withdrawal WHERE id = ?", row);
  if (!rows.step()) return std::nullopt;
  ByteWriter out;
  out.put_signed(rows.integer(0));
  out.put_signed(rows.integer(1));
  out.put_text(as_text(rows.blob(2)));
  out.put_text(as_text(rows.blob(3)));
  return out.take();
}

#undef XUESHI_LEAVE

}  // namespace xueshi::store
