#pragma once
/// Which session (课次) each lesson hour of one class and one day belongs to. Pure.

#include <vector>

#include "config/rules.h"
#include "facts/planned.h"

namespace xueshi::training {

/// Numbers the sessions of one day's hours, from 1 by beginning: a break longer than `session_break` begins the next
/// one. Cancelled hours keep their place in a session: a plan file names sessions by number, whoever cancels one there
/// must not move what was entered for the next.
void number_sessions(std::vector<LessonHour*> of_day, const config::RulePack& rules);

/// The same from the hours that take place alone: a cancelled one bridges no break, and gets the session of the nearest
/// of them (of two equally near ones the earlier). Where all are cancelled they are numbered as if they took place.
void number_sessions_held(std::vector<LessonHour*> of_day, const config::RulePack& rules);

/// The same for a day on which somebody may have checked in already: hours that have a session keep it. One that has
/// none (0) joins that of the nearest hour that takes place and is not further away than `session_break` (of two
/// equally near ones the earlier); without such, it begins a session with a number that none of that day ever had.
void add_to_sessions(const std::vector<LessonHour*>& of_day, const config::RulePack& rules);

}  // namespace xueshi::training
