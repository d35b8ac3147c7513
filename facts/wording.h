#pragma once
/// The codes of facts/ in words, for people: Chinese first, English by a switch. One sentence each, complete.

#include <string_view>

#include "facts/account.h"
#include "facts/alarm.h"
#include "facts/audit.h"
#include "facts/concluded.h"
#include "facts/planned.h"
#include "facts/recorded.h"
#include "facts/said.h"

namespace xueshi {

enum class Language { kChinese, kEnglish };

std::string_view wording(Verdict verdict, Language language);
std::string_view wording(Reason reason, Language language);
std::string_view wording(Flag flag, Language language);
std::string_view wording(GapCause cause, Language language);
std::string_view wording(AlarmCode code, Language language);
std::string_view wording(Role role, Language language);
std::string_view wording(Right right, Language language);
std::string_view wording(AuditAction action, Language language);
std::string_view wording(AuditResult result, Language language);
std::string_view wording(CheckInMethod method, Language language);
std::string_view wording(CheckDirection direction, Language language);
std::string_view wording(CheckResult result, Language language);
std::string_view wording(CheckInSign sign, Language language);
std::string_view wording(ClassKind kind, Language language);
std::string_view wording(LessonKind kind, Language language);
std::string_view wording(ApplicationElement element, Language language);

/// From the environment (XUESHI_LANG, else LC_ALL, LC_MESSAGES, LANG): English where it begins with "en", else Chinese.
Language language_of_environment();

}  // namespace xueshi
