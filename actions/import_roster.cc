#include "actions/import_roster.h"

#include <algorithm>
#include <map>
#include <utility>

#include "actions/change_class.h"
#include "actions/occupied.h"
#include "training/overlaps.h"
#include "training/roster_change.h"

namespace xueshi::actions {
namespace {

/// Numbers that something was written down about: they stay their owners'.
Result<std::set<TraineeNo>> spoken_of(store::Reader& reader, const ClassId& id, const std::vector<LessonHour>& hours,
                                      LocalDay today) {
  std::set<TraineeNo> numbers;
  std::set<LocalDay> days;
  for (const LessonHour& hour : hours) {
    if (hour.id.day <= today) days.insert(hour.id.day);
  }
  for (const LocalDay& day : days) {
    const auto events = reader.check_in_events(id, day);
    if (!events) return tl::make_unexpected(events.error());
    for (const CheckInEvent& event : *events) numbers.insert(event.trainee);
  }
  if (!hours.empty()) {
    const auto [first, last] = std::minmax_element(hours.begin(), hours.end(),
                                                   [](const auto& a, const auto& b) { return a.id.day < b.id.day; });
    const auto standing = reader.check_ins(id, first->id.day, last->id.day);
    if (!standing) return tl::make_unexpected(standing.error());
    for (const CheckIn& check_in : *standing) numbers.insert(check_in.trainee);
  }
  const auto leave = reader.leave_list(id);
  if (!leave) return tl::make_unexpected(leave.error());
  for (const store::LeaveLine& line : *leave) numbers.insert(line.leave.trainee);
  numbers.erase(TraineeNo());
  return numbers;
}

std::vector<training::StoredTrainee> with_numbers(const TrainingClass& of, const SecretKey& key) {
  std::vector<training::StoredTrainee> stored;
  stored.reserve(of.roster.size());
  std::size_t lost = 0;
  for (const Trainee& trainee : of.roster) {
    stored.push_back({trainee, opened(trainee.id, key)});
    if (stored.back().id.empty() && !trainee.id.empty()) ++lost;
  }
  complain_of_lost_numbers(of.id, lost);
  return stored;
}

/// Nobody new may be in two classes at one time, ever; nobody at all from now on.
Result<void> find_overlaps(store::Reader& reader, const TrainingClass& of, const training::RosterChange& change,
                           const std::vector<LessonHour>& hours, UtcMillis now, const SecretKey& key,
                           std::vector<training::SheetProblem>& errors) {
  const auto others = other_classes(reader, of.id, reach_of(hours), &key);
  if (!others) return tl::make_unexpected(others.error());
  if (others->empty()) return {};
  const training::Occupied mine = occupied(of, {}, key);
  std::vector<training::ImportedHour> all;
  std::vector<training::ImportedHour> to_come;
  for (const LessonHour& hour : hours) {
    all.push_back({hour, 0});
    if (hour.span.from > now) to_come.push_back({hour, 0});
  }
  std::map<std::string, int> fresh;
  std::map<std::string, int> known;
  for (const auto& place : change.roster) (place.is_new ? fresh : known)[place.trainee.number.text] = place.row;
  for (auto& error : training::trainee_overlaps(mine, all, *others, fresh)) errors.push_back(std::move(error));
  for (auto& error : training::trainee_overlaps(mine, to_come, *others, known)) errors.push_back(std::move(error));
  return {};
}

}  // namespace

Result<SheetImport> import_roster(const Actor& actor, store::Reader& reader, const Moment& moment, const ClassId& id,
                                  const training::RosterSheet& sheet, const ImportBox& box) {
  auto of = load_own_class(reader, id, box.of_plan_file);
  if (!of) return tl::make_unexpected(of.error());
  SheetImport import;
  import.errors = sheet.errors;
  import.warnings = sheet.warnings;
  if (!import.errors.empty()) return import;

  const auto hours = reader.hours_of_class(id);
  if (!hours) return tl::make_unexpected(hours.error());
  const auto past = spoken_of(reader, id, *hours, local_day(moment.at.utc));
  if (!past) return tl::make_unexpected(past.error());
  auto change = training::change_roster(with_numbers(*of, box.identity), sheet.rows, *past, of->occupation);
  std::vector<Trainee> roster;
  roster.reserve(change.roster.size());
  for (auto& place : change.roster) {
    if (place.to_seal) {
      place.trainee.id = {seal(box.identity, place.to_seal->text(), kIdPurpose, box.random),
                          place.to_seal->last_four()};
    }
    roster.push_back(place.trainee);
  }
  const bool changed = roster != of->roster;
  of->roster = std::move(roster);
  std::move(change.warnings.begin(), change.warnings.end(), std::back_inserter(import.warnings));
  if (auto looked = find_overlaps(reader, *of, change, *hours, moment.at.utc, box.identity, import.errors); !looked) {
    return tl::make_unexpected(looked.error());
  }
  import.changes = std::move(change.changes);
  import.unchanged = change.unchanged;
  if (!changed || !import.errors.empty()) return import;
  import.commit.facts.classes.push_back(std::move(*of));
  import.commit.facts.audit.push_back(
      audit_entry(moment, actor, AuditAction::kRosterImport, "class:" + id.text, counted(import.changes)));
  return import;
}

}  // namespace xueshi::actions
