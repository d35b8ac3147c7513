#include "actions/import_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "actions/tell.h"
#include "base/log.h"

namespace xueshi::actions {
namespace {

/// Equal in everything a timetable says; when it became known, or was cancelled, is not.
bool same_plan(const LessonHour& a, const LessonHour& b) {
  LessonHour timeless = a;
  timeless.planned_at = b.planned_at;
  timeless.cancelled_at = b.cancelled_at;
  return timeless == b;
}

/// A plan has no identity numbers and no particulars of a class: what the class has of them stays, for the same people.
void keep_what_a_plan_cannot_say(const TrainingClass& stored, TrainingClass& planned) {
  planned.occupation = stored.occupation;
  planned.school = stored.school;
  planned.credit_code = stored.credit_code;
  planned.room = stored.room;
  planned.from = stored.from;
  planned.to = stored.to;
  planned.teachers = stored.teachers;
  planned.application = stored.application;
  for (Trainee& trainee : planned.roster) {
    const auto same = std::find_if(stored.roster.begin(), stored.roster.end(), [&](const Trainee& one) {
      return one.number == trainee.number && one.name == trainee.name;
    });
    if (same == stored.roster.end()) continue;
    trainee.id = same->id;
    trainee.phone = same->phone;
  }
}

struct Comparison {
  store::Reader& reader;
  const training::Plan& plan;
  const Moment& moment;
  PlanChange change;
  std::vector<std::string> conflicts;

  Result<void> compare_class(const TrainingClass& planned);
  Result<void> compare_hours(const ClassId& id, std::vector<LessonHour> known);
  Result<bool> concluded(const LessonHourId& id);
  Result<void> compare_attendance();
  void enter(const CheckIn& check_in);
};

Result<bool> Comparison::concluded(const LessonHourId& id) {
  const auto conclusion = reader.conclusion(id);
  if (!conclusion) return tl::make_unexpected(conclusion.error());
  return conclusion->has_value();
}

Result<void> Comparison::compare_class(const TrainingClass& planned) {
  const auto known = reader.training_class(planned.id);
  if (!known) return tl::make_unexpected(known.error());
  TrainingClass wanted = planned;
  if (*known) keep_what_a_plan_cannot_say(**known, wanted);
  if (!*known || **known != wanted) change.commit.facts.classes.push_back(wanted);
  auto hours = reader.hours_of_class(planned.id);
  if (!hours) return tl::make_unexpected(hours.error());
  return compare_hours(planned.id, std::move(*hours));
}

Result<void> Comparison::compare_hours(const ClassId& id, std::vector<LessonHour> known_hours) {
  std::map<LessonHourId, LessonHour> known;
  for (LessonHour& hour : known_hours) known.emplace(hour.id, std::move(hour));
  for (const LessonHour& hour : plan.hours) {
    if (hour.id.training_class != id) continue;
    const auto before = known.find(hour.id);
    if (before == known.end()) {
      ++change.new_hours;
      change.commit.facts.hours.push_back(hour);
      if (hour.cancelled) change.commit.facts.hours.back().cancelled_at = moment.at.utc;
      continue;
    }
    if (!same_plan(before->second, hour)) {
      const auto is_history = concluded(hour.id);
      if (!is_history) return tl::make_unexpected(is_history.error());
      if (*is_history) {
        conflicts.push_back(id.text + " " + hour.id.hour() + " (" + to_rfc3339(before->second.span.from) + ")");
      } else {
        ++change.changed_hours;
        change.commit.facts.hours.push_back(hour);
        if (hour.cancelled) {
          change.commit.facts.hours.back().cancelled_at =
              before->second.cancelled ? before->second.cancelled_at : std::optional(moment.at.utc);
        }
      }
    }
    known.erase(before);
  }
  for (auto& [gone_id, gone] : known) {
    if (gone.cancelled) continue;
    const auto is_history = concluded(gone_id);
    if (!is_history) return tl::make_unexpected(is_history.error());
    if (*is_history) {
      conflicts.push_back(id.text + " " + gone_id.hour() + " (" + to_rfc3339(gone.span.from) + ")");
      continue;
    }
    ++change.cancelled_hours;
    gone.cancelled = true;
    gone.cancelled_at = moment.at.utc;
    change.commit.facts.hours.push_back(gone);
  }
  return {};
}

Result<void> Comparison::compare_attendance() {
  std::map<std::pair<ClassId, LocalDay>, std::vector<CheckIn>> known;
  for (const CheckIn& check_in : plan.check_ins) {
    const std::pair key(check_in.training_class, check_in.day);
    auto entry = known.find(key);
    if (entry == known.end()) {
      auto loaded = reader.check_ins(check_in.training_class, check_in.day);
      if (!loaded) return tl::make_unexpected(loaded.error());
      entry = known.emplace(key, std::move(*loaded)).first;
    }
    const std::vector<CheckIn>& there = entry->second;
    const auto stands = std::find_if(there.begin(), there.end(), [&](const CheckIn& one) {
      return one.session == check_in.session && one.trainee == check_in.trainee;
    });
    const bool of_others = stands != there.end() && stands->method != CheckInMethod::kStaff;
    if (!of_others && (stands == there.end() || *stands != check_in)) enter(check_in);
  }
  change.commit.facts.leaves = plan.leave;  // an identical one is no fact
  return {};
}

void Comparison::enter(const CheckIn& check_in) {
  CheckInEvent event;
  event.training_class = check_in.training_class;
  event.day = check_in.day;
  event.session = check_in.session;
  event.trainee = check_in.trainee;
  event.method = CheckInMethod::kStaff;
  event.at = moment.at;
  event.boot = moment.boot;
  event.in = check_in.in;
  event.out = check_in.out;
  event.entered_by = check_in.entered_by;
  event.reason = check_in.reason;
  ++change.new_check_ins;
  add_check_in(change.commit, check_in, event, {});
}

}  // namespace

bool PlanChange::nothing() const {
  return commit.facts.classes.empty() && new_hours + changed_hours + cancelled_hours + new_check_ins == 0;
}

Result<PlanChange> compare_plan(const Actor& actor, store::Reader& reader, const training::Plan& plan,
                                const Moment& moment) {
  Comparison comparison{reader, plan, moment, {}, {}};
  for (const TrainingClass& planned : plan.classes) {
    if (auto done = comparison.compare_class(planned); !done) return tl::make_unexpected(done.error());
  }
  if (!comparison.conflicts.empty()) {
    std::string text = "the plan changes lesson hours that were concluded already:";
    for (const std::string& conflict : comparison.conflicts) text += " " + conflict + ";";
    text.back() = '.';
    return fail(ErrorCode::kBadInput,
                text + " What was taught keeps its place; correct the plan so that these hours stay as they were");
  }
  if (auto done = comparison.compare_attendance(); !done) return tl::make_unexpected(done.error());
  PlanChange& change = comparison.change;
  if (!change.nothing()) {
    log_info("plan", "{}: {} lesson hours new, {} changed, {} cancelled; {} check-ins entered by staff", actor.text(),
             change.new_hours, change.changed_hours, change.cancelled_hours, change.new_check_ins);
  }
  return std::move(comparison.change);
}

}  // namespace xueshi::actions
