#pragma once
/// Requests and answers of HTTP as plain values, so that only http_server.cc has to know Beast.

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xueshi::web {

struct Request {
  std::string method;  ///< "GET", "HEAD", …, as sent
  std::string path;    ///< percent-decoded, without the query: "/healthz"; valid UTF-8 is not promised
  std::string query;   ///< what follows the '?', still encoded
  std::string body;
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< further ones
};

/// Answers one request. Called on the io thread; must not block. What it throws becomes a 500.
using Handler = std::function<Response(const Request&)>;

/// "Not Found" for 404 (RFC 9110 §15); "Error" for a status not in use here.
std::string_view reason_phrase(int status);

/// An error as a problem document (RFC 9457): application/problem+json with type, title, status and, where it is not
/// empty, detail. No detail may name files, versions or people.
Response problem(int status, std::string_view detail = {});

}  // namespace xueshi::web
