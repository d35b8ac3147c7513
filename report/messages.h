#pragma once
/// Facts as the county reads them: the kinds' own fields as JSON text of one object (docs/mqtt). No personal data
/// (I15).

#include <string>
#include <string_view>

#include "facts/alarm.h"
#include "facts/concluded.h"
#include "facts/recorded.h"
#include "facts/said.h"

namespace xueshi::report {

std::string hour_body(const HourConclusion& conclusion);
std::string gap_body(const Gap& gap);
std::string alarm_body(const Alarm& alarm);
/// An accepted event and what stands after it, of the kind "checkin". `person` as report/person.h has it; empty: null.
/// Reasons that staff typed stay on the box.
std::string check_in_body(const CheckIn& standing, const CheckInEvent& event, std::string_view person);

/// The box's state, retained on its topic and not numbered: what the county's list of boxes shows.
struct BoxState {
  BoxId box;
  UtcMillis at{};
  bool online = true;
  std::string version;
  std::string rules;
  bool demo = false;
  ClockState clock = ClockState::kUnproven;
  int cameras = 0;
  int cameras_recording = 0;
  bool disk_ok = true;
  bool counting = true;
  std::uint64_t waiting = 0;  ///< messages not acknowledged
  int alarms = 0;
};
std::string state_text(const BoxState& state);
/// The will: what the broker says when the box is gone.
std::string will_text(const BoxId& box);
/// Said once after each connect, not numbered: which stream follows.
std::string birth_text(const BoxId& box, std::string_view version, std::string_view stream, UtcMillis at);

}  // namespace xueshi::report
