#pragma once
/// One connection's requests, one after the other. Inner part of the server (http_server.h): use that.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>

#include "web/http_server.h"

namespace xueshi::web {

class HttpSession;

/// What a connection asks of the server it belongs to. On the io thread.
class SessionHost {
 public:
  virtual ~SessionHost() = default;
  [[nodiscard]] virtual const HttpSettings& settings() const = 0;
  /// What the handler says, or a 500.
  [[nodiscard]] virtual Response answer(const Request& request) const = 0;
  /// False: too much waits. `done` is called on the io thread.
  virtual bool work(SlowAnswer slow, std::shared_ptr<GivenUp> given_up, std::function<void(Response)> done) = 0;
  /// What the handler's side says of a body that may be an upload.
  [[nodiscard]] virtual UploadTerms upload_terms(const Request& head) const = 0;
  /// A place among the uploads, the answers with files, or the event streams, for as long as it is held; null: all are
  /// taken.
  virtual std::shared_ptr<void> take_upload_place() = 0;
  virtual std::shared_ptr<void> take_file_place() = 0;
  virtual std::shared_ptr<void> take_event_place() = 0;
  virtual void forget(HttpSession* session) = 0;
};

/// Kept alive by what is under way on the connection.
class HttpSession {
 public:
  virtual ~HttpSession() = default;
  virtual void close() = 0;
  /// `identity`: null for plain http.
  static std::shared_ptr<HttpSession> start(boost::asio::ip::tcp::socket socket, const TlsIdentity* identity,
                                            std::shared_ptr<SessionHost> host);
};

}  // namespace xueshi::web
