#include "actions/enter_attendance.h"

#include <set>

#include "actions/tell.h"

namespace xueshi::actions {
namespace {

bool same_second(UtcMillis a, UtcMillis b) {
  return std::chrono::floor<std::chrono::seconds>(a.time_since_epoch()) ==
         std::chrono::floor<std::chrono::seconds>(b.time_since_epoch());
}

/// What stands after staff's entry, whoever enters it and why; nothing where it stands already.
tl::expected<std::optional<CheckIn>, AttendanceFault> stands_then(const AttendanceEntry& entry,
                                                                  const TraineeNo& trainee, const CheckIn* standing) {
  if (standing == nullptr) {
    if (!entry.in) return tl::make_unexpected(AttendanceFault::kNoTime);
    CheckIn fresh;
    fresh.training_class = entry.session.training_class;
    fresh.day = entry.session.day;
    fresh.session = entry.session.number;
    fresh.trainee = trainee;
    fresh.in = *entry.in;
    fresh.out = entry.out;
    return fresh;
  }
  if (standing->voided || standing->method == CheckInMethod::kCorrected) {
    return tl::make_unexpected(AttendanceFault::kCountyOnly);
  }
  if (entry.in && !same_second(*entry.in, standing->in)) return tl::make_unexpected(AttendanceFault::kStands);
  if (standing->out) {
    if (entry.out && same_second(*entry.out, *standing->out)) return std::nullopt;
    return tl::make_unexpected(AttendanceFault::kStands);
  }
  if (!entry.out) return std::nullopt;
  CheckIn left = *standing;
  left.out = entry.out;
  return left;
}

}  // namespace

Attended enter_attendance(const Actor& actor, store::Reader& reader, const Moment& moment, const AttendanceEntry& entry,
                          const config::RulePack& rules, const PersonKeys& keys) {
  if (!is_said(entry.reason, kMostReason)) return refuse(AttendanceFault::kNoReason);
  const std::set<TraineeNo> trainees(entry.trainees.begin(), entry.trainees.end());
  if (trainees.empty() || trainees.size() > kMostTrainees) return refuse(AttendanceFault::kNobody);
  const auto loaded = load_session(reader, entry.session, rules);
  if (!loaded) return tl::make_unexpected(loaded.error());

  std::map<AttendanceFault, std::vector<TraineeNo>> refused;
  std::vector<TraineeNo> entered;
  AttendanceChange change;
  for (const TraineeNo& number : trainees) {
    const Trainee* trainee = loaded->on_roster(number);
    if (trainee == nullptr) {
      refused[AttendanceFault::kNotOnRoster].push_back(number);
      continue;
    }
    const CheckIn* before = loaded->standing_of(number);
    auto standing = stands_then(entry, number, before);
    if (!standing) {
      refused[standing.error()].push_back(number);
      continue;
    }
    if (!*standing) continue;
    CheckIn& now = **standing;
    if (const auto fault = fault_in_times(loaded->session, now.in, now.out, moment.at.utc)) {
      refused[*fault].push_back(number);
      continue;
    }
    // Also where only the check-out is staff's: whoever counts apart what staff had a hand in sees it.
    now.method = CheckInMethod::kStaff;
    now.entered_by = actor.name;
    now.reason = entry.reason;
    CheckInEvent event;
    event.training_class = now.training_class;
    event.day = now.day;
    event.session = now.session;
    event.trainee = number;
    event.direction = before == nullptr ? CheckDirection::kIn : CheckDirection::kOut;
    event.method = CheckInMethod::kStaff;
    event.at = moment.at;
    event.boot = moment.boot;
    event.in = now.in;
    event.out = now.out;
    event.entered_by = actor.name;
    event.reason = entry.reason;
    add_check_in(change.commit, now, event, person_of(trainee->id, keys));
    entered.push_back(number);
  }
  if (!refused.empty()) return refuse(refused.begin()->first, refused.begin()->second);
  change.training_class = entry.session.training_class;
  change.touched = loaded->session.span;
  change.changed = static_cast<int>(entered.size());
  if (entered.empty()) return change;
  change.commit.facts.audit.push_back(audit_entry(moment, actor, AuditAction::kAttendanceEntry,
                                                  "class:" + entry.session.training_class.text,
                                                  audit_words(entry.session, entered)));
  return change;
}

}  // namespace xueshi::actions
