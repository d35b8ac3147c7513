#pragma once
/// The action "take over a plan": what of a plan file is new or changed becomes facts, once.

#include "actions/audit.h"
#include "base/result.h"
#include "base/time.h"
#include "facts/actor.h"
#include "store/reader.h"
#include "store/store.h"
#include "training/plan_file.h"

namespace xueshi::actions {

/// What taking over a plan changes.
struct PlanChange {
  store::CommitRequest commit;
  int new_hours = 0;
  int changed_hours = 0;
  int cancelled_hours = 0;
  int new_check_ins = 0;
  [[nodiscard]] bool nothing() const;
};

/// Compares `plan` with the store. An hour that is known and unchanged keeps its `planned_at`; a new or moved one gets
/// that of the plan, so that one planned after it began shows it. Hours that the plan no longer has are cancelled,
/// never removed. An hour that was concluded is history: a plan that would move, change or drop it is refused as a
/// whole (kBadInput, naming each such hour). Attendance fills what nobody checked in for by phone and no inspector
/// corrected. The same plan again changes nothing. Does not write.
Result<PlanChange> compare_plan(const Actor& actor, store::Reader& reader, const training::Plan& plan,
                                const Moment& moment);

}  // namespace xueshi::actions
