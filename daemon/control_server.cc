#include "daemon/control_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>

#include "base/log.h"
#include "base/unique_fd.h"

namespace xueshi::daemon {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Local = asio::local::stream_protocol;

/// A spreadsheet of 4 MiB in base64, with what stands around it (`xueshi import`).
constexpr std::size_t kMostRequestBytes = 6 * 1024 * 1024;
constexpr std::size_t kMostAnswerBytes = 16 * 1024 * 1024;
constexpr auto kRequestLife = std::chrono::seconds{10};  // until a request is whole
constexpr auto kAnswerLife = std::chrono::seconds{90};   // from then until its answer has left

json::object error_answer(const Error& error) {
  return {{"ok", false}, {"error", {{"code", name(error.code)}, {"message", error.chain()}}}};
}

}  // namespace

struct ControlServer::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, Path socket_path, std::map<std::string, Handler> table)
      : acceptor(io), path(std::move(socket_path)), handlers(std::move(table)) {}

  struct Connection : std::enable_shared_from_this<Connection> {
    Connection(Local::socket connected, std::shared_ptr<State> server)
        : socket(std::move(connected)), timer(socket.get_executor()), owner(std::move(server)) {}

    void start() {
      close_after(kRequestLife);
      asio::async_read_until(socket, asio::dynamic_buffer(request, kMostRequestBytes), '\n',
                             [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                               if (error) {
                                 self->timer.cancel();
                                 return;
                               }
                               self->answer(size);
                             });
    }

    void close_after(std::chrono::seconds time) {
      timer.expires_after(time);
      timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) {
          boost::system::error_code ignored;
          self->socket.close(ignored);
        }
      });
    }

    void answer(std::size_t size) {
      close_after(kAnswerLife);
      asio::post(owner->thread, [self = shared_from_this(), size] {
        std::string said =
            json::serialize(self->owner->handle(self->actor(), std::string_view(self->request).substr(0, size))) + "\n";
        asio::post(self->socket.get_executor(), [self, said = std::move(said)]() mutable {
          self->reply = std::move(said);
          self->write();
        });
      });
    }

    void write() {
      asio::async_write(
          socket, asio::buffer(reply),
          [self = shared_from_this()](const boost::system::error_code&, std::size_t) { self->timer.cancel(); });
    }

    Actor actor() {
      ucred peer{};
      socklen_t length = sizeof peer;
      if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) {
        return {Actor::Kind::kShell, "uid unknown"};
      }
      return {Actor::Kind::kShell, "uid " + std::to_string(peer.uid)};
    }

    Local::socket socket;
    asio::steady_timer timer;
    std::shared_ptr<State> owner;
    std::string request;
    std::string reply;
  };

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const boost::system::error_code& error, Local::socket socket) {
      if (error == asio::error::operation_aborted || !self->acceptor.is_open()) return;
      if (!error) std::make_shared<Connection>(std::move(socket), self)->start();
      self->accept();
    });
  }

  json::object handle(const Actor& actor, std::string_view line) {
    boost::system::error_code error;
    const json::value request = json::parse(line, error);
    if (error || !request.is_object()) {
      return error_answer({ErrorCode::kBadInput, "a request is one line with a JSON object", nullptr});
    }
    const json::value* command = request.get_object().if_contains("command");
    if (command == nullptr || !command->is_string()) {
      return error_answer({ErrorCode::kBadInput, "a request names its \"command\"", nullptr});
    }
    const auto handler = handlers.find(std::string(command->get_string()));
    if (handler == handlers.end()) {
      return error_answer({ErrorCode::kUnsupported, "unknown command", nullptr});
    }
    auto result = handler->second(actor, request.get_object());
    if (!result) return error_answer(result.error());
    return {{"ok", true}, {"result", std::move(*result)}};
  }

  Local::acceptor acceptor;
  const Path path;
  const std::map<std::string, Handler> handlers;
  asio::thread_pool thread{1};
};

ControlServer::ControlServer(std::shared_ptr<State> state) : state_(std::move(state)) {}

ControlServer::~ControlServer() {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  state_->thread.join();
  ::unlink(state_->path.c_str());
}

