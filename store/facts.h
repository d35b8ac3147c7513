#pragma once

#include <optional>
#include <vector>

#include "facts/account.h"
#include "facts/alarm.h"
#include "facts/audit.h"
#include "facts/concluded.h"
#include "facts/planned.h"
#include "facts/recorded.h"
#include "facts/said.h"
#include "facts/seen.h"
#include "store/message.h"

namespace xueshi::store {

/// Removes audit entries beyond their time, the oldest first, at most 1 000 a commit (Receipt::audit_pruned says
/// whether more are left). What was removed is an audit entry itself (kLogPrune, object "audit:<first>-<last>");
/// nothing to remove, no entry.
///
/// An entry goes when it, or one that was written after it, is from before `before` by a clock that could be believed,
/// and none up to there is from later: what is not known to be old stays. By an unproven clock (`at`) nothing is
/// removed.
struct AuditPrune {
  UtcMillis before{};
  ClockReading at{};  ///< now, for the entry about it
  BootId boot{};
  Actor actor{};
};

/// What one commit writes, all of it or nothing (I9). Told twice:
///
/// * `segments`: the same camera and sequence again replaces the row (recovery does that); unchanged is no fact.
/// * `losses`: appended; a file that is lost already (or there already) is no fact. They need the segment's row, which
///   stays as it was: segments, losses and gaps go in, in this order.
/// * `gaps`: the same camera, boot and beginning again replaces end and cause; unchanged is no fact.
/// * `classes`, `hours`, `check_ins`: replaced by their id (a check-out is the check-in once more, with `out`). A class
///   brings its whole roster. An hour needs its class, in the same commit or before.
/// * `check_in_events`: appended, given their ids in this order; one without a class stands by itself. Their standing
/// result goes into `check_ins` in the same commit.
/// * `leave_withdrawals`, `objections`, `objection_answers`, `openings`: appended. kBadInput: no such leave or
/// objection; one that was answered, or withdrawn, before.
/// * `conclusions`: never changed; the same revision with other content fails the commit (kBadInput).
/// * `disk_marks`: replaced by the disk's name; not chained, as they are how the box is set up. `forgotten_disks`
/// drops.
/// * `accounts`: replaced by their name, the row stays the same one; not chained. kBadInput: not is_account_name.
/// * `audit`: appended, given their ids in this order. An actor of kind kUser who is no account (a failed sign-in) is
/// kept by the name alone. Name and address are cut to 64 bytes, object to 200, detail to 500. kBadInput: kLogPrune,
/// which only `audit_prune` writes.
/// * `observations`, `clock_marks`, `leaves`, `alarms`: appended; an identical clock mark or leave is no fact.
struct Facts {
  std::vector<Segment> segments;
  std::vector<SegmentLoss> losses;
  std::vector<Gap> gaps;
  std::vector<Observation> observations;
  std::vector<ClockMark> clock_marks;
  std::vector<TrainingClass> classes;
  std::vector<LessonHour> hours;
  std::vector<CheckInEvent> check_in_events;
  std::vector<CheckIn> check_ins;
  std::vector<CheckInOpening> openings;
  std::vector<Leave> leaves;
  std::vector<LeaveWithdrawal> leave_withdrawals;
  std::vector<Objection> objections;
  std::vector<ObjectionAnswer> objection_answers;
  std::vector<HourConclusion> conclusions;
  std::vector<Alarm> alarms;
  std::vector<Acknowledgement> acknowledgements;
  std::vector<Skip> skips;
  std::vector<DiskMark> disk_marks;
  std::vector<std::string> forgotten_disks;
  std::vector<Account> accounts;
  std::vector<AuditEntry> audit;
  std::optional<AuditPrune> audit_prune;
};

}  // namespace xueshi::store
