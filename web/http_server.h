#pragma once
/// HTTP/1.1 (RFC 9112) on one address, plain or by TLS, for answers that are ready at once, parts of files, what takes
/// a moment, and events that go on.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "web/http.h"
#include "web/tls_identity.h"

namespace boost::asio {
class io_context;
}

namespace xueshi::web {

struct HttpSettings {
  std::string listen = "127.0.0.1";             ///< an IP address
  std::uint16_t port = 0;                       ///< 0: any free one (ask `port()`)
  std::string section = "web";                  ///< of box.toml, where they are set: what errors name
  std::size_t most_connections = 64;            ///< one more is told 503 and closed
  std::size_t most_header = 16 << 10;           ///< bytes of request line and headers; more: 431
  std::size_t most_body = 64 << 10;             ///< bytes; more: 413
  std::size_t most_upload = 4 << 20;            ///< bytes of a body that `uploads` lets be larger; more: 413
  std::size_t most_uploads = 2;                 ///< of them at once, until they are answered; one more is told 503
  Millis idle{15'000};                          ///< from the last answer to the end of the next request's headers
  Millis transfer{15'000};                      ///< for a body to arrive, or for each 256 KiB of an answer to be taken
  std::size_t most_files = 16;                  ///< answers with a file under way at once; one more is told 503
  std::size_t slow_threads = 2;                 ///< for answers that are `slow`
  std::size_t most_slow = 32;                   ///< of them waiting and under way; one more is told 503
  std::size_t most_event_streams = 32;          ///< at once; one more is told 503
  std::size_t most_event_bytes = 64 << 10;      ///< of events that wait for one client; beyond, it is let go
  Millis heartbeat{15'000};                     ///< a stream without events says so often that it is there
  Millis handshake{10'000};                     ///< for a TLS handshake, from the connection on
  std::shared_ptr<const TlsIdentity> tls = {};  ///< null: plain http
  /// Asked when the headers of a request are there and its body is not; none: no body may be larger than most_body. On
  /// the io thread.
  std::function<UploadTerms(const Request& head)> uploads = nullptr;
};

/// Serves keep-alive and pipelined requests, one at a time per connection. Every wait has an end, every buffer a bound
/// (I17). Everything, the handler too, runs on the thread that runs the io_context, which must be one; create, stop and
/// destroy it there or while the context does not run. The context must outlive it. Only a Response's `slow` runs
/// elsewhere, on a small pool; the destructor gives up what is under way there and waits for it.
///
/// A file is read on the io thread, 256 KiB at a time, as the client takes it: memory is bounded by `most_files` such
/// pieces. A client that closes while its slow answer is made counts as gone, also where it closed one direction only.
///
/// On a TLS port a client that speaks plain http is sent on to https where it only asks for a page, and refused
/// otherwise. A process may run several servers with the same handler; each has bounds of its own.
class HttpServer {
 public:
  /// Listens at once; the error names address and port (kBusy: somebody else listens there).
  static Result<std::unique_ptr<HttpServer>> start(boost::asio::io_context& context, const HttpSettings& settings,
                                                   Handler handler);
  ~HttpServer();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;
  /// Closes the listener and every connection. Pending work then ends by itself.
  void stop();
  /// For a server with TLS: connections from now on see this certificate; the others stay as they are.
  void use(std::shared_ptr<const TlsIdentity> identity);

  class Listener;

 private:
  explicit HttpServer(std::shared_ptr<Listener> listener);
  std::shared_ptr<Listener> listener_;
};

}  // namespace xueshi::web
