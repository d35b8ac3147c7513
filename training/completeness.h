#pragma once
/// Is everything there that a class must have before it opens? Pure.
///
/// Policy §六(二): the five elements of the opening application; §七(一): 安全, 消防 and 法制 are basic courses of
/// every plan. The rest is what the box itself needs to prove that the class was taught.

#include <string>
#include <vector>

#include "config/rules.h"
#include "facts/planned.h"

namespace xueshi::training {

/// Something that is missing, for people.
struct Missing {
  /// "element:roster" and the other elements, "basic:safety", "basic:fire", "basic:law", "occupation", "school",
  /// "roster", "roster_ids", "timetable", "cameras".
  std::string code;
  std::string text;
  std::string text_en;
  friend bool operator==(const Missing&, const Missing&) = default;
};

/// What is missing, in a fixed order; empty: the class is complete. `hours` are the class's; cancelled ones do not
/// count. A basic course is found by the words of the hours' subjects: an hour of 消防安全 is fire safety and nothing
/// else, one of 安全与消防 is both.
std::vector<Missing> what_is_missing(const TrainingClass& of, const std::vector<LessonHour>& hours,
                                     const config::RulePack& rules);

/// Must the lessons of this kind of class be recorded?
bool has_video_duty(ClassKind kind, const config::RulePack& rules);

}  // namespace xueshi::training
