#include "web/http_session.h"

#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "base/log.h"
#include "web/answer_body.h"
#include "web/answer_head.h"
#include "web/connection.h"
#include "web/event_text.h"
#include "web/request_reader.h"

namespace xueshi::web {
namespace {

namespace asio = boost::asio;
using Error = Connection::Error;

/// What a client sends that listens to events, and has nothing to say, before it is let go.
constexpr std::size_t kMostSaidByListener = 16u << 10;

/// The host and port of a Host header; nothing where it holds anything that no such has.
bool plain_host(std::string_view host) {
  return !host.empty() &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") ==
             std::string_view::npos;
}

/// The answer to plain http on a TLS port: a person who typed the address without https:// is sent on; everything else
/// must not be repeated by itself, for it went over the line in the clear.
Response wrong_door_answer(const Request& request, const std::string& target) {
  const std::string_view host = request.header("host");
  if ((request.method != "GET" && request.method != "HEAD") || !plain_host(host) || !target.starts_with('/')) {
    return problem(400, "这个端口只接受 https", "this port takes https only");
  }
  Response response = problem(307, "这个端口只接受 https", "this port takes https only");
  response.headers.emplace_back("Location", "https://" + std::string(host) + target);
  return response;
}

}  // namespace

class Session final : public HttpSession, public std::enable_shared_from_this<Session> {
 public:
  Session(asio::ip::tcp::socket socket, const TlsIdentity* identity, std::shared_ptr<SessionHost> host)
      : host_(std::move(host)),
        deadline_(socket.get_executor()),
        heartbeat_(socket.get_executor()),
        connection_(std::move(socket), identity),
        strict_transport_(identity != nullptr && !identity->facts().own),
        reader_({host_->settings().most_header, host_->settings().most_body, host_->settings().most_upload}) {}
  ~Session() override { host_->forget(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void open() {
    expire_after(host_->settings().handshake);
    connection_.open(
        [self = shared_from_this()](const Error& error, std::size_t) { error ? self->close() : self->read_request(); });
  }

  void close() override {
    if (given_up_) *given_up_ = true;
    phase_ = Phase::kOver;
    deadline_.cancel();
    heartbeat_.cancel();
    connection_.close();
  }

  /// Of an event stream: false once nothing more can be sent.
  bool send_event(std::string_view event, std::string_view data) {
    if (phase_ != Phase::kEvents || ending_) return false;
    std::string text = event_text(event, data);
    if (events_waiting_.size() + text.size() > host_->settings().most_event_bytes) {
      close();
      return false;
    }
    events_waiting_ += text;
    flush_events();
    return true;
  }
  void end_events() {
    if (phase_ != Phase::kEvents || ending_) return;
    ending_ = true;
    flush_events();
  }

 private:
  enum class Phase {
    kReading,  ///< a request
    kWorking,  ///< a slow answer is made; meanwhile the client's end is looked for
    kWriting,
    kEvents,
    kEnding,  ///< the last answer is on its way to the other side's hands
    kOver,
  };

  /// From now on; the one before no longer counts.
  void expire_after(Millis time) {
    deadline_.expires_after(time);
    deadline_.async_wait([weak = weak_from_this()](const Error& stopped) {
      const auto self = weak.lock();
      // A deadline that was put off when it was already being told does not count either.
      if (!stopped && self && self->deadline_.expiry() <= asio::steady_timer::clock_type::now()) self->close();
    });
  }
  void expire_never() { deadline_.expires_at(asio::steady_timer::time_point::max()); }

  void read_request() {
    phase_ = Phase::kReading;
    upload_place_.reset();
    reader_.restart();
    // One deadline for the whole header, so that a byte now and then does not keep a connection for ever.
    expire_after(host_->settings().idle);
    go_on_reading();
  }

  void go_on_reading() {
    // While bytes are under way the reader must not move what it holds; it holds nothing then.
    if (reading_) return;
    switch (reader_.next()) {
      case RequestReader::Step::kHeader: return read_body();
      case RequestReader::Step::kMore: return read_more();
      case RequestReader::Step::kWhole: return answer();
      case RequestReader::Step::kBad: return refuse();
    }
  }

  /// The headers are there. A body that is larger than others is read only for who may send it, and few at once.
  void read_body() {
    expire_after(host_->settings().transfer);
    if (connection_.wrong_door()) return go_on_reading();
    Request head = reader_.head();
    come_from_here(head);
    UploadTerms terms = host_->upload_terms(head);
    if (!terms.is_upload) return go_on_reading();
    unread_ = 2 * host_->settings().most_upload;  // who is refused has begun to send, and hears why when it is gone
    if (terms.refusal) return refuse_upload(std::move(*terms.refusal));
    if (!(upload_place_ = host_->take_upload_place())) {
      return refuse_upload(
          busy("正在上传的文件过多，请稍后再试", "too many files are being sent to the box; try again"));
    }
    reader_.allow_upload();
    go_on_reading();
  }

  void refuse_upload(Response response) {
    head_ = false;
    version_ = reader_.version();
    keep_alive_ = false;  // its body is still to come
    write(std::move(response));
  }

  void come_from_here(Request& request) const {
    request.peer = connection_.peer().to_string();
    request.from_this_machine = connection_.peer().is_loopback();
    request.secure = connection_.secure();
  }

  void read_more() {
    if (reading_) return;
    if (input_over_) return close();
    reading_ = true;
    connection_.read_some(reader_.room(), [self = shared_from_this()](const Error& error, std::size_t n) {
      self->reading_ = false;
      self->input_over_ = static_cast<bool>(error);
      if (!error) self->reader_.came(n);
      self->said_ += n;
      self->on_input();
    });
  }

  void on_input() {
    switch (phase_) {
      case Phase::kReading: return input_over_ ? close() : go_on_reading();
      // What came is a further request, and waits; nothing more is looked for.
      case Phase::kWorking: return input_over_ ? close() : void();
      case Phase::kEvents: return on_listener_input();
      case Phase::kWriting:
      case Phase::kEnding:
      case Phase::kOver: return;
    }
  }

  void answer() {
    Request request = reader_.take_request();
    head_ = request.method == "HEAD";
    version_ = reader_.version();
    keep_alive_ = reader_.keep_alive();
    come_from_here(request);
    if (connection_.wrong_door()) {
      keep_alive_ = false;
      return write(wrong_door_answer(request, reader_.target()));
    }
    Response response = host_->answer(request);
    response.slow ? work(std::move(response.slow)) : write(std::move(response));
  }

  void refuse() {
    head_ = false;
    version_ = reader_.version();
    keep_alive_ = false;
    write(problem(reader_.status(), reader_.why()));
  }

  void work(SlowAnswer slow) {
    given_up_ = std::make_shared<GivenUp>(false);
    phase_ = Phase::kWorking;
    expire_never();  // it is the work that ends; meanwhile the client's end is looked for
    const bool taken = host_->work(std::move(slow), given_up_, [self = shared_from_this()](Response response) {
      self->given_up_.reset();
      if (self->phase_ == Phase::kWorking) self->write(response.slow ? problem(500) : std::move(response));
    });
    if (!taken) {
      given_up_.reset();
      return write(busy("正在处理的请求过多，请稍后再试", "too many requests are being worked on; try again"));
    }
    if (!reader_.has_more()) read_more();
  }

  void write(Response response) {
    phase_ = Phase::kWriting;
    if (response.events && !head_ && !(place_ = host_->take_event_place())) {
      response = busy("同时在线的页面过多，请稍后再试", "too many pages are listening; try again", 10);
    } else if (response.file && !head_ && !(place_ = host_->take_file_place())) {
      response = busy("正在传送的文件过多，请稍后再试", "too many files are being sent; try again");
    }
    if (response.events) return begin_events(std::move(response));
    auto head = head_of(response);
    if (!head) {
      log_error("web", "an answer is not sent: {}", head.error().chain());
      return write_broken();
    }
    header_ = std::move(*head);
    body_.emplace(std::move(response));
    const auto first = head_ ? std::string_view() : body_->next();
    if (first) return send(*first);
    log_warn("web", "a file cannot be sent: {}", first.error().chain());
    write_broken();
  }

  void write_broken() {
    place_.reset();
    Response broken = problem(500);
    header_ = *head_of(broken);
    body_.emplace(std::move(broken));
    send(head_ ? std::string_view() : *body_->next());
  }

  /// A HEAD's answer has the headers of GET's and no body (RFC 9110 §9.3.2); its length is left out where it would have
  /// to be made first.
  [[nodiscard]] Result<std::string> head_of(const Response& response) const {
    AnswerFrame frame{version_, keep_alive_, strict_transport_ && connection_.secure(), false, std::nullopt};
    const std::uint64_t bytes = response.file ? response.file->bytes : response.body.size();
    if (response.events) {
      frame.chunked = version_ >= 11;
    } else if (!head_ || bytes > 0) {
      frame.length = bytes;
    }
    return answer_head(response, frame);
  }

  /// Each piece has its own deadline: a client may be slow, but it must get on.
  void send(std::string_view piece) {
    expire_after(host_->settings().transfer);
    connection_.write(
        {asio::buffer(header_), asio::buffer(piece)},
        [self = shared_from_this()](const Error& error, std::size_t) { error ? self->close() : self->sent(); });
  }

  void sent() {
    if (phase_ == Phase::kOver) return;
    header_.clear();
    const auto next = head_ ? std::string_view() : body_->next();
    if (!next) {
      // What was promised cannot be kept: the end of the connection says so.
      log_warn("web", "a file cannot be sent to its end: {}", next.error().chain());
      return close();
    }
    if (!next->empty()) return send(*next);
    body_.reset();
    place_.reset();
    keep_alive_ ? read_request() : linger();
  }

  void begin_events(Response response) {
    keep_alive_ = false;  // it goes on until one side ends it
    response.content_type = "text/event-stream";
    response.headers.emplace_back("X-Accel-Buffering", "no");  // asks a proxy to hand events on at once
    auto head = head_of(response);
    if (!head) {
      log_error("web", "an answer is not sent: {}", head.error().chain());
      return write_broken();
    }
    header_ = std::move(*head);
    if (head_) {
      body_.emplace(Response{});
      return send({});
    }
    phase_ = Phase::kEvents;
    ending_ = false;
    events_chunked_ = version_ >= 11;
    events_waiting_ = kHeartbeat;  // a first sign, so that a proxy lets the headers go
    said_ = 0;
    if (!reading_) {
      reader_.drop_all();
      read_more();
    }
    flush_events();
    beat();
    try {
      response.events(make_stream());
    } catch (const std::exception& error) {
      log_error("web", "a handler of events failed: {}", error.what());
      close();
    }
  }

  std::shared_ptr<EventStream> make_stream();

  void flush_events() {
    if (events_sending_ || phase_ != Phase::kEvents) return;
    if (events_waiting_.empty() && !ending_) return expire_never();
    events_out_ = std::exchange(header_, {});
    if (!events_waiting_.empty()) events_out_ += events_chunked_ ? chunk_of(events_waiting_) : events_waiting_;
    events_waiting_.clear();
    const bool last = ending_;
    if (last && events_chunked_) events_out_ += kLastChunk;
    events_sending_ = true;
    expire_after(host_->settings().transfer);
    connection_.write({asio::buffer(events_out_), asio::const_buffer()},
                      [self = shared_from_this(), last](const Error& error, std::size_t) {
                        self->events_sending_ = false;
                        if (error) return self->close();
                        if (self->phase_ != Phase::kEvents) return;
                        last ? self->linger() : self->flush_events();
                      });
  }

  void beat() {
    heartbeat_.expires_after(host_->settings().heartbeat);
    heartbeat_.async_wait([weak = weak_from_this()](const Error& stopped) {
      const auto self = weak.lock();
      if (stopped || !self || self->phase_ != Phase::kEvents || self->ending_) return;
      if (self->events_waiting_.empty()) self->events_waiting_ = kHeartbeat;
      self->flush_events();
      self->beat();
    });
  }

  void on_listener_input() {
    reader_.drop_all();
    input_over_ || said_ > kMostSaidByListener ? close() : read_more();
  }

  /// Closing with unread input would reset the connection, and the answer could be lost on its way (RFC 9112 §9.6): so
  /// say that nothing more will come, and read on for a short while.
  void linger() {
    phase_ = Phase::kEnding;
    place_.reset();
    heartbeat_.cancel();
    expire_after(std::chrono::seconds{1});
    connection_.finish([self = shared_from_this()](const Error&, std::size_t) {
      self->connection_.drain(self->unread_, [self](const Error&, std::size_t) { self->close(); });
    });
  }

  std::shared_ptr<SessionHost> host_;
  asio::steady_timer deadline_;
  asio::steady_timer heartbeat_;
  Connection connection_;
  const bool strict_transport_;
  RequestReader reader_;
  Phase phase_ = Phase::kReading;
  bool reading_ = false;     // bytes are under way into the reader, which is empty
  bool input_over_ = false;  // the other side sends no more
  // Of the request that is being answered.
  bool head_ = false;
  unsigned version_ = 11;
  bool keep_alive_ = false;
  std::shared_ptr<GivenUp> given_up_;  // while a slow answer is made
  std::string header_;
  std::optional<AnswerBody> body_;
  std::shared_ptr<void> place_;         // among files or event streams
  std::shared_ptr<void> upload_place_;  // among uploads, until it is answered, also to nobody
  std::size_t unread_ = 1 << 20;        // so much is still taken from a client that is let go
  // While it is an event stream.
  std::string events_waiting_;
  std::string events_out_;
  bool events_chunked_ = false;
  bool events_sending_ = false;
  bool ending_ = false;
  std::size_t said_ = 0;  // by the client, who has nothing to say
};

namespace {

/// What a handler holds of a session that listens. Letting it go ends the stream.
class SessionEvents final : public EventStream {
 public:
  explicit SessionEvents(std::weak_ptr<Session> session) : session_(std::move(session)) {}
  ~SessionEvents() override { SessionEvents::close(); }
  bool send(std::string_view event, std::string_view data) override {
    const auto session = session_.lock();
    return session && session->send_event(event, data);
  }
  void close() override {
    if (const auto session = session_.lock()) session->end_events();
  }

 private:
  std::weak_ptr<Session> session_;
};

}  // namespace

std::shared_ptr<EventStream> Session::make_stream() { return std::make_shared<SessionEvents>(weak_from_this()); }

std::shared_ptr<HttpSession> HttpSession::start(asio::ip::tcp::socket socket, const TlsIdentity* identity,
                                                std::shared_ptr<SessionHost> host) {
  auto session = std::make_shared<Session>(std::move(socket), identity, std::move(host));
  session->open();
  return session;
}

}  // namespace xueshi::web
