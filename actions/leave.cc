#include "actions/leave.h"

#include <algorithm>
#include <set>

namespace xueshi::actions {
namespace {

bool is_sane(const UtcSpan& span, UtcMillis now) {
  return !span.empty() && span.length() <= kMostLeave && span.from >= now - kLeaveReach && span.to <= now + kLeaveReach;
}

AuditEntry entry_about(const Actor& actor, const Moment& moment, const ClassId& training_class, std::string words) {
  return audit_entry(moment, actor, AuditAction::kLeaveEntry, "class:" + training_class.text, std::move(words));
}

std::string span_words(const UtcSpan& span) { return to_rfc3339(span.from) + " to " + to_rfc3339(span.to); }

}  // namespace

Attended enter_leave(const Actor& actor, store::Reader& reader, const Moment& moment, const LeaveEntry& entry) {
  if (!is_said(entry.reason, kMostReason)) return refuse(AttendanceFault::kNoReason);
  const std::set<TraineeNo> trainees(entry.trainees.begin(), entry.trainees.end());
  if (trainees.empty() || trainees.size() > kMostTrainees) return refuse(AttendanceFault::kNobody);
  if (!is_sane(entry.span, moment.at.utc)) return refuse(AttendanceFault::kLeaveSpan);
  const auto training_class = reader.training_class(entry.training_class);
  if (!training_class) return refuse(training_class.error());
  if (!*training_class) return refuse(AttendanceFault::kNoSuchClass);
  const auto standing = reader.leaves(entry.training_class, entry.span);
  if (!standing) return refuse(standing.error());

  std::vector<TraineeNo> strangers;
  AttendanceChange change;
  change.training_class = entry.training_class;
  change.touched = entry.span;
  std::string words = span_words(entry.span) + ":";
  for (const TraineeNo& number : trainees) {
    const auto& roster = (*training_class)->roster;
    if (std::none_of(roster.begin(), roster.end(), [&](const Trainee& one) { return one.number == number; })) {
      strangers.push_back(number);
      continue;
    }
    if (std::any_of(standing->begin(), standing->end(),
                    [&](const Leave& one) { return one.trainee == number && one.span == entry.span; })) {
      continue;
    }
    Leave leave{entry.training_class, number, entry.span};
    leave.entered_by = actor.name;
    leave.reason = entry.reason;
    leave.entered_at = moment.at.utc;
    change.commit.facts.leaves.push_back(std::move(leave));
    words += " " + number.text;
    ++change.changed;
  }
  if (!strangers.empty()) return refuse(AttendanceFault::kNotOnRoster, std::move(strangers));
  if (change.changed == 0) return change;
  change.commit.facts.audit.push_back(entry_about(actor, moment, entry.training_class, std::move(words)));
  return change;
}

Attended withdraw_leave(const Actor& actor, store::Reader& reader, const Moment& moment, const ClassId& training_class,
                        std::uint64_t leave, const std::string& reason) {
  if (!is_said(reason, kMostReason)) return refuse(AttendanceFault::kNoReason);
  const auto known = reader.training_class(training_class);
  if (!known) return refuse(known.error());
  if (!*known) return refuse(AttendanceFault::kNoSuchClass);
  const auto lines = reader.leave_list(training_class);
  if (!lines) return refuse(lines.error());
  const auto line =
      std::find_if(lines->begin(), lines->end(), [&](const store::LeaveLine& one) { return one.id == leave; });
  if (line == lines->end()) return refuse(AttendanceFault::kNoSuchLeave);
  if (line->withdrawn) return refuse(AttendanceFault::kWithdrawn);
  AttendanceChange change;
  change.training_class = training_class;
  change.touched = line->leave.span;
  change.changed = 1;
  change.commit.facts.leave_withdrawals.push_back({leave, moment.at.utc, actor.name, reason});
  change.commit.facts.audit.push_back(entry_about(
      actor, moment, training_class, "withdrawn, " + span_words(line->leave.span) + ": " + line->leave.trainee.text));
  return change;
}

}  // namespace xueshi::actions