Result<std::unique_ptr<ControlServer>> ControlServer::listen(asio::io_context& io, const Path& path,
                                                             std::map<std::string, Handler> handlers) {
  if (path.string().size() >= sizeof(sockaddr_un::sun_path)) {
    return fail(ErrorCode::kBadInput, "the socket's path " + path.string() + " is longer than " +
                                          std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                                          " bytes; choose a shorter state folder");
  }
  auto state = std::make_shared<State>(io, path, std::move(handlers));
  // The daemon's lock is held, so a socket that stands here was left by a crash.
  ::unlink(path.c_str());
  try {
    state->acceptor.open();
    state->acceptor.bind(Local::endpoint(path.string()));
    state->acceptor.listen();
  } catch (const boost::system::system_error& error) {
    return fail(ErrorCode::kIo, "cannot listen on " + path.string() + ": " + error.code().message());
  }
  if (::chmod(path.c_str(), 0660) != 0) return tl::make_unexpected(system_error("chmod " + path.string(), errno));
  state->accept();
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(state)));
}

Result<json::value> control_request(const Path& path, const json::object& request, Millis deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof address.sun_path)
    return fail(ErrorCode::kBadInput, "the socket's path is too long: " + text);
  text.copy(address.sun_path, text.size());
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return tl::make_unexpected(system_error("socket", errno));
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    Error error = system_error("connect " + text, errno);
    if (error.code == ErrorCode::kDenied) {
      return fail("you may not ask xueshid here: be root, its user, or in its group", std::move(error));
    }
    if (errno == ENOENT || errno == ECONNREFUSED) error.code = ErrorCode::kUnreachable;
    return fail("xueshid does not run here, or its state folder is another one", std::move(error));
  }
  const std::string line = json::serialize(request) + "\n";
  if (line.size() > kMostRequestBytes) {
    return fail(ErrorCode::kBadInput,
                "the request is larger than what xueshid takes (" + std::to_string(kMostRequestBytes) + " bytes)");
  }
  // A long request does not fit the socket's buffer: a daemon that reads none of it must not hold us for ever.
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(deadline) + std::chrono::seconds{1};
  const timeval send_within{static_cast<time_t>(seconds.count()), 0};
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &send_within, sizeof send_within) != 0) {
    return tl::make_unexpected(system_error("setsockopt", errno));
  }
  for (std::size_t sent = 0; sent < line.size();) {
    const ssize_t done = ::send(socket.get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return fail(ErrorCode::kTimeout, "xueshid did not take the request within its time");
    }
    if (done <= 0) return tl::make_unexpected(system_error("send to " + text, errno));
    sent += static_cast<std::size_t>(done);
  }
  const auto end = std::chrono::steady_clock::now() + deadline;
  std::string answer;
  while (answer.find('\n') == std::string::npos) {
    const auto left = std::chrono::duration_cast<Millis>(end - std::chrono::steady_clock::now());
    pollfd poll_for{socket.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&poll_for, 1, static_cast<int>(left.count())) == 0) {
      return fail(ErrorCode::kTimeout, "xueshid did not answer within " + std::to_string(deadline.count()) + " ms");
    }
    char chunk[4096];
    const ssize_t got = ::recv(socket.get(), chunk, sizeof chunk, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || answer.size() > kMostAnswerBytes) return fail(ErrorCode::kClosed, "xueshid broke its answer off");
    answer.append(chunk, static_cast<std::size_t>(got));
  }
  boost::system::error_code error;
  json::value parsed = json::parse(answer, error);
  if (error || !parsed.is_object()) return fail(ErrorCode::kInternal, "xueshid's answer is not JSON");
  const json::object& object = parsed.get_object();
  if (const json::value* result = object.if_contains("result")) return *result;
  std::string why = "xueshid refused";
  if (const json::value* details = object.if_contains("error"); details != nullptr && details->is_object()) {
    if (const json::value* message = details->get_object().if_contains("message");
        message != nullptr && message->is_string()) {
      why = std::string(message->get_string());
    }
  }
  return fail(ErrorCode::kUnsupported, why);
}

}  // namespace xueshi::daemon
