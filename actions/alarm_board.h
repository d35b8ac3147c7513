#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "facts/alarm.h"

namespace xueshi::actions {

/// The alarms that stand now. Each change gives the fact to be stored and told; saying the same again gives nothing.
/// Any thread.
class AlarmBoard {
 public:
  /// Starts from those that stood when the box went down.
  explicit AlarmBoard(const std::vector<Alarm>& standing = {});

  std::optional<Alarm> raise(AlarmCode code, const std::string& what, const std::string& detail, UtcMillis now);
  std::optional<Alarm> clear(AlarmCode code, const std::string& what, UtcMillis now);
  [[nodiscard]] std::vector<Alarm> standing() const;

 private:
  mutable std::mutex mutex_;  // guards standing_
  std::map<std::pair<AlarmCode, std::string>, Alarm> standing_;
};

}  // namespace xueshi::actions
