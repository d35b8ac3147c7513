#pragma once

#include "web/http.h"

namespace xueshi::web {

/// Answers with a file, or the part of it that the request's Range asks for (RFC 9110 §14): 200, 206 or 416. `size`:
/// how much of the file may be shown, fixed now; it may grow meanwhile. `etag`: a strong validator with its quotes, or
/// empty where the file may still change; If-Range is honoured by it, and where it does not match the whole is sent.
Response file_answer(const Request& request, std::shared_ptr<ReadFile> file, std::uint64_t size,
                     std::string_view content_type, std::string_view etag = {});

}  // namespace xueshi::web
