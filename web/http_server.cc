#include "web/http_server.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <optional>
#include <unordered_set>

#include "base/log.h"

namespace xueshi::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using ErrorCodeOfAsio = boost::system::error_code;

/// What may be read beyond a header in one go, so that the header's own bound is what is met first.
constexpr std::size_t kReadAhead = 4096;

/// The status for a request that Beast could not read; nothing where the connection itself is gone.
std::optional<int> status_of(const ErrorCodeOfAsio& error) {
  if (error.category() != http::make_error_code(http::error::bad_method).category()) return std::nullopt;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::bad_version) return 505;
  return 400;
}

/// Path and query of a request target (RFC 9112 §3.2): "/a?b", or with a scheme and host before it.
bool split_target(std::string_view target, Request& request) {
  const auto parsed =
      target.starts_with('/') ? boost::urls::parse_origin_form(target) : boost::urls::parse_absolute_uri(target);
  if (!parsed || (parsed->has_scheme() && parsed->scheme() != "http")) return false;
  request.path = parsed->path();
  if (request.path.empty()) request.path = "/";
  request.query = std::string(std::string_view(parsed->encoded_query()));
  return true;
}

std::string too_many_connections() {
  const Response response = problem(503, "too many connections");
  return fmt::format(
      "HTTP/1.1 503 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n{}",
      reason_phrase(503), response.content_type, response.body.size(), response.body);
}

}  // namespace

class Session;

class HttpServer::Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& context, HttpSettings settings, Handler handler)
      : settings_(std::move(settings)), handler_(std::move(handler)), acceptor_(context), pause_(context) {}

  Result<void> open();
  void accept();
  void stop();

  [[nodiscard]] Response answer(const Request& request) const;
  [[nodiscard]] const HttpSettings& settings() const { return settings_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::size_t connections() const { return sessions_.size(); }
  void forget(Session* session) { sessions_.erase(session); }

 private:
  void accepted(tcp::socket socket);

  const HttpSettings settings_;
  const Handler handler_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_ = 0;
  std::unordered_set<Session*> sessions_;
};

/// One connection. Kept alive by the operation that is under way.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<HttpServer::Listener> listener)
      : stream_(std::move(socket)),
        listener_(std::move(listener)),
        buffer_(listener_->settings().most_header + kReadAhead) {}
  ~Session() { listener_->forget(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(listener_->settings().most_header));
    parser_->body_limit(listener_->settings().most_body);
    // One deadline for the whole header, so that a byte now and then does not keep a connection for ever.
    stream_.expires_after(listener_->settings().idle);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](ErrorCodeOfAsio error, std::size_t) { self->on_header(error); });
  }

  void close() {
    ErrorCodeOfAsio ignored;
    stream_.socket().close(ignored);
  }

 private:
  void on_header(ErrorCodeOfAsio error) {
    if (error) return refuse(error);
    stream_.expires_after(listener_->settings().transfer);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](ErrorCodeOfAsio e, std::size_t) { self->on_request(e); });
  }

  void on_request(ErrorCodeOfAsio error) {
    if (error) return refuse(error);
    auto message = parser_->release();
    const bool head = message.method() == http::verb::head;
    Request request;
    request.method = std::string(message.method_string());
    if (message.version() >= 11 && message.count(http::field::host) != 1) {
      return write(problem(400, "expected one Host header"), head, message.version(), false);
    }
    if (!split_target(message.target(), request)) {
      return write(problem(400, "the request target is not a path"), head, message.version(), false);
    }
    request.body = std::move(message.body());
    write(listener_->answer(request), head, message.version(), message.keep_alive());
  }

  void refuse(ErrorCodeOfAsio error) {
    const auto status = status_of(error);
    if (!status) return close();
    write(problem(*status), false, 11, false);
  }

  void write(Response response, bool head, unsigned version, bool keep_alive) {
    // A HEAD's answer has the headers of GET's and no body (RFC 9110 §9.3.2).
    auto message = std::make_shared<http::response<http::string_body>>();
    message->version(version);
    message->result(static_cast<unsigned>(response.status));
    message->reason(std::string(reason_phrase(response.status)));
    message->set(http::field::content_type, response.content_type);
    message->set(http::field::cache_control, "no-store");
    message->set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : response.headers) message->set(name, value);
    message->content_length(response.body.size());
    message->keep_alive(keep_alive);
    if (!head) message->body() = std::move(response.body);
    stream_.expires_after(listener_->settings().transfer);
    http::async_write(stream_, *message,
                      [self = shared_from_this(), message, keep_alive](ErrorCodeOfAsio error, std::size_t) {
                        if (error) return self->close();
                        keep_alive ? self->read_header() : self->linger();
                      });
  }

  /// Closing with unread input would reset the connection, and the answer could be lost on its way (RFC 9112 §9.6): so
  /// say that nothing more will come, and read on for a short while.
  void linger() {
    ErrorCodeOfAsio ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(std::chrono::seconds{1});
    discard(1 << 20);
  }

  void discard(std::size_t most) {
    stream_.async_read_some(asio::buffer(rest_),
                            [self = shared_from_this(), most](ErrorCodeOfAsio error, std::size_t n) {
                              if (error || n >= most) return self->close();
                              self->discard(most - n);
                            });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<HttpServer::Listener> listener_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::array<char, 4096> rest_{};
};

