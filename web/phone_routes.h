#pragma once
/// The routes for trainees' phones, on a listener and a router of their own that reach nothing else: no accounts, no
/// cookies of the pages' sessions. Plain HTML and forms; every answer is a whole page (phone_html.h). What proves a
/// request is in it (phone_source.h), bound to the phone's cookie, so that no other site can make a phone do anything.

#include <string_view>

#include "base/random.h"
#include "web/http_server.h"
#include "web/phone_source.h"
#include "web/router.h"

namespace xueshi::web {

inline constexpr std::string_view kPhoneCookie = "xueshi_phone";
inline constexpr std::size_t kMostPhoneForm = 4u << 10;                 ///< bytes of a form
inline constexpr std::size_t kMostPhotoForm = (6u << 20) + (4u << 10);  ///< of one with a photo

void add_phone_routes(Router& router, PhoneSource& source, Random& random);

/// For HttpSettings::uploads: a photo that is too large is refused in a sentence.
UploadTerms phone_upload(const Router& router, const Request& head);

/// Bounds for a class of phones that come at once; `listen`, `port`, `tls` and `uploads` are still to be set.
HttpSettings phone_settings();

}  // namespace xueshi::web
