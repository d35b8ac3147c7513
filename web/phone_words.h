#pragma once
/// What trainees read on their phones: each refusal is one sentence that says what to do.

#include <string>
#include <string_view>

#include "base/time.h"
#include "facts/wording.h"
#include "web/phone_source.h"

namespace xueshi::web {

/// One of the two.
std::string_view in_language(Language language, std::string_view chinese, std::string_view english);

/// "8:02", local time.
std::string clock_text(UtcMillis at);
/// "5月13日 8:00–11:40", "May 13, 8:00–11:40".
std::string session_text(const PhoneSession& session, Language language);

std::string refusal_text(const PhoneRefusal& refusal, Language language);
/// "已签到 8:02"
std::string done_text(const PhoneDone& done, Language language);
/// How an entry stands: "签到 7:55，签退 11:42", with 迟到, 早退, 请假, 代录 where it is so.
std::string entry_text(const PhoneRecordLine& line, Language language);

}  // namespace xueshi::web
