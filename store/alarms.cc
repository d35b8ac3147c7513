#include "store/alarms.h"

namespace xueshi::store {
namespace {

Alarm alarm_from(const Query& row) {
  Alarm alarm;
  const auto code = kAlarmCodes.find(row.text(0));
  if (!code) throw Failure{Error{ErrorCode::kCorrupt, "an alarm has the unknown code " + row.text(0), nullptr}};
  alarm.code = *code;
  alarm.what = row.text(1);
  alarm.raised = row.boolean(2);
  alarm.at = row.utc(3);
  alarm.detail = row.text(4);
  return alarm;
}

}  // namespace

void put_alarm(Connection& connection, Chain& chain, const Alarm& alarm) {
  const std::string_view code = kAlarmCodes.name(alarm.code);
  Query(connection, "INSERT INTO alarm (code, what, raised, at, detail) VALUES (?, ?, ?, ?, ?)", code, alarm.what,
        alarm.raised, alarm.at, alarm.detail)
      .run();
  const std::int64_t row = connection.last_insert_id();
  if (alarm.raised) {
    Query(connection, "INSERT OR REPLACE INTO alarm_standing (code, what, alarm) VALUES (?, ?, ?)", code, alarm.what,
          row)
        .run();
  } else {
    Query(connection, "DELETE FROM alarm_standing WHERE code = ? AND what = ?", code, alarm.what).run();
  }
  chain.add(ChainKind::kAlarm, row, encode(alarm));
}

std::vector<Alarm> standing_alarms(Connection& connection) {
  Query rows(connection,
             "SELECT a.code, a.what, a.raised, a.at, a.detail FROM alarm_standing s JOIN alarm a ON a.id = s.alarm"
             " ORDER BY s.code, s.what");
  std::vector<Alarm> all;
  while (rows.step()) all.push_back(alarm_from(rows));
  return all;
}

std::optional<Alarm> alarm_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, "SELECT code, what, raised, at, detail FROM alarm WHERE id = ?", row);
  if (!rows.step()) return std::nullopt;
  return alarm_from(rows);
}

Bytes encode(const Alarm& alarm) {
  ByteWriter out;
  out.put_text(kAlarmCodes.name(alarm.code));
  out.put_text(alarm.what);
  out.put(static_cast<std::uint8_t>(alarm.raised));
  out.put_signed(count_ms(alarm.at));
  out.put_text(alarm.detail);
  return out.take();
}

}  // namespace xueshi::store
