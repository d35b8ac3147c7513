#include "web/http_server.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <cerrno>
#include <optional>
#include <sstream>
#include <unordered_set>

#include "base/log.h"
#include "web/answer_body.h"

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

/// An IPv4 address that came in over an IPv6 socket counts as what it is.
asio::ip::address plain(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

std::string too_many_connections() {
  const Response response = problem(503, "连接数已达上限", "too many connections");
  return fmt::format(
      "HTTP/1.1 503 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n{}",
      reason_phrase(503), response.content_type, response.body.size(), response.body);
}

}  // namespace

class Session;

class HttpServer::Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& context, HttpSettings settings, Handler handler)
      : settings_(std::move(settings)),
        handler_(std::move(handler)),
        context_(context),
        acceptor_(context),
        pause_(context),
        pool_(settings_.slow_threads) {}

  Result<void> open();
  void accept();
  void stop();
  /// After stop(): waits for the slow answers that were under way.
  void join() { pool_.join(); }

  [[nodiscard]] Response answer(const Request& request) const;
  /// False: too much waits. `done` is called on the io thread.
  bool work(SlowAnswer slow, std::shared_ptr<GivenUp> given_up, std::function<void(Response)> done);
  /// A place among the answers with files, for as long as it is held; null: all are taken.
  std::shared_ptr<void> take_file_place();
  [[nodiscard]] const HttpSettings& settings() const { return settings_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::size_t connections() const { return sessions_.size(); }
  void forget(Session* session) { sessions_.erase(session); }

 private:
  void accepted(tcp::socket socket);

  const HttpSettings settings_;
  const Handler handler_;
  asio::io_context& context_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_ = 0;
  std::unordered_set<Session*> sessions_;
  std::shared_ptr<std::size_t> files_ = std::make_shared<std::size_t>(0);  // under way
  std::size_t slow_ = 0;                                                   // waiting and under way
  asio::thread_pool pool_;
};

