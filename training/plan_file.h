#pragma once
/// Classes, rosters, timetable, attendance entered by staff and leave from a TOML file, as staff write it
/// (docs/plan.md describes the format).

#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "base/time.h"
#include "config/rules.h"
#include "facts/planned.h"
#include "facts/said.h"

namespace xueshi::training {

/// What was planned and what staff entered, as facts.
struct Plan {
  std::vector<TrainingClass> classes;  ///< in the file's order
  std::vector<LessonHour> hours;       ///< by class, then by beginning; numbered, with sessions
  std::vector<CheckIn> check_ins;      ///< method kStaff; by class, day, session, trainee
  std::vector<Leave> leave;
  friend bool operator==(const Plan&, const Plan&) = default;
};

/// `known_at` becomes every hour's `planned_at`: when the box came to know this plan. A file cannot claim to have been
/// known earlier; whoever reads it anew keeps the earlier moment for hours that were known before and did not change.
/// `file` is what errors call it. All errors at once, one a line: "plan.toml:12: class.hour.from = "25:00": expected
/// …". Two hours of one class that overlap are an error. Pure.
Result<Plan> parse_plan(std::string_view toml, std::string_view file, const config::RulePack& rules,
                        UtcMillis known_at);

/// The same from a file of at most 4 MiB.
Result<Plan> read_plan(FileSystem& files, const Path& path, const config::RulePack& rules, UtcMillis known_at);

}  // namespace xueshi::training
