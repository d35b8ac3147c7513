#include "actions/own_record.h"

#include <algorithm>
#include <map>
#include <utility>

#include "checkin/sessions.h"
#include "supervision/attendance.h"

namespace xueshi::actions {
namespace {

/// Newest objection of each session; one of them is looked for.
Result<std::map<std::pair<LocalDay, int>, store::ObjectionLine>> objections_of(store::Reader& reader, const ClassId& id,
                                                                               const TraineeNo& trainee,
                                                                               const std::vector<LocalDay>& days) {
  std::map<std::pair<LocalDay, int>, store::ObjectionLine> found;
  for (const LocalDay day : days) {
    const auto lines = reader.objections_of(id, day);
    if (!lines) return tl::make_unexpected(lines.error());
    for (const store::ObjectionLine& line : *lines) {
      if (line.objection.trainee == trainee) found.insert_or_assign({day, line.objection.session}, line);
    }
  }
  return found;
}

}  // namespace

Result<OwnRecord> own_record(store::Reader& reader, const ClassId& id, const TraineeNo& trainee,
                             const config::RulePack& rules, UtcMillis now) {
  const auto training_class = reader.training_class(id);
  if (!training_class) return tl::make_unexpected(training_class.error());
  if (!*training_class) return fail(ErrorCode::kNotFound, "no class " + id.text);
  const auto& roster = (*training_class)->roster;
  const auto himself =
      std::find_if(roster.begin(), roster.end(), [&](const Trainee& one) { return one.number == trainee; });
  if (himself == roster.end()) return fail(ErrorCode::kNotFound, "not on the roster");
  const auto hours = reader.hours_of_class(id);
  if (!hours) return tl::make_unexpected(hours.error());
  const auto standing = reader.check_ins_of(id, trainee);
  if (!standing) return tl::make_unexpected(standing.error());

  OwnRecord record;
  record.title = (*training_class)->title;
  record.trainee = *himself;
  std::vector<LocalDay> days;
  for (const checkin::CheckInSession& session : checkin::check_in_sessions(*hours, rules)) {
    if (session.cancelled || now < session.opens) continue;
    RecordLine line;
    line.day = session.key.day;
    line.session = session.key.number;
    line.span = session.span;
    for (const CheckIn& one : *standing) {
      if (one.day == line.day && one.session == line.session) line.standing = one;
    }
    if (line.standing && !line.standing->voided) {
      line.late = supervision::is_late(*line.standing, session.span, rules);
      line.left_early = line.standing->out && *line.standing->out < session.span.to - rules.late_after;
    }
    if (days.empty() || days.back() != line.day) days.push_back(line.day);
    record.lines.push_back(std::move(line));
  }
  const auto objections = objections_of(reader, id, trainee, days);
  if (!objections) return tl::make_unexpected(objections.error());
  const auto leave = record.lines.empty()
                         ? Result<std::vector<Leave>>(std::vector<Leave>())
                         : reader.leaves(id, {record.lines.front().span.from, record.lines.back().span.to});
  if (!leave) return tl::make_unexpected(leave.error());
  for (RecordLine& line : record.lines) {
    line.on_leave = std::any_of(leave->begin(), leave->end(), [&](const Leave& one) {
      return one.trainee == trainee && !intersect(one.span, line.span).empty();
    });
    if (const auto found = objections->find({line.day, line.session}); found != objections->end()) {
      line.objection = found->second.objection;
      line.answer = found->second.answer;
    }
  }
  std::reverse(record.lines.begin(), record.lines.end());
  return record;
}

Result<store::CommitRequest> object_to_entry(store::Reader& reader, const ClassId& id, const TraineeNo& trainee,
                                             LocalDay day, int session, const std::string& text,
                                             const config::RulePack& rules, const Moment& moment) {
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
  if (blank || text.size() > kMostObjectionBytes) {
    return fail(ErrorCode::kBadInput, "an objection is some text of at most 1000 bytes");
  }
  const auto record = own_record(reader, id, trainee, rules, moment.at.utc);
  if (!record) return tl::make_unexpected(record.error());
  const auto line = std::find_if(record->lines.begin(), record->lines.end(),
                                 [&](const RecordLine& one) { return one.day == day && one.session == session; });
  if (line == record->lines.end()) return fail(ErrorCode::kNotFound, "no such session that has begun");
  if (line->objection && !line->answer) return fail(ErrorCode::kConflict, "objected to before");
  Objection objection;
  objection.training_class = id;
  objection.day = day;
  objection.session = session;
  objection.trainee = trainee;
  objection.at = moment.at;
  objection.boot = moment.boot;
  objection.text = text;
  store::CommitRequest request;
  request.facts.objections.push_back(std::move(objection));
  return request;
}

}  // namespace xueshi::actions
