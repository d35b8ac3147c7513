#include "store/conclusions.h"

#include <charconv>

#include "store/lesson_hours.h"

namespace xueshi::store {
namespace {

#define XUESHI_CONCLUSION                                                                                        \
  "SELECT c.id, t.number, h.day, h.number, c.rev, c.status, c.from_utc, c.to_utc, c.kind, c.verdict, c.reasons," \
  " c.certain, c.possible, c.window_from, c.window_to, c.camera, c.enrolled, c.on_leave, c.present, c.median,"   \
  " c.gaps, c.flags, c.clock, c.rules, c.facts, c.concluded_at FROM conclusion c"                                \
  " JOIN lesson_hour h ON h.id = c.hour JOIN training_class t ON t.id = h.class "

[[noreturn]] void corrupt(const std::string& what) {
  throw Failure{Error{ErrorCode::kCorrupt, "a conclusion has " + what, nullptr}};
}

template <typename Table>
auto value_of(const Table& table, const std::string& code) {
  const auto value = table.find(code);
  if (!value) corrupt("the unknown code '" + code + "'");
  return *value;
}

std::string next_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  std::string word(text.substr(0, end));
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return word;
}

std::int64_t next_number(std::string_view& text) {
  const std::string word = next_word(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) corrupt("no number where one belongs");
  return value;
}

std::string text_of(const std::vector<Reason>& reasons) {
  std::string text;
  for (const Reason reason : reasons) text += (text.empty() ? "" : " ") + std::string(kReasons.name(reason));
  return text;
}

std::string text_of(const std::vector<RaisedFlag>& flags) {
  std::string text;
  for (const RaisedFlag& raised : flags) {
    text += (text.empty() ? "" : " ") + std::string(kFlags.name(raised.flag)) + " " +
            std::to_string(count_ms(raised.utc.from)) + " " + std::to_string(count_ms(raised.utc.to));
  }
  return text;
}

HourConclusion conclusion_from(const Query& row) {
  HourConclusion conclusion;
  conclusion.hour = {ClassId(row.text(1)), day_from_number(row.integer(2)), static_cast<int>(row.integer(3))};
  conclusion.rev = static_cast<int>(row.integer(4));
  conclusion.status = value_of(kHourStatuses, row.text(5));
  conclusion.span = {row.utc(6), row.utc(7)};
  conclusion.kind = value_of(kLessonKinds, row.text(8));
  conclusion.verdict = value_of(kVerdicts, row.text(9));
  const std::string reasons = row.text(10);
  for (std::string_view rest = reasons; !rest.empty();) {
    conclusion.reasons.push_back(value_of(kReasons, next_word(rest)));
  }
  conclusion.certain = row.millis(11);
  conclusion.possible = row.millis(12);
  if (!row.null(13)) conclusion.window = UtcSpan{row.utc(13), row.utc(14)};
  if (!row.null(15)) conclusion.camera = CameraId(row.text(15));
  conclusion.enrolled = static_cast<int>(row.integer(16));
  conclusion.on_leave = static_cast<int>(row.integer(17));
  conclusion.present = static_cast<int>(row.integer(18));
  if (!row.null(19)) conclusion.median = static_cast<int>(row.integer(19));
  conclusion.gaps = static_cast<int>(row.integer(20));
  const std::string flags = row.text(21);
  for (std::string_view rest = flags; !rest.empty();) {
    RaisedFlag raised;
    raised.flag = value_of(kFlags, next_word(rest));
    raised.utc.from = utc_ms(next_number(rest));
    raised.utc.to = utc_ms(next_number(rest));
    conclusion.flags.push_back(raised);
  }
  conclusion.clock = static_cast<ClockState>(row.integer(22));
  conclusion.rules = row.text(23);
  conclusion.facts = row.digest(24);
  conclusion.concluded_at = row.utc(25);
  return conclusion;
}

std::optional<HourConclusion> first(Query& rows) {
  if (!rows.step()) return std::nullopt;
  return conclusion_from(rows);
}

}  // namespace

