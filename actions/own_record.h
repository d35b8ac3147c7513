#pragma once
/// What a trainee may see of himself: what stands for him in each session of his class that has begun, and his
/// objections.

#include <optional>
#include <vector>

#include "actions/audit.h"
#include "base/result.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "facts/said.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::actions {

struct RecordLine {
  LocalDay day{};
  int session = 1;
  UtcSpan span;
  std::optional<CheckIn> standing;  ///< nothing: no check-in
  bool late = false;
  bool left_early = false;  ///< checked out more than `late_after` before the session's end
  bool on_leave = false;    ///< leave that stands reaches into it
  std::optional<Objection> objection;
  std::optional<ObjectionAnswer> answer;
};

struct OwnRecord {
  std::string title;  ///< of the class
  Trainee trainee;
  std::vector<RecordLine> lines;  ///< the newest first; cancelled sessions are left out
};

/// kNotFound: no such class, or he is not on its roster.
Result<OwnRecord> own_record(store::Reader& reader, const ClassId& id, const TraineeNo& trainee,
                             const config::RulePack& rules, UtcMillis now);

inline constexpr std::size_t kMostObjectionBytes = 1'000;

/// He objects to what stands for him in a session. kNotFound: it has not begun, or there is none. kConflict: he did
/// before. kBadInput: nothing was written, or too much. Does not write.
Result<store::CommitRequest> object_to_entry(store::Reader& reader, const ClassId& id, const TraineeNo& trainee,
                                             LocalDay day, int session, const std::string& text,
                                             const config::RulePack& rules, const Moment& moment);

}  // namespace xueshi::actions
