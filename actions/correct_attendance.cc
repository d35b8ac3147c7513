#include "actions/correct_attendance.h"

#include "actions/tell.h"

namespace xueshi::actions {
namespace {

/// Whether there is nothing to change.
bool stands_so(const CheckIn* standing, const Correction& correction) {
  if (standing == nullptr || standing->voided) return !correction.in;
  return correction.in == standing->in && correction.out == standing->out;
}

}  // namespace

Attended correct_attendance(const Actor& actor, store::Reader& reader, const Moment& moment,
                            const Correction& correction, const config::RulePack& rules, const PersonKeys& keys) {
  if (!is_said(correction.reason, kMostReason)) return refuse(AttendanceFault::kNoReason);
  if (!correction.in && correction.out) return refuse(AttendanceFault::kNoTime, {correction.trainee});
  const auto loaded = load_session(reader, correction.session, rules);
  if (!loaded) return tl::make_unexpected(loaded.error());
  const Trainee* trainee = loaded->on_roster(correction.trainee);
  const CheckIn* before = loaded->standing_of(correction.trainee);
  if (trainee == nullptr && before == nullptr) return refuse(AttendanceFault::kNotOnRoster, {correction.trainee});
  if (correction.in) {
    if (const auto fault = fault_in_times(loaded->session, *correction.in, correction.out, moment.at.utc)) {
      return refuse(*fault, {correction.trainee});
    }
  }
  AttendanceChange change;
  change.training_class = correction.session.training_class;
  change.touched = loaded->session.span;
  if (stands_so(before, correction)) return change;

  CheckIn now;
  if (before != nullptr) now = *before;
  now.training_class = correction.session.training_class;
  now.day = correction.session.day;
  now.session = correction.session.number;
  now.trainee = correction.trainee;
  now.voided = !correction.in;
  if (correction.in) {
    now.in = *correction.in;
    now.out = correction.out;
  }
  now.method = CheckInMethod::kCorrected;
  now.entered_by = actor.name;
  now.reason = correction.reason;

  CheckInEvent event;
  event.training_class = now.training_class;
  event.day = now.day;
  event.session = now.session;
  event.trainee = now.trainee;
  event.method = CheckInMethod::kCorrected;
  event.at = moment.at;
  event.boot = moment.boot;
  event.in = correction.in;
  event.out = correction.out;
  event.entered_by = actor.name;
  event.reason = correction.reason;
  add_check_in(change.commit, now, event, trainee == nullptr ? std::string() : person_of(trainee->id, keys));
  change.commit.facts.audit.push_back(audit_entry(moment, actor, AuditAction::kCorrection,
                                                  "class:" + correction.session.training_class.text,
                                                  audit_words(correction.session, {correction.trainee})));
  change.changed = 1;
  return change;
}

}  // namespace xueshi::actions
