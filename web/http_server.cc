#include "web/http_server.h"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <unordered_set>

#include "base/log.h"
#include "web/answer_head.h"
#include "web/http_session.h"

namespace xueshi::web {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using ErrorCodeOfAsio = boost::system::error_code;

std::string too_many_connections() {
  Response response = problem(503, "连接数已达上限", "too many connections");
  response.headers.emplace_back("Retry-After", "1");
  AnswerFrame frame;
  frame.keep_alive = false;
  frame.length = response.body.size();
  return *answer_head(response, frame) + response.body;
}

/// A place among `most`, given back with the last copy of what is returned; null when all are taken.
std::shared_ptr<void> take_place(const std::shared_ptr<std::size_t>& taken, std::size_t most) {
  if (*taken >= most) return nullptr;
  ++*taken;
  return {taken.get(), [taken](void*) { --*taken; }};
}

}  // namespace

class HttpServer::Listener final : public SessionHost, public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& context, HttpSettings settings, Handler handler)
      : settings_(std::move(settings)),
        handler_(std::move(handler)),
        context_(context),
        acceptor_(context),
        pause_(context),
        tls_(settings_.tls),
        pool_(settings_.slow_threads) {}

  Result<void> open();
  void accept();
  void stop();
  /// After stop(): waits for the slow answers that were under way.
  void join() { pool_.join(); }
  void use(std::shared_ptr<const TlsIdentity> identity) { tls_ = std::move(identity); }

  [[nodiscard]] Response answer(const Request& request) const override;
  bool work(SlowAnswer slow, std::shared_ptr<GivenUp> given_up, std::function<void(Response)> done) override;
  [[nodiscard]] UploadTerms upload_terms(const Request& head) const override;
  std::shared_ptr<void> take_upload_place() override { return take_place(uploads_, settings_.most_uploads); }
  std::shared_ptr<void> take_file_place() override { return take_place(files_, settings_.most_files); }
  std::shared_ptr<void> take_event_place() override { return take_place(events_, settings_.most_event_streams); }
  [[nodiscard]] const HttpSettings& settings() const override { return settings_; }
  void forget(HttpSession* session) override { sessions_.erase(session); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::size_t connections() const { return sessions_.size(); }

 private:
  void accepted(tcp::socket socket);

  const HttpSettings settings_;
  const Handler handler_;
  asio::io_context& context_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::shared_ptr<const TlsIdentity> tls_;  // null: plain http
  std::uint16_t port_ = 0;
  std::unordered_set<HttpSession*> sessions_;
  std::shared_ptr<std::size_t> uploads_ = std::make_shared<std::size_t>(0);  // under way
  std::shared_ptr<std::size_t> files_ = std::make_shared<std::size_t>(0);    // under way
  std::shared_ptr<std::size_t> events_ = std::make_shared<std::size_t>(0);   // listening
  std::size_t slow_ = 0;                                                     // waiting and under way
  asio::thread_pool pool_;
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
    return fail(ErrorCode::kBusy,
                where + ": another program listens there; choose another port under [" + settings_.section + "]");
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
    if (tls_) return;  // there is no saying it before a handshake
    // A fresh socket has room for these bytes; if not, the client sees the end and comes again.
    static const std::string kAnswer = too_many_connections();
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kAnswer), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    return;
  }
  socket.set_option(tcp::no_delay(true), ignored);
  sessions_.insert(HttpSession::start(std::move(socket), tls_.get(), shared_from_this()).get());
}

Response HttpServer::Listener::answer(const Request& request) const {
  try {
    return handler_(request);
  } catch (const std::exception& error) {
    log_error("web", "a handler failed: {}", error.what());
    return problem(500);
  }
}

UploadTerms HttpServer::Listener::upload_terms(const Request& head) const {
  if (!settings_.uploads) return {};
  try {
    return settings_.uploads(head);
  } catch (const std::exception& error) {
    log_error("web", "a handler failed: {}", error.what());
    return {true, problem(500)};
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

void HttpServer::Listener::stop() {
  ErrorCodeOfAsio ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  for (HttpSession* session : sessions_) session->close();
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
void HttpServer::use(std::shared_ptr<const TlsIdentity> identity) { listener_->use(std::move(identity)); }

}  // namespace xueshi::web
