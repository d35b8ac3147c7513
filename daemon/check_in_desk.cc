#include "daemon/check_in_desk.h"

#include <algorithm>
#include <map>

#include "actions/photos.h"
#include "daemon/check_in_table.h"

namespace xueshi::daemon {
namespace {

LocalDay day_after(LocalDay day) { return LocalDay(std::chrono::sys_days(day) + std::chrono::days{1}); }

std::string name_of(const TrainingClass& training_class, const TraineeNo& number) {
  for (const Trainee& trainee : training_class.roster) {
    if (trainee.number == number) return trainee.name;
  }
  return {};
}

Result<TrainingClass> load_class(store::Reader& reader, const ClassId& id) {
  auto found = reader.training_class(id);
  if (!found) return tl::make_unexpected(found.error());
  if (!*found) return fail(ErrorCode::kNotFound, "no class " + id.text);
  return std::move(**found);
}

std::string table_name(const ClassId& id, LocalDay first, LocalDay last, std::string_view ending) {
  return "check-ins-" + id.text + "-" + to_string(first) + "-" + to_string(last) + std::string(ending);
}

}  // namespace

Result<SaidOfClass> CheckInDesk::load(store::Reader& reader, const ClassId& id, LocalDay first, LocalDay last) const {
  SaidOfClass said;
  auto training_class = load_class(reader, id);
  if (!training_class) return tl::make_unexpected(training_class.error());
  said.training_class = std::move(*training_class);
  auto hours = reader.hours_of_class(id);
  if (!hours) return tl::make_unexpected(hours.error());
  std::erase_if(*hours, [&](const LessonHour& hour) { return hour.id.day < first || hour.id.day > last; });
  said.hours = std::move(*hours);
  auto standing = reader.check_ins(id, first, last);
  if (!standing) return tl::make_unexpected(standing.error());
  said.standing = std::move(*standing);
  // A lesson hour of the last day may end after midnight.
  UtcSpan span{start_of(first), start_of(day_after(last))};
  for (const LessonHour& hour : said.hours) span.to = std::max(span.to, hour.span.to);
  auto leave = reader.leaves(id, span);
  if (!leave) return tl::make_unexpected(leave.error());
  said.leave = std::move(*leave);
  return said;
}

Result<web::CheckInDay> CheckInDesk::day(const ClassId& training_class, std::optional<LocalDay> wanted) {
  const UtcMillis now = clock_.utc();
  web::CheckInDay answer;
  answer.training_class = training_class;
  answer.day = wanted.value_or(local_day(now));
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  auto said = load(*reader, training_class, answer.day, answer.day);
  if (!said) return tl::make_unexpected(said.error());
  answer.title = said->training_class.title;
  auto events = reader->check_in_events(training_class, answer.day);
  if (!events) return tl::make_unexpected(events.error());
  said->events = std::move(*events);
  auto openings = reader->openings(training_class, answer.day);
  if (!openings) return tl::make_unexpected(openings.error());
  said->openings = std::move(*openings);
  auto objections = reader->objections_of(training_class, answer.day);
  if (!objections) return tl::make_unexpected(objections.error());
  said->objections = std::move(*objections);
  for (const checkin::CheckInSession& session : checkin::check_in_sessions(said->hours, rules_)) {
    answer.sessions.push_back(check_in_view(session, *said, rules_, now));
  }
  return answer;
}

Result<web::ExportedFile> CheckInDesk::exported(const ClassId& training_class, LocalDay first, LocalDay last,
                                                web::ExportForm form) {
  const UtcMillis now = clock_.utc();
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  auto loaded = load(*reader, training_class, first, last);
  if (!loaded) return tl::make_unexpected(loaded.error());
  const SaidOfClass said = std::move(*loaded);
  const auto sessions = checkin::check_in_sessions(said.hours, rules_);
  const std::size_t rows = sessions.size() * said.training_class.roster.size();
  if (rows > web::kMostExportRows) {
    return fail(ErrorCode::kUnsupported, std::to_string(rows) + " rows; at most " +
                                             std::to_string(web::kMostExportRows) + " are exported at once");
  }
  // Each session looks at what was said of its own day alone.
  std::map<LocalDay, SaidOfClass> by_day;
  training::Table table = check_in_table();
  for (const checkin::CheckInSession& session : sessions) by_day[session.key.day].leave = said.leave;
  for (const LessonHour& hour : said.hours) by_day[hour.id.day].hours.push_back(hour);
  for (const CheckIn& standing : said.standing) by_day[standing.day].standing.push_back(standing);
  for (const checkin::CheckInSession& session : sessions) {
    SaidOfClass of_session = by_day[session.key.day];
    std::erase_if(of_session.leave, [&](const Leave& leave) { return intersect(leave.span, session.span).empty(); });
    of_session.training_class = said.training_class;
    auto events = reader->check_in_events(training_class, session.key.day);
    if (!events) return tl::make_unexpected(events.error());
    of_session.events = std::move(*events);
    add_rows(table, session.key.day, check_in_view(session, of_session, rules_, now));
  }
  if (form == web::ExportForm::kCsv) {
    return web::ExportedFile{table_name(training_class, first, last, ".csv"), "text/csv; charset=utf-8",
                             training::write_csv(table)};
  }
  const auto workbook = training::write_workbook(table);
  if (!workbook) return tl::make_unexpected(workbook.error());
  return web::ExportedFile{table_name(training_class, first, last, ".xlsx"),
                           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                           std::string(as_text(*workbook))};
}

Result<web::StoredPhoto> CheckInDesk::photo(const Sha256Digest& digest) {
  {
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto known = reader->knows_photo(digest);
    if (!known) return tl::make_unexpected(known.error());
    if (!*known) return fail(ErrorCode::kNotFound, "no check-in has such a photo");
  }
  const auto content = read_whole(files_, actions::photo_path(state_, digest), actions::kMostPhotoBytes);
  if (!content) return tl::make_unexpected(content.error());
  const auto type = actions::photo_type(*content);
  if (!type || sha256(*content) != digest) {
    return fail(ErrorCode::kCorrupt, "the photo " + digest.hex().substr(0, 12) + " is not what was stored");
  }
  return web::StoredPhoto{std::string(*type), std::string(as_text(*content))};
}

Result<std::vector<web::NamedLeave>> CheckInDesk::leave(const ClassId& training_class) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto known = load_class(*reader, training_class);
  if (!known) return tl::make_unexpected(known.error());
  const auto lines = reader->leave_list(training_class);
  if (!lines) return tl::make_unexpected(lines.error());
  std::vector<web::NamedLeave> named;
  for (const store::LeaveLine& line : *lines) {
    named.push_back({line.id, line.leave, name_of(*known, line.leave.trainee), line.withdrawn});
  }
  return named;
}

Result<std::vector<web::NamedObjection>> CheckInDesk::objections(bool open_only) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto lines = reader->objections(open_only);
  if (!lines) return tl::make_unexpected(lines.error());
  std::map<ClassId, TrainingClass> classes;
  std::vector<web::NamedObjection> named;
  for (const store::ObjectionLine& line : *lines) {
    const ClassId& id = line.objection.training_class;
    if (!classes.contains(id)) {
      auto found = load_class(*reader, id);
      if (!found) return tl::make_unexpected(found.error());
      classes.emplace(id, std::move(*found));
    }
    const TrainingClass& known = classes.at(id);
    named.push_back({line.objection, known.title, name_of(known, line.objection.trainee), line.answer});
  }
  return named;
}

}  // namespace xueshi::daemon