/// One connection. Kept alive by the operation that is under way.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<HttpServer::Listener> listener)
      : stream_(std::move(socket)),
        listener_(std::move(listener)),
        buffer_(listener_->settings().most_header + kReadAhead) {
    ErrorCodeOfAsio ignored;
    peer_ = plain(stream_.socket().remote_endpoint(ignored).address());
  }
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
    if (given_up_) *given_up_ = true;
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
    head_ = message.method() == http::verb::head;
    version_ = message.version();
    keep_alive_ = message.keep_alive();
    Request request;
    request.method = std::string(message.method_string());
    if (version_ >= 11 && message.count(http::field::host) != 1) return refuse(400, "expected one Host header");
    if (!split_target(message.target(), request)) return refuse(400, "the request target is not a path");
    request.body = std::move(message.body());
    request.range = std::string(message[http::field::range]);
    // More than one is no list of ranges (RFC 9110 §5.3): the whole is sent.
    if (message.count(http::field::range) > 1) request.range.clear();
    request.if_range = std::string(message[http::field::if_range]);
    request.peer = peer_.to_string();
    request.from_this_machine = peer_.is_loopback();
    Response response = listener_->answer(request);
    response.slow ? work(std::move(response.slow)) : write(std::move(response));
  }

  void refuse(ErrorCodeOfAsio error) {
    const auto status = status_of(error);
    if (!status) return close();
    head_ = false;
    version_ = 11;
    refuse(*status, {});
  }

  void refuse(int status, std::string_view detail) {
    keep_alive_ = false;
    write(problem(status, detail));
  }

  void work(SlowAnswer slow) {
    given_up_ = std::make_shared<GivenUp>(false);
    stream_.expires_never();  // it is the work that ends; meanwhile the client's end is looked for
    const bool taken = listener_->work(std::move(slow), given_up_, [self = shared_from_this()](Response response) {
      self->worked(std::move(response));
    });
    if (!taken) {
      given_up_.reset();
      return write(busy("正在处理的请求过多，请稍后再试", "too many requests are being worked on; try again"));
    }
    watch();
  }

  /// Looks for the client's end while its slow answer is made.
  void watch() {
    stream_.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this(), work = given_up_](auto error) {
      if (error || self->given_up_ != work) return;
      char next = 0;
      // Never waits: being told that there is something to read may be about bytes that were read already. And takes
      // nothing: where a further request stands, nothing more is looked for.
      const ssize_t got = ::recv(self->stream_.socket().native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
      if (got > 0) return;
      const bool nothing_yet = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
      nothing_yet ? self->watch() : self->close();
    });
  }

  void worked(Response response) {
    given_up_.reset();
    ErrorCodeOfAsio ignored;
    if (!stream_.socket().is_open()) return;
    stream_.socket().cancel(ignored);  // looks for the client's end no longer
    write(response.slow ? problem(500) : std::move(response));
  }

  void write(Response response) {
    if (response.file && !head_ && !(file_place_ = listener_->take_file_place())) {
      response = busy("正在传送的文件过多，请稍后再试", "too many files are being sent; try again");
    }
    header_ = header_of(response);
    body_.emplace(std::move(response));
    const auto first = head_ ? std::string_view() : body_->next();
    if (first) return send(*first);
    log_warn("web", "a file cannot be sent: {}", first.error().chain());
    file_place_.reset();
    Response broken = problem(500);
    header_ = header_of(broken);
    body_.emplace(std::move(broken));
    send(*body_->next());
  }

  /// Status line and headers. A HEAD's answer has the headers of GET's and no body (RFC 9110 §9.3.2); its length is
  /// left out where it would have to be made first.
  [[nodiscard]] std::string header_of(const Response& response) const {
    http::response<http::empty_body> message;
    message.version(version_);
    message.result(static_cast<unsigned>(response.status));
    message.reason(std::string(reason_phrase(response.status)));
    message.set(http::field::content_type, response.content_type);
    message.set(http::field::cache_control, "no-store");
    message.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : response.headers) message.set(name, value);
    const std::uint64_t bytes = response.file ? response.file->bytes : response.body.size();
    if (!head_ || bytes > 0) message.content_length(bytes);
    message.keep_alive(keep_alive_);
    std::ostringstream text;
    text << message.base();
    return std::move(text).str();
  }

  /// Each piece has its own deadline: a client may be slow, but it must get on.
  void send(std::string_view piece) {
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(header_), asio::buffer(piece)};
    stream_.expires_after(listener_->settings().transfer);
    asio::async_write(stream_, buffers, [self = shared_from_this()](ErrorCodeOfAsio error, std::size_t) {
      if (error) return self->close();
      self->sent();
    });
  }

  void sent() {
    header_.clear();
    const auto next = head_ ? std::string_view() : body_->next();
    if (!next) {
      // What was promised cannot be kept: the end of the connection says so.
      log_warn("web", "a file cannot be sent to its end: {}", next.error().chain());
      return close();
    }
    if (!next->empty()) return send(*next);
    body_.reset();
    file_place_.reset();
    keep_alive_ ? read_header() : linger();
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
  asio::ip::address peer_;
  // Of the request that is being answered.
  bool head_ = false;
  unsigned version_ = 11;
  bool keep_alive_ = false;
  std::shared_ptr<GivenUp> given_up_;  // while a slow answer is made
  std::string header_;
  std::optional<AnswerBody> body_;
  std::shared_ptr<void> file_place_;
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

bool HttpServer::Listener::work(SlowAnswer slow, std::shared_ptr<GivenUp> given_up,
                                std::function<void(Response)> done) {
  if (slow_ >= settings_.most_slow) return false;
  ++slow_;
  // The guard keeps the context running until the answer has come back to it.
  asio::post(pool_, [self = shared_from_this(), guard = asio::make_work_guard(context_), slow = std::move(slow),
                     given_up = std::move(given_up), done = std::move(done)]() mutable {
    Response response;
    try {
      response = *given_up ? problem(503) : slow(*given_up);
    } catch (const std::exception& error) {
      log_error("web", "a handler failed: {}", error.what());
      response = problem(500);
    }
    const auto io = guard.get_executor();
    asio::post(io, [self = std::move(self), done = std::move(done), response = std::move(response)]() mutable {
      --self->slow_;
      done(std::move(response));
    });
  });
  return true;
}

std::shared_ptr<void> HttpServer::Listener::take_file_place() {
  if (*files_ >= settings_.most_files) return nullptr;
  ++*files_;
  return {this, [files = files_](void*) { --*files; }};
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
HttpServer::~HttpServer() {
  listener_->stop();
  listener_->join();
}
std::uint16_t HttpServer::port() const { return listener_->port(); }
std::size_t HttpServer::connections() const { return listener_->connections(); }
void HttpServer::stop() { listener_->stop(); }

}  // namespace xueshi::web