void put_conclusion(Connection& connection, Chain& chain, const HourConclusion& conclusion) {
  const std::int64_t hour = row_of_hour(connection, conclusion.hour);
  {
    Query stored(connection, XUESHI_CONCLUSION "WHERE c.hour = ? AND c.rev = ?", hour, conclusion.rev);
    if (const auto same = first(stored)) {
      if (*same == conclusion) return;
      throw Failure{Error{ErrorCode::kBadInput,
                          "revision " + std::to_string(conclusion.rev) + " of the conclusion on " +
                              conclusion.hour.training_class.text + " " + conclusion.hour.hour() +
                              " is stored with other content: a new conclusion needs a new revision",
                          nullptr}};
    }
  }
  std::optional<UtcMillis> window_from;
  std::optional<UtcMillis> window_to;
  if (conclusion.window) {
    window_from = conclusion.window->from;
    window_to = conclusion.window->to;
  }
  std::optional<std::string> camera;
  if (conclusion.camera) camera = conclusion.camera->text;
  Query(connection,
        "INSERT INTO conclusion (hour, rev, status, from_utc, to_utc, kind, verdict, reasons, certain, possible,"
        " window_from, window_to, camera, enrolled, on_leave, present, median, gaps, flags, clock, rules, facts,"
        " concluded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        hour, conclusion.rev, kHourStatuses.name(conclusion.status), conclusion.span.from, conclusion.span.to,
        kLessonKinds.name(conclusion.kind), kVerdicts.name(conclusion.verdict), text_of(conclusion.reasons),
        conclusion.certain, conclusion.possible, window_from, window_to, camera, conclusion.enrolled,
        conclusion.on_leave, conclusion.present, conclusion.median, conclusion.gaps, text_of(conclusion.flags),
        conclusion.clock, conclusion.rules, conclusion.facts, conclusion.concluded_at)
      .run();
  const std::int64_t row = connection.last_insert_id();
  Query(connection, "UPDATE lesson_hour SET concluded = max(concluded, ?) WHERE id = ?", conclusion.rev, hour).run();
  chain.add(ChainKind::kConclusion, row, encode(conclusion));
}

std::optional<HourConclusion> conclusion(Connection& connection, const LessonHourId& id) {
  Query rows(connection,
             XUESHI_CONCLUSION "WHERE t.number = ? AND h.day = ? AND h.number = ? ORDER BY c.rev DESC LIMIT 1",
             id.training_class.text, day_number(id.day), id.number);
  return first(rows);
}

std::vector<HourConclusion> conclusions(Connection& connection, const ClassId& id) {
  Query rows(connection, XUESHI_CONCLUSION "WHERE t.number = ? AND c.rev = h.concluded ORDER BY h.day, h.number",
             id.text);
  std::vector<HourConclusion> all;
  while (rows.step()) all.push_back(conclusion_from(rows));
  return all;
}

std::optional<HourConclusion> conclusion_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_CONCLUSION "WHERE c.id = ?", row);
  return first(rows);
}

#undef XUESHI_CONCLUSION

Bytes encode(const HourConclusion& conclusion) {
  ByteWriter out;
  out.put_text(conclusion.hour.training_class.text);
  out.put_text(conclusion.hour.hour());
  out.put_signed(conclusion.rev);
  out.put_text(kHourStatuses.name(conclusion.status));
  out.put_signed(count_ms(conclusion.span.from));
  out.put_signed(count_ms(conclusion.span.to));
  out.put_text(kLessonKinds.name(conclusion.kind));
  out.put_text(kVerdicts.name(conclusion.verdict));
  out.put_text(text_of(conclusion.reasons));
  out.put_signed(conclusion.certain.count());
  out.put_signed(conclusion.possible.count());
  out.put(static_cast<std::uint8_t>(conclusion.window.has_value()));
  out.put_signed(conclusion.window ? count_ms(conclusion.window->from) : 0);
  out.put_signed(conclusion.window ? count_ms(conclusion.window->to) : 0);
  out.put(static_cast<std::uint8_t>(conclusion.camera.has_value()));
  out.put_text(conclusion.camera ? conclusion.camera->text : "");
  out.put_signed(conclusion.enrolled);
  out.put_signed(conclusion.on_leave);
  out.put_signed(conclusion.present);
  out.put(static_cast<std::uint8_t>(conclusion.median.has_value()));
  out.put_signed(conclusion.median.value_or(0));
  out.put_signed(conclusion.gaps);
  out.put_text(text_of(conclusion.flags));
  out.put(static_cast<std::uint8_t>(conclusion.clock));
  out.put_text(conclusion.rules);
  out.put(conclusion.facts.bytes);
  out.put_signed(count_ms(conclusion.concluded_at));
  return out.take();
}

}  // namespace xueshi::store
