#include "web/http.h"

#include <boost/json.hpp>

namespace xueshi::web {
namespace {

// "about:blank": the status says it all (RFC 9457 §4.2.1).
boost::json::object document(int status) {
  return {{"type", "about:blank"}, {"title", reason_phrase(status)}, {"status", status}};
}

Response problem_of(int status, const boost::json::object& document) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = boost::json::serialize(document);
  return response;
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Error";
  }
}

Response problem(int status, std::string_view detail) {
  boost::json::object said = document(status);
  if (!detail.empty()) said["detail"] = detail;
  return problem_of(status, said);
}

Response problem(int status, std::string_view chinese, std::string_view english) {
  boost::json::object said = document(status);
  said["detail"] = chinese;
  said["detail_en"] = english;
  return problem_of(status, said);
}

Response problem(int status, std::string_view code, std::string_view chinese, std::string_view english) {
  boost::json::object said = document(status);
  said["code"] = code;
  said["detail"] = chinese;
  said["detail_en"] = english;
  return problem_of(status, said);
}

Response slowly(SlowAnswer work) {
  Response response;
  response.slow = std::move(work);
  return response;
}

Response busy(std::string_view chinese, std::string_view english, int retry_after_s) {
  Response response = problem(503, chinese, english);
  response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  return response;
}

}  // namespace xueshi::web
