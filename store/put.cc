#include "store/put.h"

#include "store/accounts.h"
#include "store/alarms.h"
#include "store/audit.h"
#include "store/audit_prune.h"
#include "store/check_in_events.h"
#include "store/check_ins.h"
#include "store/classes.h"
#include "store/clock_marks.h"
#include "store/conclusions.h"
#include "store/disks.h"
#include "store/gaps.h"
#include "store/leaves.h"
#include "store/lesson_hours.h"
#include "store/losses.h"
#include "store/objections.h"
#include "store/observations.h"
#include "store/outbox.h"
#include "store/segments.h"

namespace xueshi::store {

AuditPruned put_facts(Connection& connection, Chain& chain, Random& random, const Facts& facts, UtcMillis now) {
  for (const ClockMark& mark : facts.clock_marks) put_clock_mark(connection, chain, mark);
  for (const Segment& segment : facts.segments) put_segment(connection, chain, segment);
  for (const SegmentLoss& loss : facts.losses) put_loss(connection, chain, loss);
  for (const Gap& gap : facts.gaps) put_gap(connection, chain, gap);
  for (const Observation& observation : facts.observations) put_observation(connection, observation);
  for (const TrainingClass& training_class : facts.classes) put_class(connection, chain, random, training_class);
  for (const LessonHour& hour : facts.hours) put_hour(connection, chain, random, hour);
  for (const CheckInEvent& event : facts.check_in_events) put_event(connection, chain, random, event);
  for (const CheckIn& check_in : facts.check_ins) put_check_in(connection, chain, random, check_in);
  for (const CheckInOpening& opening : facts.openings) put_opening(connection, chain, opening);
  for (const Leave& leave : facts.leaves) put_leave(connection, chain, random, leave);
  for (const LeaveWithdrawal& one : facts.leave_withdrawals) put_withdrawal(connection, chain, random, one);
  for (const Objection& objection : facts.objections) put_objection(connection, chain, random, objection);
  for (const ObjectionAnswer& answer : facts.objection_answers) put_answer(connection, chain, random, answer);
  for (const HourConclusion& conclusion : facts.conclusions) put_conclusion(connection, chain, conclusion);
  for (const Alarm& alarm : facts.alarms) put_alarm(connection, chain, alarm);
  for (const Acknowledgement& acknowledgement : facts.acknowledgements) acknowledge(connection, acknowledgement, now);
  for (const Skip& skipped : facts.skips) skip(connection, skipped);
  for (const DiskMark& mark : facts.disk_marks) put_disk_mark(connection, mark);
  for (const std::string& disk : facts.forgotten_disks) forget_disk(connection, disk);
  for (const Account& account : facts.accounts) put_account(connection, random, account);
  for (const AuditEntry& entry : facts.audit) put_audit(connection, chain, random, entry);
  return facts.audit_prune ? prune_audit(connection, chain, random, *facts.audit_prune) : AuditPruned{};
}

}  // namespace xueshi::store
