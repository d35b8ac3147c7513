#pragma once
/// What the classroom's screen shows, out of what is known. Pure.

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "checkin/sessions.h"
#include "daemon/overview.h"
#include "facts/names.h"
#include "facts/planned.h"
#include "facts/said.h"

namespace xueshi::daemon {

enum class BoardState : std::uint8_t {
  kNone,      ///< nothing is planned today
  kWaiting,   ///< for a session of today
  kCheckIn,   ///< it takes check-ins and has not begun
  kRunning,   ///< it is held, breaks included
  kCheckOut,  ///< it is over and takes check-outs
  kOver,      ///< nothing more today
};
inline constexpr NameTable<BoardState, 6> kBoardStates{{{
    {BoardState::kNone, "none"},
    {BoardState::kWaiting, "waiting"},
    {BoardState::kCheckIn, "check_in"},
    {BoardState::kRunning, "running"},
    {BoardState::kCheckOut, "check_out"},
    {BoardState::kOver, "over"},
}}};

/// Which session the board is about, and how that stands.
struct BoardMoment {
  BoardState state = BoardState::kNone;
  std::optional<checkin::CheckInSession> session;  ///< the one that is on, or is waited for
};
BoardMoment board_moment(const std::vector<checkin::CheckInSession>& sessions, UtcMillis now);

struct BoardCode {
  std::string kind;  ///< "wifi", "check_in"
  std::string content;
  std::string text;
  std::string text_en;
  std::string ssid;  ///< "wifi"
  Millis left{0};    ///< may be shown for so long
};

struct BoardFacts {
  UtcMillis now{};
  const TrainingClass& training_class;
  BoardMoment moment;
  std::vector<CheckIn> standing;  ///< of that session's day
  std::vector<Leave> leave;       ///< that stands
  const Overview& overview;
  std::vector<BoardCode> codes;  ///< in the order in which they are needed
  bool check_in = false;         ///< phones can check in on this box
};

/// docs/openapi.yaml "Board". Of names the surnames alone. A code too long to be drawn is left out.
boost::json::object board_json(const BoardFacts& facts);

/// Heads that are missing in the picture now, by the surest camera: what it surely shows against what the rule asks;
/// nothing where nobody is expected or no count can be believed.
std::optional<int> heads_short(const HourOverview& hour);

/// How long until the hour cannot be met any more unless a run that shows all begins, or goes on: `left` − (`needed` −
/// the run that goes on now), at least 0. Nothing when a run was long enough.
std::optional<Millis> lost_in(const HourOverview& hour);

}  // namespace xueshi::daemon
