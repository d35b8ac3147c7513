#pragma once
/// The pages for trainees' phones: whole HTML documents, made here, without a script, big, for any browser there is.
/// What comes from outside, names too, is escaped.

#include <string>
#include <string_view>

#include "facts/wording.h"
#include "web/phone_source.h"

namespace xueshi::web {

/// Where nothing was scanned yet.
std::string start_page(Language language);
std::string names_page(const PhoneNames& names, Language language);
std::string choice_page(const PhoneChoice& choice, Language language);
std::string done_page(const PhoneDone& done, bool takes_photos, Language language);
/// `said`: a sentence above it; may be empty.
std::string record_page(const PhoneRecord& record, std::string_view said, bool takes_photos, Language language);
/// The form to object to one of the entries.
std::string objection_page(const std::string& pass, LocalDay day, int session, Language language);
std::string refusal_page(const PhoneRefusal& refusal, bool takes_photos, Language language);
/// Something that is wrong with the request itself.
std::string sentence_page(std::string_view chinese, std::string_view english, Language language);

/// Content-Security-Policy of all of them: nothing is loaded; only the one style, and the one script of a page that
/// asks where the phone is.
const std::string& phone_page_policy();

/// & < > " '
std::string escaped(std::string_view text);

}  // namespace xueshi::web
