#pragma once
/// Requests and answers of HTTP as plain values, so that only http_server.cc has to know Beast.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "facts/account.h"
#include "facts/actor.h"

namespace xueshi::web {

/// Whose request it is: set by the gate (gate.h) before a handler sees it.
struct SignedIn {
  std::string account;
  std::string display;
  Role role = Role::kTeacher;
  std::uint64_t session = 0;  ///< its number, never given again while the box runs
  std::string csrf;           ///< what the header Xueshi-Csrf must say
  bool must_change_password = false;
  std::string from;  ///< the client's address
  [[nodiscard]] Actor actor() const { return {Actor::Kind::kUser, account, role, from}; }
};

struct Request {
  std::string method;  ///< "GET", "HEAD", …, as sent
  std::string path;    ///< percent-decoded, without the query: "/healthz"; valid UTF-8 is not promised
  std::string query;   ///< what follows the '?', still encoded
  std::string body;
  std::string range = {};                                            ///< the Range header, as sent; empty: none
  std::string if_range = {};                                         ///< the If-Range header, likewise
  std::string peer = {};                                             ///< the client's IP address
  bool from_this_machine = false;                                    ///< it is a loopback address
  std::map<std::string, std::string, std::less<>> path_values = {};  ///< "camera" → "front", set by Router
  /// All headers by their names in lower case; one that came several times has its values joined by ", ".
  std::map<std::string, std::string, std::less<>> headers = {};
  bool secure = false;                         ///< it came over TLS
  std::optional<SignedIn> who = std::nullopt;  ///< nothing: nobody is signed in

  /// A header by its name in lower case; empty where there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
};

/// A stretch of a file as the body of an answer. It is read a piece at a time, as the client takes it, and let go when
/// the answer is over or the client has gone.
struct FileBody {
  std::shared_ptr<ReadFile> file;
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;  ///< must be there; where the file turns out shorter the connection is closed
};

/// Nobody waits for the answer any more: the client has gone, or the server stops.
using GivenUp = std::atomic<bool>;

/// A stream of server-sent events (WHATWG HTML §9.2) that a client listens to. On the io thread.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// One event; `data` may hold line ends. False: the client has gone, or takes so little that what waits for it is
  /// beyond its bound, and the stream is closed.
  virtual bool send(std::string_view event, std::string_view data) = 0;
  /// Ends the answer after what was sent.
  virtual void close() = 0;
};
/// Called once, on the io thread, when the headers are on their way. Keeps the stream as long as it sends to it.
using EventAnswer = std::function<void(std::shared_ptr<EventStream> stream)>;

struct Response;
/// An answer that takes time, on a thread of the server's small pool. What it throws becomes a 500. Long work looks at
/// `given_up` now and then.
using SlowAnswer = std::function<Response(const GivenUp& given_up)>;

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< further ones
  std::optional<FileBody> file = std::nullopt;               ///< instead of `body`
  SlowAnswer slow = nullptr;     ///< where set, all of the above is its to say; it may not be slow again
  EventAnswer events = nullptr;  ///< instead of `body`: goes on as text/event-stream until either side ends it
};

/// What is to become of a body that is larger than others may be; asked when the headers are there, and it is not.
struct UploadTerms {
  bool is_upload = false;           ///< it may be so large
  std::optional<Response> refusal;  ///< may it not: the answer in its place
};

/// Answers one request. Called on the io thread; must not block, but may return an answer that is `slow`. What it
/// throws becomes a 500.
using Handler = std::function<Response(const Request&)>;

/// "Not Found" for 404 (RFC 9110 §15); "Error" for a status not in use here.
std::string_view reason_phrase(int status);

/// An error as a problem document (RFC 9457): application/problem+json with type, title, status and, where it is not
/// empty, detail. No detail may name files, versions or people.
Response problem(int status, std::string_view detail = {});

/// The same for people: `detail` in Chinese, `detail_en` in English.
Response problem(int status, std::string_view chinese, std::string_view english);

/// The same with a stable `code` (an extension member, RFC 9457 §3.2) that the pages act on.
Response problem(int status, std::string_view code, std::string_view chinese, std::string_view english);

/// An answer that is made on the pool.
Response slowly(SlowAnswer work);

/// 503 with `Retry-After`.
Response busy(std::string_view chinese, std::string_view english, int retry_after_s = 2);

}  // namespace xueshi::web