Result<void> HttpServer::Listener::open() {
  const std::string where = fmt::format("cannot listen on {} port {}", settings_.listen, settings_.port);
  ErrorCodeOfAsio error;
  const auto address = asio::ip::make_address(settings_.listen, error);
  if (error) return fail(ErrorCode::kBadInput, where + ": expected an IP address");
  const tcp::endpoint endpoint(address, settings_.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    return fail(ErrorCode::kBusy, where + ": another program listens there; choose another port under [web]");
  }
  if (error) return tl::make_unexpected(system_error(where, error.value()));
  port_ = acceptor_.local_endpoint(error).port();
  return {};
}

void HttpServer::Listener::accept() {
  acceptor_.async_accept([self = shared_from_this()](ErrorCodeOfAsio error, tcp::socket socket) {
    if (!self->acceptor_.is_open()) return;
    if (!error) {
      self->accepted(std::move(socket));
      return self->accept();
    }
    // Out of descriptors, for example: trying again at once would spin.
    log_warn("web", "cannot take a connection: {}", error.message());
    self->pause_.expires_after(std::chrono::milliseconds{200});
    self->pause_.async_wait([self](ErrorCodeOfAsio stopped) {
      if (!stopped && self->acceptor_.is_open()) self->accept();
    });
  });
}

void HttpServer::Listener::accepted(tcp::socket socket) {
  ErrorCodeOfAsio ignored;
  if (sessions_.size() >= settings_.most_connections) {
    // A fresh socket has room for these bytes; if not, the client sees the end and comes again.
    static const std::string kAnswer = too_many_connections();
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kAnswer), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    return;
  }
  socket.set_option(tcp::no_delay(true), ignored);
  const auto session = std::make_shared<Session>(std::move(socket), shared_from_this());
  sessions_.insert(session.get());
  session->read_header();
}

Response HttpServer::Listener::answer(const Request& request) const {
  try {
    return handler_(request);
  } catch (const std::exception& error) {
    log_error("web", "a handler failed: {}", error.what());
    return problem(500);
  }
}

void HttpServer::Listener::stop() {
  ErrorCodeOfAsio ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  for (Session* session : sessions_) session->close();
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(asio::io_context& context, const HttpSettings& settings,
                                                      Handler handler) {
  auto listener = std::make_shared<Listener>(context, settings, std::move(handler));
  if (auto opened = listener->open(); !opened) return tl::make_unexpected(opened.error());
  listener->accept();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(listener)));
}

HttpServer::HttpServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
HttpServer::~HttpServer() { listener_->stop(); }
std::uint16_t HttpServer::port() const { return listener_->port(); }
std::size_t HttpServer::connections() const { return listener_->connections(); }
void HttpServer::stop() { listener_->stop(); }

}  // namespace xueshi::web
