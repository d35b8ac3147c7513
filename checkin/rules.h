#pragma once
/// What comes of one attempt to check in or out by phone. Pure.
///
/// One check-in and one check-out a session. What is looked at, in this order; the first that does not hold is the
/// answer:
///
///  1. the session is held at all (kCancelled);
///  2. it is the time for it (kTooEarly, kTooLate);
///  3. he is on the roster (kUnknown), and it has his identity number (kNoIdNumber);
///  4. nobody else used this phone for this session (kPhoneUsed);
///  5. a check-out comes from the phone of his check-in, where that was by phone (kOtherPhone);
///  6. fewer than five wrong tries were made for him from this phone (kTooManyTries);
///  7. the last four characters of his identity number (kWrongId);
///  8. it was not done before (kAlready), and a check-out has a check-in before it (kNotCheckedIn).
///
/// The phone comes before the number, so that a phone that was used already cannot be used to guess. What was done
/// before comes last, so that only he himself is told more than the list of names shows.
///
/// A phone is known by its cookie and by its address. Two are the same where either is, but an address counts only
/// where phones have addresses of their own (`shared_address`), or where neither keeps cookies. Tries are counted out
/// of the stored events, so that starting the box anew forgets none.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "checkin/sessions.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "facts/said.h"

namespace xueshi::checkin {

inline constexpr int kMostWrongTries = 5;

/// What a phone says.
struct Attempt {
  CheckDirection direction = CheckDirection::kIn;
  TraineeNo trainee;
  std::string last_four;  ///< as typed
  std::string device;     ///< of its cookie; empty: it keeps none
  std::string address;
  std::optional<int> distance_m;
  ClockReading now;
  BootId boot;
};

/// What the box knows.
struct Situation {
  CheckInSession session;
  const TrainingClass* training_class = nullptr;  ///< with its roster
  /// Of that class and day: other sessions are left out of account.
  std::vector<CheckInEvent> events;
  std::vector<CheckIn> standing;
  bool shared_address = false;  ///< phones come through a router that gives them all one address
};

struct Decision {
  CheckResult result = CheckResult::kAccepted;
  CheckInEvent event;               ///< to be stored, whatever came of it
  std::optional<CheckIn> standing;  ///< kAccepted: what stands from now on
  std::optional<CheckIn> before;    ///< what stood for him, where he is known
  bool is_himself = false;          ///< the last four fitted: he may see what stands for him
  int tries_left = kMostWrongTries;
};

Decision decide(const Attempt& attempt, const Situation& situation);

/// The same without the last four (step 7): what can be said before he types them. The event is not to be stored where
/// this says kAccepted, for nothing was done yet.
Decision look_ahead(const Attempt& attempt, const Situation& situation);

/// What he is asked to do, by what stands: to check in, or to check out; nothing where both are done.
std::optional<CheckDirection> next_step(const std::optional<CheckIn>& standing, const config::RulePack& rules);

/// What stands for him in that session.
std::optional<CheckIn> standing_for(const Situation& situation, const TraineeNo& trainee);

/// As typed on a telephone's keypad: full-width and small letters, spaces, and '*', for a keypad has no X. "００２＊"
/// is "002X". Other letters stay what they are.
std::string plain_last_four(std::string_view typed);

}  // namespace xueshi::checkin
