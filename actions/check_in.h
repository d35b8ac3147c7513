#pragma once
/// The action "check in or out by phone": load what is known of the class and day, apply the rules (checkin/rules.h),
/// and one commit of the event, what stands from then on, and its message (I9, I15). Does not write. Two attempts of
/// one class and day must not overlap: the caller holds a lock from the load to the commit.

#include <optional>
#include <vector>

#include "actions/person.h"
#include "base/result.h"
#include "checkin/rules.h"
#include "checkin/sessions.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "facts/said.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::actions {

/// What the box knows of one class and day.
struct CheckInDay {
  TrainingClass training_class;
  std::vector<checkin::CheckInSession> sessions;  ///< by beginning
  std::vector<CheckInEvent> events;
  std::vector<CheckIn> standing;

  /// Null: there is no such session.
  [[nodiscard]] const checkin::CheckInSession* session(int number) const;
  /// The one before it in time; null: it is the first.
  [[nodiscard]] const checkin::CheckInSession* before(const checkin::CheckInSession& session) const;
  /// Borrows the class.
  [[nodiscard]] checkin::Situation situation(const checkin::CheckInSession& session, bool shared_address) const;
};

/// Nothing: the class is not known.
Result<std::optional<CheckInDay>> load_check_in_day(store::Reader& reader, const ClassId& id, LocalDay day,
                                                    const config::RulePack& rules);

struct CheckInRequest {
  store::CommitRequest commit;
  checkin::Decision decision;
};

/// The event is in the commit whatever came of it.
CheckInRequest check_in(const checkin::Attempt& attempt, const checkin::Situation& situation, const PersonKeys& keys);

/// The event of an attempt that ended before there was a session to decide about: a code that is none, is old, or is of
/// something that is not planned. `session`: as the code says, where it can be believed and the class is known.
CheckInEvent refused_code(CheckResult result, const std::optional<checkin::SessionKey>& session, std::string device,
                          std::string address, const ClockReading& now, const BootId& boot);

/// A photo that goes with what a trainee said by phone in that session: an event of its own that changes nothing that
/// stands. kNotFound: he said nothing by phone there, or it does not stand. kConflict: there is one.
Result<store::CommitRequest> add_photo(const CheckInDay& day, int session, const TraineeNo& trainee,
                                       const Sha256Digest& photo, const std::string& device, const std::string& address,
                                       const ClockReading& now, const BootId& boot);

}  // namespace xueshi::actions
