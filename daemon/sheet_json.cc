#include "daemon/sheet_json.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

json::value masked(const std::optional<training::IdNumber>& id) {
  if (!id) return nullptr;
  return json::string(id->masked());
}

json::object span_json(const UtcSpan& span) { return {{"from", to_rfc3339(span.from)}, {"to", to_rfc3339(span.to)}}; }

template <typename Row>
json::array array_of(const std::vector<Row>& rows) {
  json::array array;
  array.reserve(rows.size());
  for (const Row& row : rows) array.push_back(sheet_json(row));
  return array;
}

template <typename Sheet>
json::object whole(const Sheet& sheet) {
  return {
      {"rows", array_of(sheet.rows)}, {"errors", sheet_json(sheet.errors)}, {"warnings", sheet_json(sheet.warnings)}};
}

}  // namespace

json::object sheet_json(const training::SheetProblem& problem) {
  return {{"row", problem.row},
          {"column", problem.column},
          {"code", problem.code},
          {"message", problem.message},
          {"message_en", problem.message_en}};
}

json::array sheet_json(const std::vector<training::SheetProblem>& problems) { return array_of(problems); }

json::object sheet_json(const training::RosterRow& row) {
  return {{"row", row.row},       {"number", row.number}, {"name", row.name},
          {"id", masked(row.id)}, {"phone", row.phone},   {"occupation", row.occupation}};
}

json::object sheet_json(const training::TimetableRow& row) {
  json::object object{{"row", row.row},
                      {"date", nullptr},
                      {"from", nullptr},
                      {"to", nullptr},
                      {"hours", nullptr},
                      {"stated_hours", nullptr},
                      {"kind", kLessonKinds.name(row.kind)},
                      {"subject", row.subject},
                      {"room", row.room},
                      {"teacher", row.teacher},
                      {"teacher_id", masked(row.teacher_id)},
                      {"material", row.material}};
  if (row.day.ok()) object["date"] = to_string(row.day);
  if (!row.span.empty()) {
    object["from"] = to_rfc3339(row.span.from);
    object["to"] = to_rfc3339(row.span.to);
  }
  json::array hours;
  for (const UtcSpan& slot : row.slots) hours.push_back(span_json(slot));
  object["hours"] = std::move(hours);
  if (row.hours) object["stated_hours"] = *row.hours;
  return object;
}

json::object sheet_json(const training::RosterSheet& sheet) { return whole(sheet); }
json::object sheet_json(const training::TimetableSheet& sheet) { return whole(sheet); }

}  // namespace xueshi::daemon
