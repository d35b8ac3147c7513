#include "checkin/rules.h"

#include <algorithm>

namespace xueshi::checkin {
namespace {

/// Of this session, by phone.
template <typename Use>
void each_event(const Situation& situation, Use&& use) {
  for (const CheckInEvent& event : situation.events) {
    // A photo that was sent afterwards says nothing about who checked in from where.
    const bool said = event.method == CheckInMethod::kPhone && !event.photo;
    if (said && event.session == situation.session.key.number) use(event);
  }
}

bool is_same_phone(const Attempt& attempt, const CheckInEvent& event, bool shared_address) {
  if (!attempt.device.empty() && attempt.device == event.device) return true;
  const bool address_tells = !shared_address || (attempt.device.empty() && event.device.empty());
  return address_tells && attempt.address == event.address;
}

bool was_used_by_somebody_else(const Attempt& attempt, const Situation& situation) {
  bool used = false;
  each_event(situation, [&](const CheckInEvent& event) {
    used |= event.result == CheckResult::kAccepted && event.trainee != attempt.trainee &&
            is_same_phone(attempt, event, situation.shared_address);
  });
  return used;
}

bool is_other_phone_than_before(const Attempt& attempt, const Situation& situation) {
  const CheckInEvent* check_in = nullptr;
  each_event(situation, [&](const CheckInEvent& event) {
    const bool his = event.trainee == attempt.trainee && event.direction == CheckDirection::kIn;
    if (his && event.result == CheckResult::kAccepted) check_in = &event;
  });
  return check_in != nullptr && !is_same_phone(attempt, *check_in, situation.shared_address);
}

int wrong_tries(const Attempt& attempt, const Situation& situation) {
  int tries = 0;
  each_event(situation, [&](const CheckInEvent& event) {
    // The address counts here also where it is shared: or a fresh cookie would bring five further tries each time.
    const bool from_here =
        event.address == attempt.address || (!attempt.device.empty() && event.device == attempt.device);
    tries += event.result == CheckResult::kWrongId && event.trainee == attempt.trainee && from_here;
  });
  return tries;
}

std::optional<CheckResult> time_speaks_against(const Attempt& attempt, const CheckInSession& session) {
  const UtcMillis now = attempt.now.utc;
  if (session.cancelled) return CheckResult::kCancelled;
  if (now < session.opens) return CheckResult::kTooEarly;
  const UtcMillis end = attempt.direction == CheckDirection::kIn ? session.span.to : session.closes;
  if (now >= end) return CheckResult::kTooLate;
  return std::nullopt;
}

const Trainee* find(const Situation& situation, const TraineeNo& number) {
  const auto& roster = situation.training_class->roster;
  const auto found =
      std::find_if(roster.begin(), roster.end(), [&](const Trainee& one) { return one.number == number; });
  return found == roster.end() ? nullptr : &*found;
}

std::optional<CheckResult> was_done(CheckDirection direction, const std::optional<CheckIn>& before) {
  if (direction == CheckDirection::kIn) return before ? std::optional(CheckResult::kAlready) : std::nullopt;
  // "Was not there" is the inspector's word; a phone does not overrule it.
  if (!before || before->voided) return CheckResult::kNotCheckedIn;
  return before->out ? std::optional(CheckResult::kAlready) : std::nullopt;
}

CheckIn standing_after(const Attempt& attempt, const SessionKey& key, const std::optional<CheckIn>& before) {
  if (attempt.direction == CheckDirection::kOut) {
    // Who entered or corrected the check-in stays beside it.
    CheckIn after = *before;
    after.out = attempt.now.utc;
    return after;
  }
  CheckIn after;
  after.training_class = key.training_class;
  after.day = key.day;
  after.session = key.number;
  after.trainee = attempt.trainee;
  after.in = attempt.now.utc;
  return after;
}

/// Steps 1 to 5 in `against`, 6 and 7 by `look_at_number`, then 8.
CheckResult judge(const Attempt& attempt, const Situation& situation, bool look_at_number, Decision& decision) {
  if (const auto against = time_speaks_against(attempt, situation.session)) return *against;
  const Trainee* trainee = find(situation, attempt.trainee);
  if (trainee == nullptr) return CheckResult::kUnknown;
  if (trainee->id.empty()) return CheckResult::kNoIdNumber;
  if (was_used_by_somebody_else(attempt, situation)) return CheckResult::kPhoneUsed;
  if (attempt.direction == CheckDirection::kOut && is_other_phone_than_before(attempt, situation)) {
    return CheckResult::kOtherPhone;
  }
  decision.tries_left = kMostWrongTries - wrong_tries(attempt, situation);
  if (decision.tries_left <= 0) return CheckResult::kTooManyTries;
  if (look_at_number) {
    if (plain_last_four(attempt.last_four) != trainee->id.last_four) {
      --decision.tries_left;
      return CheckResult::kWrongId;
    }
    decision.is_himself = true;
  }
  return was_done(attempt.direction, decision.before).value_or(CheckResult::kAccepted);
}

Decision decided(const Attempt& attempt, const Situation& situation, bool look_at_number) {
  const SessionKey& key = situation.session.key;
  Decision decision;
  decision.before = standing_for(situation, attempt.trainee);
  decision.result = judge(attempt, situation, look_at_number, decision);
  CheckInEvent& event = decision.event;
  event.training_class = key.training_class;
  event.day = key.day;
  event.session = key.number;
  // What is no number of the roster may be any text at all.
  if (find(situation, attempt.trainee) != nullptr) event.trainee = attempt.trainee;
  event.direction = attempt.direction;
  event.result = decision.result;
  event.at = attempt.now;
  event.boot = attempt.boot;
  event.device = attempt.device;
  event.address = attempt.address;
  event.distance_m = attempt.distance_m;
  if (decision.result == CheckResult::kAccepted && look_at_number) {
    decision.standing = standing_after(attempt, key, decision.before);
    event.in = decision.standing->in;
    event.out = decision.standing->out;
  }
  return decision;
}

}  // namespace

Decision decide(const Attempt& attempt, const Situation& situation) { return decided(attempt, situation, true); }
Decision look_ahead(const Attempt& attempt, const Situation& situation) { return decided(attempt, situation, false); }

std::optional<CheckDirection> next_step(const std::optional<CheckIn>& standing, const config::RulePack& rules) {
  if (!standing) return CheckDirection::kIn;
  if (standing->out || standing->voided || !rules.checkin_out) return std::nullopt;
  return CheckDirection::kOut;
}

std::optional<CheckIn> standing_for(const Situation& situation, const TraineeNo& trainee) {
  for (const CheckIn& one : situation.standing) {
    if (one.trainee == trainee && one.session == situation.session.key.number) return one;
  }
  return std::nullopt;
}

std::string plain_last_four(std::string_view typed) {
  std::string plain;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    char letter = typed[i];
    // U+FF01 to U+FF5E are the full-width forms of '!' to '~': EF BC 81 to EF BD 9E. U+3000 is the wide space.
    if (typed.substr(i).starts_with("\xe3\x80\x80")) {
      i += 2;
      continue;
    }
    if (i + 2 < typed.size() && letter == '\xef' && (typed[i + 1] == '\xbc' || typed[i + 1] == '\xbd')) {
      const int wide = (typed[i + 1] == '\xbd' ? 0x40 : 0) + (static_cast<unsigned char>(typed[i + 2]) & 0x3f);
      if (wide >= 0x01 && wide <= 0x5e) {
        letter = static_cast<char>(0x20 + wide);
        i += 2;
      }
    }
    if (letter == ' ') continue;
    plain += letter == 'x' || letter == '*' ? 'X' : letter;
  }
  return plain;
}

}  // namespace xueshi::checkin
