#include "actions/alarm_board.h"

namespace xueshi::actions {

AlarmBoard::AlarmBoard(const std::vector<Alarm>& standing) {
  for (const Alarm& alarm : standing) standing_.emplace(std::pair(alarm.code, alarm.what), alarm);
}

std::optional<Alarm> AlarmBoard::raise(AlarmCode code, const std::string& what, const std::string& detail,
                                       UtcMillis now) {
  const std::scoped_lock lock(mutex_);
  const auto [entry, is_new] = standing_.try_emplace(std::pair(code, what), Alarm{code, what, true, now, detail});
  if (!is_new) return std::nullopt;
  return entry->second;
}

std::optional<Alarm> AlarmBoard::clear(AlarmCode code, const std::string& what, UtcMillis now) {
  const std::scoped_lock lock(mutex_);
  if (standing_.erase(std::pair(code, what)) == 0) return std::nullopt;
  return Alarm{code, what, false, now, ""};
}

std::vector<Alarm> AlarmBoard::standing() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Alarm> all;
  all.reserve(standing_.size());
  for (const auto& [key, alarm] : standing_) all.push_back(alarm);
  return all;
}

}  // namespace xueshi::actions
