#pragma once

#include <initializer_list>
#include <string_view>

#include <boost/json.hpp>

#include "web/http.h"

namespace xueshi::web {

/// An answer of application/json; the second one is given as text.
Response json_answer(const boost::json::value& value, int status = 200);
Response json_text_answer(std::string text, int status = 200);

/// A problem document (RFC 9457) for people with members of its own.
Response problem_with(int status, std::string_view code, std::string_view chinese, std::string_view english,
                      boost::json::object members);

/// The body of a request as a JSON object, or the problem that says what is wrong with it: another
/// content type (415; a form on another site cannot send this one unasked), not JSON, no object, or a member not in
/// `known` (400). Bounded by the server's bound on bodies.
tl::expected<boost::json::object, Response> json_body(const Request& request,
                                                      std::initializer_list<std::string_view> known);

/// A text member of it; nothing where it is missing or no text.
std::optional<std::string> text_in(const boost::json::object& object, std::string_view member);

}  // namespace xueshi::web
