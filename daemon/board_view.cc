#include "daemon/board_view.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/log.h"
#include "capture/camera_fault.h"
#include "checkin/qr.h"
#include "daemon/surname.h"
#include "daemon/time_text.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

std::string_view light(bool good) { return good ? "good" : "bad"; }

bool is_recorded(const BoardFacts& facts) {
  const Overview& overview = facts.overview;
  const bool disks =
      std::all_of(overview.disks.begin(), overview.disks.end(), [](const DiskOverview& disk) { return disk.ok; });
  const auto& cameras = facts.training_class.cameras;
  return disks && overview.database_ok && !cameras.empty() &&
         std::all_of(cameras.begin(), cameras.end(), [&](const CameraId& id) {
           return std::any_of(overview.cameras.begin(), overview.cameras.end(), [&](const CameraOverview& camera) {
             return camera.id == id && capture::is_well(camera.state);
           });
         });
}

json::object lights_json(const BoardFacts& facts) {
  const Overview& overview = facts.overview;
  return {{"recorder", light(is_recorded(facts))},
          {"county", overview.county.configured ? light(overview.county.connected) : "off"},
          {"clock", light(overview.clock.state != ClockState::kUnproven)},
          {"checkin", facts.check_in ? "good" : "off"}};
}

json::value session_json(const std::optional<checkin::CheckInSession>& session) {
  if (!session) return nullptr;
  return {{"number", session->key.number},
          {"from", to_rfc3339(session->span.from)},
          {"to", to_rfc3339(session->span.to)},
          {"opens", to_rfc3339(session->opens)}};
}

json::value hour_json(const BoardFacts& facts) {
  const auto& hours = facts.overview.hours;
  const auto hour = std::find_if(hours.begin(), hours.end(), [&](const HourOverview& one) {
    return one.id.training_class == facts.training_class.id && one.span.contains(facts.now);
  });
  if (hour == hours.end()) return nullptr;
  json::object object{{"hour", hour->id.hour()},
                      {"from", to_rfc3339(hour->span.from)},
                      {"to", to_rfc3339(hour->span.to)},
                      {"number_of_day", hour->id.number},
                      {"certain_s", seconds(hour->certain)},
                      {"continuous_s", seconds(hour->continuous)},
                      {"needed_s", seconds(hour->needed)},
                      {"left_s", seconds(hour->left)},
                      {"met", hour->verdict == Verdict::kMet},
                      {"can_still_be_met", hour->can_still_be_met},
                      {"lost_in_s", nullptr},
                      {"short_by", nullptr},
                      {"heads", nullptr},
                      {"needed_heads", hour->heads_needed}};
  if (const auto lost = lost_in(*hour)) object["lost_in_s"] = lost->count() / 1000;
  if (const auto missing = heads_short(*hour)) object["short_by"] = *missing;
  if (hour->heads) object["heads"] = *hour->heads;
  return object;
}

json::array codes_json(const std::vector<BoardCode>& codes) {
  json::array list;
  for (const BoardCode& code : codes) {
    const auto drawn = checkin::qr_code(code.content);
    if (!drawn) {
      log_warn("board", "the {} code cannot be drawn: {}", code.kind, drawn.error().chain());
      continue;
    }
    std::string modules;
    modules.reserve(drawn->modules.size());
    for (const bool dark : drawn->modules) modules += dark ? '1' : '0';
    json::object object{{"kind", code.kind}, {"size", drawn->size},     {"modules", std::move(modules)},
                        {"text", code.text}, {"text_en", code.text_en}, {"left_ms", code.left.count()}};
    if (!code.ssid.empty()) object["ssid"] = code.ssid;
    list.push_back(std::move(object));
  }
  return list;
}

/// Who is there, who is not and who need not be.
struct People {
  int present = 0;
  int on_leave = 0;
  json::array missing;
};

People people_of(const BoardFacts& facts, const checkin::CheckInSession& session) {
  std::set<TraineeNo> came, here;
  for (const CheckIn& one : facts.standing) {
    if (one.voided || one.day != session.key.day || one.session != session.key.number) continue;
    if (one.training_class != session.key.training_class) continue;
    came.insert(one.trainee);
    if (one.in <= facts.now && (!one.out || *one.out > facts.now)) here.insert(one.trainee);
  }
  const UtcMillis at = std::clamp(facts.now, session.span.from, session.span.to - Millis{1});
  std::set<TraineeNo> away;
  for (const Leave& leave : facts.leave) {
    if (leave.span.contains(at)) away.insert(leave.trainee);
  }
  const bool told = facts.moment.state != BoardState::kWaiting;
  // Who went home when it was over is not missing.
  const std::set<TraineeNo>& there = facts.moment.state == BoardState::kCheckOut ? came : here;
  People people;
  people.present = static_cast<int>(here.size());
  for (const Trainee& trainee : facts.training_class.roster) {
    if (there.contains(trainee.number)) continue;
    if (away.contains(trainee.number)) {
      ++people.on_leave;
    } else if (told) {
      people.missing.push_back({{"number", trainee.number.text}, {"surname", surname_of(trainee.name)}});
    }
  }
  return people;
}

}  // namespace

BoardMoment board_moment(const std::vector<checkin::CheckInSession>& sessions, UtcMillis now) {
  if (const checkin::CheckInSession* open = checkin::session_at(sessions, now)) {
    const BoardState state = now < open->span.from ? BoardState::kCheckIn
                             : now < open->span.to ? BoardState::kRunning
                                                   : BoardState::kCheckOut;
    return {state, *open};
  }
  BoardMoment moment;
  for (const checkin::CheckInSession& session : sessions) {
    if (session.cancelled || session.key.day != local_day(now)) continue;
    if (session.span.from > now) return {BoardState::kWaiting, session};
    moment.state = BoardState::kOver;
  }
  return moment;
}

std::optional<int> heads_short(const HourOverview& hour) {
  if (hour.present == 0) return std::nullopt;
  if (hour.seen == supervision::Presence::kVisible) return 0;
  if (!hour.heads_lo) return std::nullopt;
  return std::max(0, hour.heads_needed - *hour.heads_lo);
}

std::optional<Millis> lost_in(const HourOverview& hour) {
  if (hour.certain >= hour.needed) return std::nullopt;
  return std::max(Millis{0}, hour.left - (hour.needed - hour.current));
}

json::object board_json(const BoardFacts& facts) {
  People people;
  if (facts.moment.session) people = people_of(facts, *facts.moment.session);
  const int enrolled = facts.moment.session ? static_cast<int>(facts.training_class.roster.size()) : 0;
  return {{"at", to_rfc3339(facts.now)},
          {"class", facts.training_class.id.text},
          {"title", facts.training_class.title},
          {"state", kBoardStates.name(facts.moment.state)},
          {"session", session_json(facts.moment.session)},
          {"hour", hour_json(facts)},
          {"present", people.present},
          {"expected", enrolled - people.on_leave},
          {"on_leave", people.on_leave},
          {"missing", std::move(people.missing)},
          {"codes", codes_json(facts.codes)},
          {"lights", lights_json(facts)},
          {"demo", facts.overview.demo}};
}

}  // namespace xueshi::daemon
