#include "web/http.h"

#include <boost/json.hpp>

namespace xueshi::web {

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Error";
  }
}

Response problem(int status, std::string_view detail) {
  // "about:blank": the status says it all (RFC 9457 §4.2.1).
  boost::json::object document{{"type", "about:blank"}, {"title", reason_phrase(status)}, {"status", status}};
  if (!detail.empty()) document["detail"] = detail;
  return {status, "application/problem+json", boost::json::serialize(document), {}};
}

}  // namespace xueshi::web
